using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>Work that the public must not see leaves every public answer as it was, to the byte, its headers included.</summary>
public sealed partial class StillnessTests
{
    [Fact]
    public async Task What_the_newsroom_does_out_of_sight_changes_no_byte_that_the_public_reads()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (rally, _) = await service.RecordAsync("rallies", Editing.Rally());
        var (sentence, _) = await service.RecordAsync("sentencings", Editing.Sentencing());
        await service.StoreAsync("story", sentence, "links", new { entry = rally, relation = "follows" });
        var (draft, _) = await service.RecordAsync("sentencings", Editing.Sentencing("Secret", draft: true));
        var (held, _) = await service.RecordAsync("rallies", Editing.Rally("Held"));
        await service.StoreAsync("story", held, "hold", new { reason = "Being checked." });
        var place = new Place(service.Address.ToString().TrimEnd('/'), "story",
            [("rally", rally), ("sentence", sentence), ("draft", draft), ("held", held), ("nobody", "nobody")],
            ["alexei-navalny"], ["secret"], await service.VersionAsync("story"),
            [("then", (string)(await service.GetAsync("/stories/story"))["updatedAt"]!)]);
        var visits = PublicWalk.Routes(service).SelectMany(r => PublicWalk.Visits(r, place)).ToArray();
        var before = await ReadAsync(service, visits, place.Version);

        var (embargoed, _) = await service.RecordAsync("sentencings", Editing.Sentencing("Secret", embargoUntil: DateTimeOffset.UtcNow.AddHours(1)));
        await service.StoreAsync("story", embargoed, "embargo", new { until = DateTimeOffset.UtcNow.AddHours(2) });
        await service.CorrectAsync("story", draft, new { term = "2 years", people = new[] { new { id = "alexei-navalny", name = "Alexei Navalny" } } });
        await service.StoreAsync("story", draft, "links", new { entry = rally, relation = "follows" });
        await service.StoreAsync("story", sentence, "links", new { entry = draft, relation = "follows" });
        await service.StoreAsync("story", draft, "key", new { key = true });
        await service.StoreAsync("story", held, "sources", new { outlet = "Reuters" });
        await service.StoreAsync("story", held, "outcome", new { status = "moved", when = new { edtf = "2021-01-31" } });
        await service.StoreAsync("story", draft, "hold", new { reason = "Being checked." });
        await service.StoreAsync("story", draft, "publication");
        await service.StoreAsync("story", embargoed, "retraction", new { reason = "Untrue." });

        var after = await ReadAsync(service, visits, place.Version);
        Assert.All(visits.Zip(before, after), visit => Assert.True(visit.Second == visit.Third,
            $"{visit.First.Name}\n{visit.Second}\n\nis now\n\n{visit.Third}"));
    }

    [Fact]
    public async Task Nor_does_it_empty_anything_that_is_kept_for_the_public()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (rally, _) = await service.RecordAsync("rallies", Editing.Rally());
        var draft = "";

        await Stopwatch.AssertStillAsync(service, "story", async () => draft = (await service.RecordAsync("sentencings", Editing.Sentencing(draft: true))).Id);
        await Stopwatch.AssertStillAsync(service, "story", () => service.CorrectAsync("story", draft, new { term = "2 years" }));
        await Stopwatch.AssertStillAsync(service, "story", () => service.StoreAsync("story", rally, "links", new { entry = draft, relation = "follows" }));
        await service.CorrectAsync("story", draft, new { people = new[] { new { id = "mara-unseen", name = "Mara Unseen" } } });
        await Stopwatch.AssertStillAsync(service, "story", () => service.RegisterAsync("mara-unseen", "Mara Unseen"));
        await Stopwatch.AssertStillAsync(service, "story", () => service.StoreAsync("story", draft, "retraction", new { reason = "Untrue." }));

        // What the public sees does.
        var cache = service.App.Services.GetRequiredService<AnswerCache>();
        var made = cache.Made;
        await service.RecordAsync("rallies", Editing.Rally());
        await service.ReadAsync("/stories/story/timeline");
        Assert.Equal(made + 1, cache.Made);
    }

    private static async Task<List<string>> ReadAsync(TestService service, Visit[] visits, long version)
    {
        var ct = TestContext.Current.CancellationToken;
        var read = new List<string>();
        foreach (var visit in visits)
        {
            var (status, headers, text) = await PublicWalk.ReadAsync(service.Public, visit, version, ct);
            if (status == HttpStatusCode.OK && headers.TryGetValue("ETag", out var tag))
            {
                var again = await PublicWalk.ReadAsync(
                    service.Public, visit with { Headers = [.. visit.Headers, ("If-None-Match", tag)] }, version, ct);
                Assert.Equal((HttpStatusCode.NotModified, ""), (again.Status, again.Text));
            }

            read.Add(Chance().Replace($"{(int)status}\n" + string.Join('\n', headers.Where(h => h.Key != "Date")
                .OrderBy(h => h.Key).Select(h => $"{h.Key}: {h.Value}")) + $"\n\n{text}", ""));
        }

        return read;
    }

    // What differs from one request to the next by itself.
    [GeneratedRegex("\"secondsBehind\":[0-9.]+|\"traceId\":\"[-0-9a-f]+\"|retry: [0-9]+")]
    private static partial Regex Chance();
}
