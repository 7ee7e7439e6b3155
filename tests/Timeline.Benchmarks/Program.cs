using Timeline.Benchmarks;
using Timeline.Store.Embedded;

if (args is ["load"])
{
    await Load.ServeAsync();
    return 0;
}

if (args is ["rebuild-alone"])
{
    await RebuildBenchmark.ServeAsync();
    return 0;
}

if (args is ["live" or "live-bare", ..])
    return await LiveBenchmark.RunAsync(args);


if (args is not [("append" or "read" or "past" or "rebuild" or "all") and var what])
{
    await Console.Error.WriteLineAsync(
        "dotnet run -c Release --project tests/Timeline.Benchmarks -- append | read | past | rebuild | all | live [streams]");
    return 2;
}

// A cluster of its own, with PostgreSQL's default durability.
await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
var figures = new List<Figure>();
if (what is "append" or "all")
    figures.AddRange(await AppendBenchmark.RunAsync(cluster));
if (what is "read" or "all")
    figures.AddRange(await ReadBenchmark.RunAsync(cluster));
if (what is "past" or "all")
    figures.AddRange(await PastBenchmark.RunAsync(cluster));
if (what is "rebuild" or "all")
    figures.AddRange(await RebuildBenchmark.RunAsync(cluster));
Figure.Print(figures);
return figures.All(f => f.Holds) ? 0 : 1;
