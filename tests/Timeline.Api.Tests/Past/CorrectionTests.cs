using System.Net;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Past;

public sealed class CorrectionTests(SharedService shared) : IClassFixture<SharedService>
{
    private TestService Service => shared.Service;

    [Theory]
    [InlineData("correction")]
    [InlineData("clarification")]
    public async Task A_correction_changes_a_kinds_own_field_and_tells_readers_what_was_wrong(string @class)
    {
        var (story, entry, etag) = await SentencedAsync($"own-{@class}");

        await Service.StoreAsync(story, entry, "corrections",
            Editing.Correction(new { term = "2 years and 8 months" }, @class), etag);

        var read = await Service.GetAsync($"/stories/{story}/entries/{entry}");
        Assert.Equal("2 years and 8 months", (string?)read["details"]!["term"]);
        Assert.Equal("Navalny jailed for 30 days", (string?)read["headline"]);
        Assert.Equal(2, (int)read["revision"]!);
        var correction = Assert.Single(read["corrections"]!.AsArray());
        Assert.Equal((@class, "The record was wrong."), ((string?)correction!["class"], (string?)correction["wrong"]));
        Assert.Equal(["term"], correction["fields"]!.AsArray().Select(f => (string?)f));
    }

    [Fact]
    public async Task An_update_and_a_refile_change_the_entry_and_are_called_a_correction_nowhere()
    {
        var (story, entry, _) = await SentencedAsync("classes");

        await Service.StoreAsync(story, entry, "corrections", new { @class = "update", changes = new { term = "2 years" } }, "*");
        await Service.StoreAsync(story, entry, "corrections", new { @class = "refile", changes = new { headline = "Navalny: jailed for 30 days" } }, "*");

        var read = await Service.GetAsync($"/stories/{story}/entries/{entry}");
        Assert.Equal(("2 years", "Navalny: jailed for 30 days", 3),
            ((string?)read["details"]!["term"], (string?)read["headline"], (int)read["revision"]!));
        Assert.Null(read["corrections"]);
        Assert.DoesNotContain("orrection", (await Service.ReadAsync($"/stories/{story}/feed.atom")).Text);
    }

    [Theory]
    [InlineData("""{"class":"correction","changes":{"term":"2 years"}}""", "wrong")]
    [InlineData("""{"class":"clarification","changes":{"term":"2 years"}}""", "wrong")]
    [InlineData("""{"class":"update","wrong":"Nothing.","changes":{"term":"2 years"}}""", "wrong")]
    [InlineData("""{"class":"refile","changes":{"when":{"edtf":"2021-01-18"}}}""", "changes.when")]
    [InlineData("""{"class":"amendment","changes":{"term":"2 years"}}""", "class")]
    public async Task A_class_of_change_that_does_not_fit_is_refused_by_the_field(string body, string field)
    {
        var (story, entry, _) = await SentencedAsync($"class-{Guid.NewGuid():N}"[..20]);

        var (status, problem, _) = await Service.EditAsync(story, entry, "corrections", JsonNode.Parse(body), "*");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal([field], problem["errors"]!.AsObject().Select(e => e.Key));
    }

    [Fact]
    public async Task One_that_changes_nothing_appends_nothing_and_says_so()
    {
        var (story, entry, etag) = await SentencedAsync("nothing");
        var before = await Service.ReadAsync($"/stories/{story}/changes");

        var (status, answer, _) = await Service.EditAsync(
            story, entry, "corrections", Editing.Correction(new { term = "30 days" }), etag);

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Contains("nothing was stored", (string?)answer["unchanged"]);
        Assert.Equal(2, (long)answer["version"]!);
        Assert.Equal(before.Text, (await Service.ReadAsync($"/stories/{story}/changes")).Text);
    }

    [Fact]
    public async Task Without_If_Match_it_is_refused_with_428_and_with_an_old_one_with_412()
    {
        var (story, entry, etag) = await SentencedAsync("guarded");
        var correction = Editing.Correction(new { term = "2 years" });

        Assert.Equal(HttpStatusCode.PreconditionRequired, (await Service.EditAsync(story, entry, "corrections", correction)).Status);
        await Service.StoreAsync(story, entry, "corrections", correction, etag);
        var later = Editing.Correction(new { term = "3 years" });
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Service.EditAsync(story, entry, "corrections", later, etag)).Status);
        Assert.Equal(HttpStatusCode.PreconditionFailed, (await Service.EditAsync(story, entry, "corrections", later, "\"other\"")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await Service.EditAsync(story, entry, "corrections", later, "no tag")).Status);
    }

    [Fact]
    public async Task A_tag_that_a_compressing_proxy_has_weakened_is_as_good_and_as_stale_as_the_strong_one()
    {
        var (story, entry, etag) = await SentencedAsync("weakened");
        var read = (await Service.ReadAsync($"/stories/{story}/entries/{entry}"))["ETag"];

        Assert.Equal(HttpStatusCode.Created,
            (await Service.EditAsync(story, entry, "corrections", Editing.Correction(new { term = "2 years" }), $"W/{read}")).Status);
        foreach (var stale in new[] { $"W/{read}", $"W/{etag}" })
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed,
                (await Service.EditAsync(story, entry, "corrections", Editing.Correction(new { term = "3 years" }), stale)).Status);
        }
    }

    [Theory]
    [InlineData("hold", """{ "reason": "Being checked." }""")]
    [InlineData("retraction", """{ "reason": "Untrue." }""")]
    [InlineData("key", """{ "key": true }""")]
    [InlineData("sources", """{ "outlet": "Reuters" }""")]
    [InlineData("embargo", """{ "until": "2100-01-01T00:00:00Z" }""")]
    public async Task The_other_commands_need_no_If_Match_but_heed_one(string route, string body)
    {
        var (story, entry, etag) = await SentencedAsync($"heeds-{route}");
        await Service.CorrectAsync(story, entry, new { term = "2 years" });

        Assert.Equal(HttpStatusCode.PreconditionFailed,
            (await Service.EditAsync(story, entry, route, JsonNode.Parse(body), etag)).Status);
        await Service.StoreAsync(story, entry, route, JsonNode.Parse(body));
    }

    [Fact]
    public async Task The_tag_that_an_answer_or_a_command_gave_is_good_for_the_next_command()
    {
        var (story, entry, _) = await SentencedAsync("tags");
        var read = (await Service.ReadAsync($"/stories/{story}/entries/{entry}"))["ETag"];

        var (status, _, given) = await Service.EditAsync(
            story, entry, "corrections", Editing.Correction(new { term = "2 years" }), read);
        Assert.Equal(HttpStatusCode.Created, status);
        await Service.StoreAsync(story, entry, "corrections", Editing.Correction(new { term = "3 years" }), given!.ToString());
    }

    [Fact]
    public async Task Two_editors_who_change_different_entries_of_one_story_never_conflict()
    {
        await using var other = await TestService.StartAsync(Service.ConnectionString);
        await Service.OpenAsync("busy");
        var first = await Service.RecordAsync("sentencings", Editing.Sentencing(), "busy");
        var second = await Service.RecordAsync("rallies", Editing.Rally(), "busy");

        // Each with the tag of its own entry, at the same time, on two nodes.
        await Task.WhenAll(EditAsync(Service, first.Id, first.ETag.ToString()), EditAsync(other, second.Id, second.ETag.ToString()));

        var entries = (await Service.GetAsync("/stories/busy/timeline"))["entries"]!.AsArray();
        Assert.Equal([11, 11], entries.Select(e => (int)e!["revision"]!));

        static async Task EditAsync(TestService service, string entry, string etag)
        {
            for (var i = 0; i < 10; i++)
            {
                var (status, answer, given) = await service.EditAsync(
                    "busy", entry, "corrections", Editing.Correction(new { summary = $"Version {i}" }), etag);
                Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
                etag = given!.ToString();
            }
        }
    }

    private async Task<(string Story, string Entry, string ETag)> SentencedAsync(string story)
    {
        await Service.OpenAsync(story);
        var (entry, etag) = await Service.RecordAsync("sentencings", Editing.Sentencing(), story);
        return (story, entry, etag.ToString());
    }
}
