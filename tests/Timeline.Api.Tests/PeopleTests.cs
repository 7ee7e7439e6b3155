using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>The register of people and bodies.</summary>
public sealed class PeopleTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private TestService Service => shared.Service;

    [Fact]
    public async Task The_first_storys_public_figures_are_listed_and_have_a_page()
    {
        var people = (await Service.GetAsync("/people?q=naval"))["people"]!.AsArray();

        Assert.Equal(["alexei-navalny", "yulia-navalnaya"], people.Select(p => (string?)p!["id"]));
        Assert.Equal(("Alexei Navalny", "person", "public"),
            ((string?)people[0]!["name"], (string?)people[0]!["type"], (string?)people[0]!["visibility"]));
        var page = await Service.GetAsync("/people/roskomnadzor");
        Assert.Equal(("body", "Roskomnadzor"), ((string?)page["person"]!["type"], (string?)page["person"]!["name"]));
        Assert.Equal(2, page["entries"]!.AsArray().Count);
        var first = await Service.GetAsync("/people?limit=4");
        var next = await Service.GetAsync((string)first["next"]!);
        Assert.True(string.CompareOrdinal((string)first["people"]![3]!["id"]!, (string)next["people"]![0]!["id"]!) < 0);
    }

    [Fact]
    public async Task A_browser_gets_a_page_and_whoever_has_none_is_not_told_of()
    {
        var page = await Service.ReadAsync("/people/ivan-zhdanov", ("Accept", "text/html"), ("Accept-Language", "de"));

        Assert.Equal("text/html; charset=utf-8", page["Content-Type"]);
        Assert.Contains("<h1>Ivan Zhdanov</h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains("Иван Жданов", page.Text, StringComparison.Ordinal);
        Assert.Contains("Januar 2021", page.Text, StringComparison.Ordinal);
        Assert.Matches("href=\"/stories/navalny-2021/entries/[a-z0-9]{11}[\"?]", page.Text);
        var none = await Service.ReadAsync("/people/emily-sherwin", ("Accept", "text/html"));
        Assert.Equal((HttpStatusCode.NotFound, "text/html; charset=utf-8"), (none.Status, none["Content-Type"]));
    }

    [Fact]
    public async Task The_register_speaks_the_readers_language()
    {
        var plain = await Service.ReadAsync("/people/alexei-navalny");
        var russian = await Service.ReadAsync("/people/alexei-navalny", ("Accept-Language", "ru"));

        Assert.Equal(("Алексей Навальный", "человек"), ((string?)russian.Json["person"]!["name"], (string?)russian.Json["person"]!["typeLabel"]));
        Assert.Contains("января 2021", (string)russian.Json["entries"]!.AsArray().Last()!["when"]!["display"]!, StringComparison.Ordinal);
        Assert.Contains("January 2021", (string)plain.Json["entries"]!.AsArray().Last()!["when"]!["display"]!, StringComparison.Ordinal);
        Assert.Equal("Алексей Навальный", (string?)(await Service.GetAsync("/people/alexei-navalny?lang=ru"))["person"]!["name"]);
        Assert.All(new[] { plain, russian, await Service.ReadAsync("/people") }, r => Assert.Contains("accept-language", r["Vary"]!, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("private", """{ "name": "zqprivate", "names": [{ "name": "zqalias", "shown": true }] }""")]
    [InlineData("protected", """{ "description": "zqprotected, a girl of 15", "visibility": "protected" }""")]
    public async Task Whoever_is_not_public_is_a_filter_within_the_story_and_nowhere_else(string id, string record)
    {
        using var put = await PutAsync($"{id}-person", JsonNode.Parse(record)!);
        Assert.Equal((HttpStatusCode.Created, $"/people/{id}-person"), (put.StatusCode, put.Headers.Location?.ToString()));
        var (entry, _) = await Service.RecordAsync("arrests", new
        {
            when = new { edtf = "2021-01-18" },
            headline = "Somebody is arrested",
            people = new[] { new { id = $"{id}-person", name = id == "protected" ? "" : $"Named {id}" } },
        });

        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/people/{id}-person")).Status);
        Assert.DoesNotContain($"{id}-person", (await Service.ReadAsync("/people?limit=500")).Text, StringComparison.Ordinal);
        Assert.Empty((await Service.GetAsync("/people?q=zqalias"))["people"]!.AsArray());
        Assert.Equal(entry, (string?)(await Service.GetAsync($"/stories/story/timeline?person={id}-person"))["entries"]![0]!["id"]);
        Assert.Contains($"zq{id}", (await Service.Editor.ReadAsync($"/people/{id}-person?hidden=true")).Text, StringComparison.Ordinal);
        var page = await Service.ReadAsync("/stories/story", ("Accept", "text/html"));
        Assert.DoesNotContain($"Named {id}", page.Text[..page.Text.IndexOf("</head>", StringComparison.Ordinal)], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_searched_all_and_shown_where_they_are_marked_so()
    {
        using var put = await PutAsync("many-names", new
        {
            name = "Ana Quorra",
            names = new object[] { new { name = "Quorrishvili", shown = true }, new { name = "Zabulon" } },
            visibility = "public",
        });

        foreach (var word in (string[])["quorra", "quorrishvili", "zabul"])
            Assert.Equal("many-names", (string?)Assert.Single((await Service.GetAsync($"/people?q={word}"))["people"]!.AsArray())!["id"]);
        Assert.Equal(["Quorrishvili"], (await Service.GetAsync("/people/many-names"))["person"]!["names"]!.AsArray().Select(n => (string?)n!["name"]));
        Assert.Equal(2, (await Service.Editor.ReadAsync("/people/many-names?hidden=true")).Json["person"]!["names"]!.AsArray().Count);
    }

    [Fact]
    public async Task Whom_a_hidden_entry_was_the_first_to_name_is_in_no_list_until_one_in_view_does()
    {
        object person = new { id = "late-person", name = "Late" };
        await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "A draft", people = new[] { person }, draft = true });
        using var put = await PutAsync("late-person", new { name = "Late Person", visibility = "public" });
        Assert.Equal("visibility", (string?)Assert.Single((await BodyAsync(put))["notes"]!.AsArray())!["field"]);

        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync("/people/late-person")).Status);
        Assert.Empty((await Service.GetAsync("/people?q=late"))["people"]!.AsArray());
        await Service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "In view", people = new[] { person } });
        Assert.Single((await Service.GetAsync("/people?q=late"))["people"]!.AsArray());
        Assert.Equal("In view", (string?)Assert.Single((await Service.GetAsync("/people/late-person"))["entries"]!.AsArray())!["headline"]);
    }

    [Fact]
    public async Task What_the_register_says_is_replaced_with_the_tag_that_was_read_and_once_under_a_key()
    {
        using var first = await PutAsync("tagged", new { name = "Tagged", visibility = "public" }, key: "once");
        using var repeated = await PutAsync("tagged", new { name = "Tagged", visibility = "public" }, key: "once");
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.StatusCode, repeated.StatusCode));
        var (was, again) = (await BodyAsync(first), await BodyAsync(repeated));
        Assert.Equal(was.ToJsonString(), again.ToJsonString());

        using var blind = await PutAsync("tagged", new { name = "Other" });
        Assert.Equal((HttpStatusCode)428, blind.StatusCode);
        var read = await Service.ReadAsync("/people/tagged");
        using var changed = await PutAsync("tagged", new { name = "Other", visibility = "private" }, read["ETag"]);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        using var stale = await PutAsync("tagged", new { name = "Third" }, read["ETag"]);
        Assert.Equal(HttpStatusCode.PreconditionFailed, stale.StatusCode);
        // Nor is there a page of the past any more.
        var then = Uri.EscapeDataString(DateTimeOffset.UtcNow.AddMinutes(-1).ToString("O"));
        Assert.Equal(HttpStatusCode.NotFound, (await Service.ReadAsync($"/people/tagged?asOf={then}")).Status);
        using var contributor = Service.Signed("archivist");
        using var refused = await contributor.PutAsJsonAsync("/people/tagged", new { name = "Third" }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        await Expect.ProblemAsync(await PutAsync("Not%20An%20Id", new { name = "N" }), HttpStatusCode.UnprocessableEntity, "invalid-fields");
    }

    private async Task<HttpResponseMessage> PutAsync(string person, object record, string? ifMatch = null, string? key = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"/people/{person}") { Content = JsonContent.Create(record) };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        if (key is not null)
            request.Headers.Add("Idempotency-Key", key);
        return await Service.Editor.SendAsync(request, Expect.Stop);
    }

    private static async Task<JsonNode> BodyAsync(HttpResponseMessage answer) => JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop))!;
}
