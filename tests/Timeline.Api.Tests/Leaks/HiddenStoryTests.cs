using System.Text.RegularExpressions;

namespace Timeline.Api.Tests.Leaks;

/// <summary>A story that is not public yet: the public is told exactly what it would be told of one that there is not.</summary>
public sealed partial class HiddenStoryTests
{
    private static readonly string[] NotCompared = ["Date", "Content-Length", "Transfer-Encoding"];

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, "2100-01-01T00:00:00Z")]
    [InlineData(true, "2100-01-01T00:00:00Z")]
    public async Task It_is_as_unknown_as_one_that_there_is_not(bool draft, string? embargoUntil)
    {
        await using var service = await TestService.StartAsync();
        await using var without = await TestService.StartAsync();
        await StoryEditing.OpenAsync(service, "secret", draft, embargoUntil, title: "zqtitlew", standfirst: "zqstandfirstw");
        var (entry, _) = await service.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-17" },
            headline = "zqheadlinew",
            planned = true,
            people = new[] { new { id = "person-zqpersonw", name = "zqnamew" } },
            summary = "zqsummaryw",
        }, "secret");
        var known = new { text = "zqknownw", entries = new[] { entry } };
        await StoryEditing.StoreAsync(service, "secret", "standing", new { known = new[] { known } });

        var place = new Place("", "secret", [("<e>", entry)], ["person-zqpersonw"], ["zqheadlinew"], 1, [("<now>", DateTimeOffset.UtcNow.ToString("O"))]);
        foreach (var route in PublicWalk.Routes(service))
        {
            foreach (var visit in PublicWalk.Visits(route, place))
            {
                var told = await AskAsync(service, visit);
                Assert.Equal($"{visit.Name}\n{await AskAsync(without, visit)}", $"{visit.Name}\n{told}");
                Assert.Empty(Twins.WordPattern().Matches(told).Select(m => m.Value).Except(Twins.WordPattern().Matches(visit.Address).Select(m => m.Value)));
            }
        }

        // And editors see it.
        foreach (var address in (string[])["/stories?", "/stories/secret?", "/stories/secret/timeline?", "/stories/secret/standing?", "/search?q=zqheadlinew&"])
            Assert.Contains("zqtitlew", await service.Editor.GetStringAsync($"{address}hidden=true", Expect.Stop));
        Assert.Contains("zqheadlinew", await service.Editor.GetStringAsync($"/stories/secret/entries/{entry}?hidden=true", Expect.Stop));
    }

    private static async Task<string> AskAsync(TestService service, Visit visit)
    {
        var (status, headers, text) = await PublicWalk.ReadAsync(service.Public, visit, 1, Expect.Stop);
        var told = $"{(int)status}\n{string.Join('\n', headers.Where(h => !NotCompared.Contains(h.Key)).OrderBy(h => h.Key).Select(h => $"{h.Key}: {(h.Key == "ETag" ? "" : h.Value)}"))}\n\n{text}";
        return Measured().Replace(told, "").Replace(service.Address.ToString().TrimEnd('/'), "http://service")
            .Replace($"{service.Address.Port}", "port");
    }

    [GeneratedRegex("\"secondsBehind\":[0-9.]+|\"traceId\":\"[-0-9a-f]+\"|retry: [0-9]+")]
    private static partial Regex Measured();
}
