using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Timeline.Testing;

namespace Timeline.Api.Tests;

/// <summary>Many commands at the same time, on two services over one database.</summary>
public sealed class RacesTests : IAsyncLifetime
{
    private const int Writers = 64;

    private TestService _one = null!;
    private TestService _two = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await TestService.StartAsync();
        _two = await TestService.StartAsync(_one.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Fact]
    public async Task Each_command_to_two_services_is_stored_once_and_numbered_without_a_gap_and_no_lost_race_uses_up_a_position()
    {
        string[] stories = ["first", "second", "third"];
        foreach (var story in stories)
            await _one.OpenAsync(story);

        var stored = (await Task.WhenAll(Enumerable.Range(0, Writers).Select(async writer =>
        {
            var answers = new List<(string Story, bool Draft, JsonObject Answer)>();
            for (var i = 0; i < 4; i++)
            {
                var (story, draft) = (stories[(writer + i) % stories.Length], i == 3);
                answers.Add((story, draft, await StoredAsync(await PostAsync(writer, $"/stories/{story}/arrests", Arrest($"{writer}/{i}", draft)))));
            }

            return answers;
        }))).SelectMany(a => a).ToList();

        Assert.Equal(Numbers(stories.Length + 1, Writers * 4), stored.Select(s => (long)s.Answer["position"]!).Order());
        Assert.Equal((long)(stories.Length + (Writers * 4)), await LastPositionAsync());
        foreach (var story in stories)
        {
            var own = stored.Where(s => s.Story == story).ToList();
            Assert.Equal(Numbers(2, own.Count), own.Select(s => (long)s.Answer["eventVersion"]!).Order());
            var shown = own.Where(s => !s.Draft).ToList();
            Assert.Equal(Numbers(2, shown.Count), shown.Select(s => (long)s.Answer["version"]!).Order());
            // Both services tell the public of each once, under the version that its editor was told.
            foreach (var service in new[] { _one, _two })
            {
                var changes = await Until.Async(async () => (await service.GetAsync($"/stories/{story}/changes?after=1"))["changes"]!.AsArray(),
                    c => c.Count == shown.Count);
                Assert.Equal(shown.Select(s => ((long)s.Answer["version"]!, (string)s.Answer["entry"]!)).Order(),
                    changes.Select(c => ((long)c!["version"]!, (string)c["id"]!)));
            }

            Assert.Null(Chain.Broken(story, await Expect.HistoryAsync(_two, story)));
        }
    }

    [Fact]
    public async Task Of_many_who_change_the_same_state_of_an_entry_exactly_one_does_and_the_others_are_told_that_theirs_is_stale()
    {
        await _one.OpenAsync();
        var (entry, etag) = await _one.RecordAsync("arrests", Arrest("Raced for"));

        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer =>
            PostAsync(writer, $"/stories/story/entries/{entry}/hold", new { reason = $"{writer}" }, ("If-Match", etag.ToString()))));

        var stored = await StoredAsync(Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created));
        Assert.Equal((3, 3), ((int)stored["eventVersion"]!, (int)stored["version"]!));
        Assert.Equal(Writers - 1, answers.Count(a => a.StatusCode == HttpStatusCode.PreconditionFailed));
        Assert.Equal(3L, await LastPositionAsync());
    }

    [Fact]
    public async Task Of_many_who_open_one_story_exactly_one_does_and_the_others_are_told_that_it_exists()
    {
        var open = new { id = "story", title = "A story", language = "en", timeZone = "UTC", from = "2021" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(writer => PostAsync(writer, "/stories", open)));

        Assert.Equal(1, (int)(await StoredAsync(Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created)))["position"]!);
        foreach (var answer in answers.Where(a => a.StatusCode != HttpStatusCode.Created))
            await Expect.ProblemAsync(answer, HttpStatusCode.Conflict, "story-exists");
        Assert.Equal(1L, await LastPositionAsync());
    }

    [Fact]
    public async Task A_command_that_the_database_refuses_does_not_fail_those_that_come_with_it()
    {
        const string Marker = "cannot-be-stored";
        await _one.OpenAsync();
        await Expect.ScalarAsync(_one, $"""
            create function refuse() returns trigger language plpgsql as
              $$ begin raise exception 'invalid byte sequence for encoding "UTF8"' using errcode = '22021'; end $$;
            create trigger refuse before insert or update on timeline.tl_entries for each row
              when (new.doc::text like '%{Marker}%') execute function refuse()
            """);

        var answers = await Task.WhenAll(Enumerable.Range(0, Writers).Select(i =>
            _one.Editor.PostAsJsonAsync("/stories/story/arrests", Arrest(i == 31 ? Marker : $"Number {i}"), Expect.Stop)));

        Assert.Equal(Writers - 1, answers.Count(a => a.StatusCode == HttpStatusCode.Created));
        var refused = Assert.Single(answers, a => a.StatusCode != HttpStatusCode.Created);
        Assert.InRange((int)refused.StatusCode, 400, 499);
        Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
        Assert.Equal(HttpStatusCode.Created, answers[30].StatusCode);
        var history = await Expect.HistoryAsync(_one);
        Assert.Equal(Numbers(1, Writers), history.Select(e => (long)e["eventVersion"]!));
        Assert.DoesNotContain(history, e => e.ToJsonString().Contains(Marker, StringComparison.Ordinal));
        Assert.Equal(Writers - 1, (await _two.GetAsync("/stories/story/timeline?limit=500"))["entries"]!.AsArray().Count);
        Assert.Null(Chain.Broken("story", history));
    }

    [Fact]
    public async Task The_commands_that_one_editor_sends_one_after_the_other_are_stored_in_that_order_whatever_others_send()
    {
        await _one.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(async writer =>
        {
            var last = 0L;
            for (var i = 0; i < 10; i++)
            {
                var version = (long)(await StoredAsync(await PostAsync(writer + i, "/stories/story/arrests", Arrest($"{writer}/{i}"))))["eventVersion"]!;
                Assert.True(version > last);
                last = version;
            }
        }));
    }

    private static object Arrest(string headline, bool draft = false) => new { when = new { edtf = "2021-01-17" }, headline, draft };

    private static IEnumerable<long> Numbers(int from, int count) => Enumerable.Range(from, count).Select(n => (long)n);

    private Task<object?> LastPositionAsync() => Expect.ScalarAsync(_one, "select last_value from timeline.mt_events_sequence");

    private async Task<HttpResponseMessage> PostAsync(int writer, string address, object body, (string Name, string Value)? header = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);
        return await (writer % 2 == 0 ? _one : _two).Editor.SendAsync(request, Expect.Stop);
    }

    private static async Task<JsonObject> StoredAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
            Assert.True(answer.StatusCode == HttpStatusCode.Created, $"{answer.StatusCode} {text}");
            return JsonNode.Parse(text)!.AsObject();
        }
    }
}
