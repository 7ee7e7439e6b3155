using System.Globalization;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>
/// Whatever editors do, the public learns nothing of what is hidden: neither its words, nor that it is there. It is told
/// exactly what it would be told of a story in which the hidden entries never were.
/// </summary>
public sealed partial class NoLeakTests
{
    private const ulong Seed = 20210117;

    // Set it to look further than CI does.
    private const string SeedVariable = "TIMELINE_LEAK_SEED";

    private static readonly string[] NotCompared = ["Date", "Content-Length", "Transfer-Encoding"];

    [Fact]
    public async Task The_public_is_told_of_hidden_entries_neither_a_word_nor_that_they_exist()
    {
        await using var service = await TestService.StartAsync();
        await using var twin = await TestService.StartAsync();
        foreach (var either in (TestService[])[service, twin])
            await either.RegisterAsync("alexei-navalny", "Alexei Navalny");
        var seed = ulong.TryParse(Environment.GetEnvironmentVariable(SeedVariable), CultureInfo.InvariantCulture, out var own) ? own : Seed;
        var run = 0;
        Readings readings = new([], []);

        Prop.ForAll(Script.Any.ToArbitrary(), async script =>
        {
            var twins = new Twins(service, twin, $"s{++run}");
            try
            {
                await WorkAsync(service, twin, twins, script, readings);
            }
            catch (Exception error)
            {
                throw new InvalidOperationException(
                    $"{SeedVariable}={seed}, script {run}:\n{string.Join('\n', twins.Log)}\n{error.Message}", error);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(4).WithReplay(seed, 1));
    }

    private static async Task WorkAsync(TestService service, TestService twin, Twins twins, Step[] script, Readings readings)
    {
        await twins.OpenAsync();
        for (var i = 0; i < script.Length; i++)
        {
            await Stopwatch.AssertStillAsync(service, twins.Story, () => twins.DoAsync(script[i], i));
            if (i == script.Length / 2 || i == script.Length - 1)
                await CompareAsync(service, twin, twins, readings);
        }
    }

    private static async Task CompareAsync(TestService service, TestService twin, Twins twins, Readings readings)
    {
        var (here, there) = (await PlaceAsync(service, twins, s => s.Id, twins.Steps, twins.TwinSteps, readings.Here),
            await PlaceAsync(twin, twins, s => s.TwinId ?? $"nobody{s.Label[1..^1]}", twins.TwinSteps, twins.Steps,
                readings.There));
        Assert.Equal(there.Place.Version, here.Place.Version);
        var hidden = twins.Issued.Except(twins.Shown).ToHashSet();
        var gone = twins.Subjects.Where(s => !s.Visible || s.Retracted).SelectMany(s => s.Words).ToHashSet();

        foreach (var route in PublicWalk.Routes(service))
        {
            foreach (var (visit, same) in PublicWalk.Visits(route, here.Place).Zip(PublicWalk.Visits(route, there.Place)))
            {
                var ct = TestContext.Current.CancellationToken;
                var found = PublicWalk.ReadAsync(service.Public, visit, here.Place.Version, ct);
                var expected = PublicWalk.ReadAsync(twin.Public, same, there.Place.Version, ct);
                var text = here.Normal(await found);
                AssertSame(visit.Name, there.Normal(await expected), text);
                // A word that was asked for may stand in the answer as part of the question.
                var told = Twins.WordPattern().Matches(text).Select(m => m.Value).Except(Twins.WordPattern().Matches(visit.Name).Select(m => m.Value));
                Assert.True(!told.Any(w => hidden.Contains(w) || (!visit.Past && gone.Contains(w))),
                    $"{visit.Name} tells {string.Join(' ', told.Where(w => hidden.Contains(w) || gone.Contains(w)))}:\n{text}");
            }
        }
    }

    private static void AssertSame(string name, string expected, string found)
    {
        if (expected == found)
            return;
        var at = expected.Zip(found).TakeWhile(p => p.First == p.Second).Count();
        var from = Math.Max(0, at - 300);
        Assert.Fail($"{name}\nwithout what is hidden: …{expected[from..Math.Min(expected.Length, at + 300)]}…\n" +
            $"with it:                …{found[from..Math.Min(found.Length, at + 300)]}…");
    }

    private static async Task<Reading> PlaceAsync(
        TestService service, Twins twins, Func<Subject, string> id, List<int> steps, List<int> otherSteps,
        Dictionary<string, string> names)
    {
        var events = await Expect.HistoryAsync(service, twins.Story);
        Assert.Equal(steps.Count, events.Length);
        var instants = events.Select((e, i) => (At: e["recordedAt"]!.GetValue<DateTimeOffset>(), Step: steps[i])).ToArray();
        foreach (var (at, step) in instants)
            names[Reading.Text(at)] = $"<{twins.Story}t{step}>";
        foreach (var subject in twins.Subjects)
            names[id(subject)] = subject.Label;
        var common = instants.Where(i => otherSteps.Contains(i.Step)).ToArray();
        string[] words = [.. twins.Issued.Where((_, i) => i % 40 == 7).Append(twins.Issued.First())];
        return new Reading(
            new Place(service.Address.ToString().TrimEnd('/'), twins.Story, [.. twins.Subjects.Select(s => (s.Label, id(s)))],
                ["alexei-navalny", .. twins.Issued.Where((_, i) => i % 60 == 2).Select(w => $"person-{w}")], words,
                await service.VersionAsync(twins.Story),
                [.. common.Where((_, i) => i % Math.Max(1, common.Length / 3) == 0).Select(i => ($"<{twins.Story}t{i.Step}>", i.At.UtcDateTime.ToString("O")))]),
            names);
    }

    /// <summary>What ids and instants mean in both services, also those of scripts before, whose stories stay there.</summary>
    private sealed record Readings(Dictionary<string, string> Here, Dictionary<string, string> There);

    /// <summary>Reads answers so that those of a story and of its twin can be compared.</summary>
    private sealed partial record Reading(Place Place, Dictionary<string, string> Names)
    {
        public string Normal((System.Net.HttpStatusCode Status, Dictionary<string, string> Headers, string Text) answer)
        {
            var headers = answer.Headers
                .Where(h => !NotCompared.Contains(h.Key))
                .OrderBy(h => h.Key).Select(h => $"{h.Key}: {(h.Key == "ETag" ? HexDigit().Replace(h.Value, "h") : h.Value)}");
            var text = $"{(int)answer.Status}\n{string.Join('\n', headers)}\n\n{answer.Text}"
                .Replace(Place.Service, "http://service").Replace(Uri.EscapeDataString(Place.Service), "http%3A%2F%2Fservice");
            // The place in the chronology ends with when the entry was recorded.
            text = SortKey().Replace(text, k => k.Groups[1].Value + Label(DateTimeOffset.UnixEpoch.AddMicroseconds(
                long.Parse(k.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture) - (1L << 58))));
            text = Id().Replace(text, id => Names.GetValueOrDefault(id.Value, id.Value));
            text = HttpDate().Replace(text, "<date>");
            text = Measured().Replace(text, "");
            text = Retry().Replace(text, "retry: n");
            // How an instant is spelled must not tell anything either.
            return Instant().Replace(text, i => i.Value.Replace("\\u002B", "+", StringComparison.Ordinal) is var plain && plain == i.Value
                ? Label(DateTimeOffset.Parse(plain, CultureInfo.InvariantCulture))
                : $"{Label(DateTimeOffset.Parse(plain, CultureInfo.InvariantCulture))} escaped");
        }

        public static string Text(DateTimeOffset instant) => instant.UtcDateTime.ToString("O");

        private string Label(DateTimeOffset instant) => Names.GetValueOrDefault(Text(instant), Text(instant));

        [GeneratedRegex("[23456789bcdfghjkmnpqrstvwxyz]{11}|nobody[a-z0-9]+")]
        private static partial Regex Id();

        [GeneratedRegex("[0-9a-f]")]
        private static partial Regex HexDigit();

        // The twins are written one after the other, and the minute may turn in between.
        [GeneratedRegex(@"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ|\d\d:\d\d \(UTC\+3\)")]
        private static partial Regex HttpDate();

        // How long ago the database was looked at, which request this was, and what was drawn when the story was opened.
        [GeneratedRegex("\"secondsBehind\":[0-9.]+|\"lineage\":\"[0-9a-f]{12}\"|data-lineage=\"[0-9a-f]{12}\"|\"traceId\":\"[-0-9a-f]+\"")]
        private static partial Regex Measured();

        [GeneratedRegex("([0-9a-f]{30})([0-9a-f]{15})(?=[bnr])")]
        private static partial Regex SortKey();

        // Readers are told different pauses, so that they do not all come back at once.
        [GeneratedRegex("retry: [0-9]+")]
        private static partial Regex Retry();

        [GeneratedRegex(@"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d|\\u002B\d\d:\d\d)")]
        private static partial Regex Instant();
    }
}
