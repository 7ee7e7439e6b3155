using Xunit.v3;

// The tests wait for services, browsers and child processes for a third of their time.
[assembly: Parallelization(MaxThreads = 4)]
