using System.Globalization;
using Timeline.Benchmarks;
using Timeline.Benchmarks.Abuse;
using Timeline.Benchmarks.Bare;
using Timeline.Benchmarks.Ordinary;
using Timeline.Store.Embedded;

switch (args)
{
    // In processes of their own, beside what is measured.
    case ["load"]:
        await Load.ServeAsync();
        return 0;
    case ["bare"]:
        await BareKestrel.ServeAsync();
        return 0;
    case ["ordinary-api", var database]:
        await OrdinaryApi.ServeAsync(database);
        return 0;
    case ["live", ..]:
        return await LiveBenchmark.RunAsync(args);
    case ["abuse"]:
        return await AbuseTrial.RunAsync();
    case ["kill", .. var rest]:
        return await KillTrial.RunAsync(rest is [var rounds] ? Number(rounds) : 10);
    case ["kill-import", .. var times]:
        return await KillImportTrial.RunAsync(times is [var kills] ? Number(kills) : 10);
    case ["kill-takedown", .. var often]:
        return await KillTakeDownTrial.RunAsync(often is [var tries] ? Number(tries) : 10);
    case ["append", "--only", _]:
    case ["append" or "http" or "rebuild" or "start" or "past" or "archive" or "desk" or "all"] or ["start", "--beside", _]:
        break;
    default:
        await Console.Error.WriteLineAsync("""
            dotnet run -c Release --project tests/Timeline.Benchmarks -- append [--only 1,8,64] | http | rebuild | past | archive | desk | all
                                                                         start [--beside another Timeline.Api.dll] | live [streams] |
                                                                         kill [rounds] | kill-import [kills] | kill-takedown [kills] | abuse
            """);
        return 2;
}

// A cluster of its own, with PostgreSQL's default durability.
await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
var figures = new List<Figure>();
if (args[0] is "append" or "all")
    figures.AddRange(await AppendBenchmark.RunAsync(cluster, Option("--only")?.Split(',').Select(Number)));
if (args[0] is "http" or "all")
    figures.AddRange(await HttpBenchmark.RunAsync(cluster));
if (args[0] is "rebuild" or "all")
    figures.AddRange(await RebuildBenchmark.RunAsync(cluster));
if (args[0] is "start" or "all")
    figures.AddRange(await StartBenchmark.RunAsync(cluster, args is [_, _, var path] ? path : null));
if (args[0] is "past" or "all")
    figures.AddRange(await PastBenchmark.RunAsync(cluster));
if (args[0] is "archive" or "all")
    figures.AddRange(await ArchiveBenchmark.RunAsync(cluster));
if (args[0] is "desk" or "all")
    figures.AddRange(await DeskBenchmark.RunAsync(cluster));
return Figure.Print(figures);

string? Option(string name) => args.SkipWhile(a => a != name).Skip(1).FirstOrDefault();

static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
