using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Tests.Leaks;
using Timeline.Store;
using Timeline.Store.Proof;

namespace Timeline.Api.Tests.Past;

/// <summary>
/// Each act by which something is put right, and where the public is still given the words: of all that it can ask for, after the act, after
/// its undoing, and after the chronology is rebuilt from either.
/// </summary>
public sealed class PutRightTests
{
    private const string Injunction = """ "grounds": "Injunction", "authority": "A court", "reference": "1 O 1/26" """;

    private const string Harmless = """
        { "when": { "edtf": "2021-01-20" }, "headline": "Harmless", "summary": "Harmless", "people": [], "places": [], "claims": [], "sources": [], "media": [] }
        """;

    private const string Shown = """{ "past": "shown", "reason": "Cleared." }""", Hidden = """{ "past": "hidden", "reason": "A court asks." }""";

    /// <summary>Where the words are given.</summary>
    private enum Given
    {
        /// <summary>Nowhere.</summary>
        Nowhere,

        /// <summary>Only by what tells of the past.</summary>
        InThePast,

        /// <summary>As before.</summary>
        Still,
    }

    /// <summary>An act, by its route and body, and what undoes it.</summary>
    private sealed record Act(string Route, string Body, Given After, string? Undoing = null, string? UndoingBody = null, Given Undone = Given.Nowhere)
    {
        public int Number { get; init; }

        public string Story => $"right-{Number}";

        public string Word => $"Libel{Number}w";

        // As it is asked for (Told).
        public string Person => $"libel{Number}w-person";

        public string Entry { get; init; } = "";

        public string Name => $"{Number}: {Route} {Body}";
    }

    private static readonly Act[] Acts =
    [
        new("hold", """{ "reason": "r" }""", Given.Nowhere, "release", null, Given.Still),
        new("hold", """{ "reason": "r", "past": "shown" }""", Given.InThePast, "release", null, Given.Still),
        new("embargo", """{ "onDelivery": true, "by": "b" }""", Given.InThePast, "embargo-lift", "{}", Given.Still),
        new("retraction", """{ "reason": "r" }""", Given.InThePast, "past", Hidden, Given.Nowhere),
        new("retraction", """{ "reason": "r", "past": "hidden" }""", Given.Nowhere, "past", Shown, Given.InThePast),
        new("corrections", $$"""{ "class": "correction", "wrong": "w", "changes": {{Harmless}} }""", Given.InThePast, "past", Hidden, Given.Nowhere),
        new("corrections", $$"""{ "class": "clarification", "wrong": "w", "past": "hidden", "changes": {{Harmless}} }""", Given.Nowhere, "past", Shown, Given.InThePast),
        new("corrections", $$"""{ "class": "update", "past": "hidden", "changes": {{Harmless}} }""", Given.Nowhere, "past", Shown, Given.InThePast),
        new("takedown", $$"""{ "form": "remove", {{Injunction}} }""", Given.Nowhere),
        new("takedown", $$"""{ "form": "remove", "public": "editorial", {{Injunction}} }""", Given.Nowhere),
        new("takedown", $$"""{ "form": "remove", "public": "silent", {{Injunction}} }""", Given.Nowhere),
        new("takedown", $$"""{ "form": "remove", "fields": ["when", "headline", "summary", "people", "places", "claims", "sources", "media"], {{Injunction}} }""", Given.Nowhere),
        new("takedown", $$"""{ "form": "replace", "replacements": [{ "words": "WORD", "by": "Someone" }, { "words": "PERSON", "by": "someone" }], {{Injunction}} }""", Given.Nowhere),
        new("takedown", $$"""{ "form": "unlist", {{Injunction}} }""", Given.Still),
    ];

    [Fact]
    public async Task After_each_act_its_undoing_and_a_rebuild_the_words_stand_where_they_should_and_nowhere_else()
    {
        await using var service = await TestService.StartAsync();
        await using var other = await TestService.StartAsync(service.ConnectionString);
        var acts = await Task.WhenAll(Acts.Select((act, i) => WriteAsync(service, act with { Number = i })));
        // Both nodes have in memory what is to go.
        foreach (var node in new[] { service, other })
        {
            foreach (var act in acts)
                Assert.Contains(act.Word, (await node.ReadAsync(Past(act))).Text, StringComparison.Ordinal);
        }

        var told = new string[acts.Length];
        foreach (var act in acts)
        {
            await DoAsync(service, act, act.Route, act.Body);
            told[act.Number] = await LookAsync(act, act.After);
        }

        Assert.Empty(await ChronologyVerifier.CompareAsync(
            service.App.Services.GetRequiredService<TimelineDatabase>(), ct: Expect.Stop));
        foreach (var act in acts.Where(a => a.Undoing is not null))
        {
            await DoAsync(service, act, act.Undoing!, act.UndoingBody);
            told[act.Number] = await LookAsync(act, act.Undone);
        }

        await Expect.RebuiltAsync(service);
        foreach (var act in acts)
            Assert.Equal(told[act.Number], await LookAsync(act, act.Undoing is null ? act.After : act.Undone));

        async Task<string> LookAsync(Act act, Given expected)
        {
            var walked = await Told.WalkAsync(service, act.Entry, act.Story, act.Word);
            Assert.Equal((act.Name, expected), (act.Name, Found(walked, act)));
            if (expected == Given.Nowhere)
                await Expect.SoonAsync(async () => !(await other.ReadAsync(Past(act))).Text.Contains(act.Word, StringComparison.Ordinal));
            return walked.OfStories;
        }
    }

    private static string Past(Act act) => $"/stories/{act.Story}/timeline?asOf=3";

    private static Given Found(Walked walked, Act act)
    {
        var with = walked.With(act.Word).ToList();
        var now = with.Where(v => !v.Past && !TellsOfThePast(v, act)).Select(v => v.Address).ToList();
        if (now.Count > 0)
        {
            Assert.True(now.Contains($"/stories/{act.Story}/timeline"), $"{act.Name}: {now[0]} tells.");
            return Given.Still;
        }

        Assert.True(with.Count == 0 || with.Any(v => v.Address == Past(act)), $"{act.Name}: {with.FirstOrDefault()?.Address} tells.");
        return with.Count == 0 ? Given.Nowhere : Given.InThePast;
    }

    // An entry tells what it said before, and so does the difference to an earlier version.
    private static bool TellsOfThePast(Visit visit, Act act) =>
        visit.Address.StartsWith($"/stories/{act.Story}/entries/", StringComparison.Ordinal) || visit.Address.Contains("/diff", StringComparison.Ordinal);

    private static async Task<Act> WriteAsync(TestService service, Act act)
    {
        await service.OpenAsync(act.Story);
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Another entry" }, act.Story);
        var (entry, _) = await service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-20", note = $"{act.Word} in the morning" },
            headline = $"{act.Word} headline",
            summary = $"{act.Word} summary",
            people = new[] { new { id = act.Person, name = $"{act.Word} person", role = "speaker" } },
            places = new[] { $"{act.Word} place" },
            claims = new[] { new { by = $"{act.Word} witness", verb = "says", text = $"{act.Word} claim" } },
            sources = new[] { new { outlet = $"{act.Word} Times", url = $"https://times.example/{act.Word}" } },
            media = new[] { new { alt = $"{act.Word} picture" } },
        }, act.Story);
        await service.CorrectAsync(act.Story, entry, new { summary = $"{act.Word} summary, corrected" });
        return act with { Entry = entry };
    }

    private static Task DoAsync(TestService service, Act act, string route, string? body) => service.StoreAsync(act.Story, act.Entry, route,
        body is null ? null : JsonNode.Parse(body.Replace("WORD", act.Word, StringComparison.Ordinal).Replace("PERSON", act.Person, StringComparison.Ordinal)), "*");
}
