using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// Live streams: every reader gets each change. The service, and beside it Kestrel alone with the same frames, each in a
/// process of its own; the readers, all in this one, listen first to the one and then to the other, so that a process that may
/// have 20,000 files has room for nearly as many streams.
/// </summary>
/// <remarks>
/// A change's time runs from the instant that the service gives it, just before its commit, until a reader has the last byte.
/// Memory is the growth of the server's working set, divided by the streams, just after the changes and when both have given back what
/// they no longer need; the kernel's own buffers are not in it.
/// </remarks>
internal static class LiveBenchmark
{
    private const string Row = "{0,-13} {1,15} {2,7} {3,8} {4,8} {5,8} {6,10} {7,8}";
    private static readonly object[] Header = ["", "received", "faults", "p50 ms", "p99 ms", "max ms", "KB/stream", "at rest"];
    private static readonly object[] People =
        [new { id = "navalny-supporters", name = "Supporters of Navalny", role = "other", @as = "taking part" }];
    private static readonly string[] Places = ["Russia", "Moscow"];
    private const int Streams = 5000;
    private const int Rounds = 3;
    private const int ChangesOfRound = 15;
    private const double MostMilliseconds = 1000;
    private const double MostKilobytes = 50;
    private const double MostOfBare = 1.5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    // Thrice as long as the service takes to see that nothing happens.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);

    /// <summary>Runs it: <c>live [streams]</c>.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var streams = args is [_, var text] ? int.Parse(text, CultureInfo.InvariantCulture) : Streams;
        await using var cluster = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { Ephemeral = true });
        using var service = await Server.ServiceAsync(cluster.ConnectionString);
        using var bare = await Server.OfOursAsync("bare");
        await OpenAsync(service);

        var version = 1L;
        var frames = new List<(long Version, string Text)>();
        var (ourTimes, bareTimes) = (new List<double>(), new List<double>());

        // What a few streams need once is not counted to each.
        using (var few = new LiveReaders())
        {
            await few.OpenAsync(new Uri(service.Address, "/stories/load/live"), 50, version);
            for (var i = 0; i < 10; i++)
                frames.Add((++version, await ChangeAsync(service, few, version, 50, i, [])));
        }

        using (var few = new LiveReaders())
        {
            await few.OpenAsync(new Uri(bare.Address, "/live"), 50, 1);
            foreach (var frame in frames)
                await PublishAsync(bare, few, frame, 50, []);
        }

        await RestAsync(bare);
        var (ourBase, bareBase) = (service.Megabytes, bare.Megabytes);
        frames.Clear();
        using var ours = new LiveReaders();
        var clock = Stopwatch.StartNew();
        await ours.OpenAsync(new Uri(service.Address, "/stories/load/live"), streams, version);
        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{streams} streams opened in {clock.Elapsed.TotalSeconds:0.0} s"));
        for (var i = 0; i < Rounds * ChangesOfRound; i++)
            frames.Add((++version, await ChangeAsync(service, ours, version, streams, i, ourTimes)));
        double KilobytesOf(Server server, double before) => (server.Megabytes - before) * 1024 / streams;
        var ourBusy = KilobytesOf(service, ourBase);
        await Task.Delay(Rest);
        var (ourRest, ourFaults) = (KilobytesOf(service, ourBase), ours.Faults);
        ours.Dispose();

        using var theirs = new LiveReaders();
        await theirs.OpenAsync(new Uri(bare.Address, "/live"), streams, frames[0].Version - 1);
        foreach (var frame in frames)
            await PublishAsync(bare, theirs, frame, streams, bareTimes);

        var bareBusy = KilobytesOf(bare, bareBase);
        await RestAsync(bare);
        var bareRest = KilobytesOf(bare, bareBase);

        var expected = streams * Rounds * ChangesOfRound;
        Console.WriteLine($"{streams:#,0} open streams, {Rounds * ChangesOfRound} changes, {Environment.ProcessorCount} cores");
        Console.WriteLine(Row, Header);
        var holds = Print("service", ourTimes, expected, ourFaults, ourBusy, ourRest);
        Print("bare Kestrel", bareTimes, expected, theirs.Faults, bareBusy, bareRest);
        holds &= ourRest <= MostOfBare * bareRest;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"memory, of bare Kestrel's: {ourBusy / bareBusy:0.00}, at rest {ourRest / bareRest:0.00} (at most {MostOfBare})"));
        return holds ? 0 : 1;
    }

    // Records a change, hears when it comes, and gives it as a frame.
    private static async Task<string> ChangeAsync(Server service, LiveReaders readers, long version, int streams, int turn, List<double> times)
    {
        using (var answer = await service.Editor.PostAsJsonAsync("/stories/load/rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = $"Rally {turn}",
            summary = "Supporters gather in the centre; the police speak of an unauthorised action. " + new string('x', 600),
            people = People,
            places = Places,
        }))
        {
            answer.EnsureSuccessStatusCode();
        }

        var received = await readers.ReceivedAsync(version, streams, Patience);
        var json = await service.Editor.GetStringAsync($"/stories/load/changes?after={version - 1}&to={version}");
        var change = JsonNode.Parse(json)!["changes"]![0]!;
        var recorded = DateTimeOffset.Parse((string)change["recordedAt"]!, CultureInfo.InvariantCulture);
        times.AddRange(received.Select(r => (r - recorded).TotalMilliseconds));
        return $"id: {version}\nevent: entry-recorded\ndata: {json[(json.IndexOf('[', StringComparison.Ordinal) + 1)..json.LastIndexOf(']')]}\n\n";
    }

    private static async Task PublishAsync(Server bare, LiveReaders readers, (long Version, string Text) frame, int streams, List<double> times)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(frame.Text));
        using var published = await bare.Editor.PostAsync("/live", content);
        var at = DateTimeOffset.Parse(await published.Content.ReadAsStringAsync(), CultureInfo.InvariantCulture);
        var received = await readers.ReceivedAsync(frame.Version, streams, Patience);
        times.AddRange(received.Select(r => (r - at).TotalMilliseconds));
    }

    private static async Task RestAsync(Server bare)
    {
        await Task.Delay(Rest);
        using var rest = await bare.Editor.PostAsync("/rest", null);
        rest.EnsureSuccessStatusCode();
    }

    private static async Task OpenAsync(Server service)
    {
        using var answer = await service.Editor.PostAsJsonAsync("/stories",
            new { id = "load", title = "Load", language = "en", timeZone = "Europe/Moscow", from = "2021-01-01" });
        answer.EnsureSuccessStatusCode();
    }

    private static bool Print(string name, List<double> times, int expected, int faults, double busy, double rest)
    {
        var sorted = times.Order().ToArray();
        double At(double part) => sorted.Length == 0 ? double.NaN : sorted[(int)(part * (sorted.Length - 1))];
        Console.WriteLine(Row, name,
            string.Create(CultureInfo.InvariantCulture, $"{sorted.Length}/{expected}"), faults, Number(At(.5)), Number(At(.99)),
            Number(At(1)), Number(busy), Number(rest));
        return sorted.Length == expected && faults == 0 && At(.99) < MostMilliseconds && busy < MostKilobytes;
    }

    private static string Number(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
