using System.Net;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Desk;

/// <summary>What needs doing: on the API, and on the desk's first page.</summary>
public sealed class TodoTests(SharedService shared) : IClassFixture<SharedService>
{
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task What_needs_doing_is_told_to_the_newsroom_and_to_contributors_as_far_as_it_is_drafts()
    {
        await _service.OpenAsync("todo");
        var source = new[] { new { outlet = "Reuters" } };
        Task<(string Id, System.Net.Http.Headers.EntityTagHeaderValue ETag)> RecordAsync(string plural, object body) => _service.RecordAsync(plural, body, "todo");
        var (draft, _) = await RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "A draft", draft = true, sources = source });
        var (embargoed, _) = await RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Under embargo", embargoUntil = DateTimeOffset.UtcNow.AddDays(1), sources = source });
        var (held, _) = await RecordAsync("detentions", new { when = new { edtf = "2021-01-18" }, headline = "Is held", sources = source });
        await _service.StoreAsync("todo", held, "hold", new { reason = "We are checking." });
        var (rally, _) = await RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Was planned", planned = true, sources = source });
        await RecordAsync("rallies", new { when = new { edtf = "2099-01-23" }, headline = "Is planned", planned = true, sources = source });
        var (arrest, _) = await RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "Arrested", sources = source });
        var (tried, _) = await RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "Arrested and tried", sources = source });
        await RecordAsync("sentencings", new { when = new { edtf = "2021-01-18" }, headline = "Tried", sources = source, links = new[] { new { relation = "outcome-of", entry = tried } } });
        var (bare, _) = await RecordAsync("detentions", new { when = new { edtf = "2021-01-19" }, headline = "Without a source" });
        await _service.StoreAsync("todo", bare, "legal", new { legal = "review" });

        using var boris = _service.SignedAs("boris", "editor");
        var todo = JsonNode.Parse(await boris.GetStringAsync("/todo?story=todo", Expect.Stop))!;

        Assert.Equal(
            [("legal", bare), ("embargoed", embargoed), ("held", held), ("report", rally), ("draft", draft), ("outcome", arrest), ("source", bare)],
            todo["needs"]!.AsArray().Select(n => ((string)n!["need"]!, (string)Assert.Single(n["items"]!.AsArray())!["entry"]!)));
        Assert.Equal("We are checking.", (string)todo["needs"]![2]!["items"]![0]!["why"]!);
        Assert.Contains(todo["changed"]!.AsArray(), c => (string)c!["entry"]! == held && (string)c["type"]! == "entry_held" && (string)c["by"]! == "test-editor");
        Assert.Empty(JsonNode.Parse(await _service.Editor.GetStringAsync("/todo?story=todo", Expect.Stop))!["changed"]!.AsArray());

        // Who takes words down is for those alone who answer for the law.
        await _service.StoreAsync("todo", tried, "takedown", new { grounds = "Privacy.", authority = "The court.", reference = "1/26", form = "note", note = "Under review." });
        todo = JsonNode.Parse(await boris.GetStringAsync("/todo?story=todo", Expect.Stop))!;
        Assert.Null(Assert.Single(todo["changed"]!.AsArray(), c => (string)c!["entry"]! == tried)!["by"]);

        using var contributor = _service.SignedAs("carla", "contributor");
        var told = await contributor.GetStringAsync("/todo?story=todo", Expect.Stop);
        Assert.Contains("A draft", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Under embargo", told, StringComparison.Ordinal);
        Assert.DoesNotContain("Is held", told, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await _service.ReadAsync("/todo")).Status);

        var byStatus = await _service.Editor.GetStringAsync("/stories/todo/timeline?status=draft&status=held", Expect.Stop);
        Assert.Equal([draft, held], JsonNode.Parse(byStatus)!["entries"]!.AsArray().Select(e => (string)e!["id"]!));
        Assert.Equal(HttpStatusCode.Unauthorized, (await _service.ReadAsync("/stories/todo/timeline?status=draft")).Status);
        var hers = JsonNode.Parse(await contributor.GetStringAsync("/stories/todo/timeline?status=draft&status=held&status=embargoed", Expect.Stop))!;
        Assert.Equal([draft], hers["entries"]!.AsArray().Select(e => (string)e!["id"]!));
        Assert.Equal(HttpStatusCode.BadRequest, (await _service.Editor.GetAsync("/stories/todo/timeline?status=lost", Expect.Stop)).StatusCode);

        using var anna = await DeskVisitor.SignedInAsync(_service);
        var page = await anna.TextAsync("/desk?story=todo");
        foreach (var link in new[] { $"{bare}/legal", $"{embargoed}/embargo-lift", $"{held}/release", $"{rally}/outcome", $"{draft}/publication", $"record?outcomeOf={arrest}", $"{bare}/sources", $"{rally}/hold" })
            Assert.Contains($"{link}\"", page, StringComparison.Ordinal);
        using var carla = await DeskVisitor.SignedInAsync(_service, "carla", "contributor");
        page = await carla.TextAsync("/desk");
        Assert.Contains("A draft", page, StringComparison.Ordinal);
        Assert.DoesNotContain("Is held", page, StringComparison.Ordinal);
        Assert.DoesNotContain($"{draft}/publication", page, StringComparison.Ordinal);
    }
}
