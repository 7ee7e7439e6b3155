using Timeline.Benchmarks;

if (args is ["live" or "live-bare", ..])
    return await LiveBenchmark.RunAsync(args);

return 0;
