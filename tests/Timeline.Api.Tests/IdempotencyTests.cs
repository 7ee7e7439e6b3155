using System.Net;
using System.Net.Http.Json;

namespace Timeline.Api.Tests;

public sealed class IdempotencyTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly object Body = new { when = new { edtf = "2021-01-17" }, headline = "Once" };
    private readonly TestService _service = shared.Service;

    [Fact]
    public async Task The_same_key_with_the_same_body_answers_the_same_and_stores_nothing()
    {
        var key = NewKey();
        using var first = await PostAsync("arrests", Body, key);
        var events = await Expect.EventsAsync(_service);

        using var second = await PostAsync("arrests", Body, key);

        Assert.Equal(HttpStatusCode.Created, first.StatusCode);
        Assert.Equal(await AnswerAsync(first), await AnswerAsync(second));
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task What_the_service_noted_is_said_again()
    {
        var (key, body) = (NewKey(), new { when = new { edtf = "-0043-03-15" }, headline = "Caesar is stabbed", background = true });
        using var first = await PostAsync("attacks", body, key);
        using var second = await PostAsync("attacks", body, key);

        Assert.Contains("-0043 is 44 BC", await AnswerAsync(first), StringComparison.Ordinal);
        Assert.Equal(await AnswerAsync(first), await AnswerAsync(second));
    }

    [Fact]
    public async Task It_answers_the_same_after_more_was_recorded_and_on_another_service()
    {
        var key = NewKey();
        using var first = await PostAsync("arrests", Body, key);
        await _service.RecordAsync("arrests", Body);
        await using var other = await TestService.StartAsync(_service.ConnectionString);

        using var second = await PostAsync("arrests", Body, key, other.Editor);

        Assert.Equal(await AnswerAsync(first), await AnswerAsync(second));
    }

    [Fact]
    public async Task An_empty_key_is_refused_and_not_taken_for_none()
    {
        var events = await Expect.EventsAsync(_service);

        using var answer = await PostAsync("arrests", Body, "");

        await Expect.ProblemAsync(answer, HttpStatusCode.BadRequest, "invalid-idempotency-key");
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Theory]
    [InlineData("arrests", "Twice")]
    [InlineData("releases", "Once")]
    public async Task The_same_key_for_another_request_is_refused(string plural, string headline)
    {
        var key = NewKey();
        using var first = await PostAsync("arrests", Body, key);
        var events = await Expect.EventsAsync(_service);

        using var second = await PostAsync(plural, new { when = new { edtf = "2021-01-17" }, headline }, key);

        await Expect.ProblemAsync(second, HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task Of_sixteen_at_once_with_one_key_one_is_stored_and_all_hear_the_same()
    {
        await using var other = await TestService.StartAsync(_service.ConnectionString);
        foreach (var (address, body, status) in new (string, object, HttpStatusCode)[]
        {
            ("/stories/story/arrests", Body, HttpStatusCode.Created),
            ("/stories", new { id = "once", title = "Once", language = "en", timeZone = "UTC", from = "2021" }, HttpStatusCode.Created),
            ($"/stories/story/entries/{(await _service.RecordAsync("arrests", Body)).Id}/retraction", new { reason = "wrong" }, HttpStatusCode.Created),
        })
        {
            var key = NewKey();
            var before = await Expect.ScalarAsync(_service, "select count(*) from timeline.mt_events");

            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(async i =>
            {
                using var request = Request(address, body, key);
                using var answer = await (i % 2 == 0 ? _service : other).Editor.SendAsync(request, Expect.Stop);
                return await AnswerAsync(answer);
            }));

            Assert.StartsWith($"{status} ", Assert.Single(answers.Distinct()), StringComparison.Ordinal);
            Assert.Equal((long)before! + 1, await Expect.ScalarAsync(_service, "select count(*) from timeline.mt_events"));
        }

        // And neither service is left with a false idea of the stories.
        foreach (var service in new[] { _service, other })
            await service.RecordAsync("arrests", Body, "once");
    }

    [Fact]
    public async Task One_key_for_two_stories_at_once_stores_one_and_refuses_the_other()
    {
        await _service.OpenAsync("key-1");
        await _service.OpenAsync("key-2");
        var key = NewKey();

        var answers = await Task.WhenAll(Enumerable.Range(1, 2).Select(async i =>
        {
            using var request = Request($"/stories/key-{i}/arrests", Body, key);
            return await _service.Editor.SendAsync(request, Expect.Stop);
        }));

        Assert.Single(answers, a => a.StatusCode == HttpStatusCode.Created);
        await Expect.ProblemAsync(Assert.Single(answers, a => a.StatusCode != HttpStatusCode.Created),
            HttpStatusCode.UnprocessableEntity, "idempotency-key-reused");
    }

    [Fact]
    public async Task That_nothing_would_change_is_remembered_too_though_by_now_something_would()
    {
        var entry = $"/stories/story/entries/{(await _service.RecordAsync("arrests", Body)).Id}";
        async Task<string> SendAsync(string route, object body, string? key = null)
        {
            using var request = Request($"{entry}/{route}", body, key ?? NewKey());
            using var answer = await _service.Editor.SendAsync(request, Expect.Stop);
            return await AnswerAsync(answer);
        }

        var key = NewKey();
        await SendAsync("hold", new { reason = "not sure" });
        var unchanged = await SendAsync("hold", new { reason = "not sure" }, key);
        await SendAsync("release", new { });
        var events = await Expect.EventsAsync(_service);

        Assert.StartsWith("OK ", unchanged, StringComparison.Ordinal);
        Assert.Equal(unchanged, await SendAsync("hold", new { reason = "not sure" }, key));
        Assert.StartsWith("UnprocessableEntity ", await SendAsync("hold", new { reason = "another" }, key), StringComparison.Ordinal);
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    [Fact]
    public async Task The_key_of_another_editor_is_another_key()
    {
        var key = NewKey();
        using var first = await PostAsync("arrests", Body, key);

        using var second = await PostAsync("arrests", Body, key, _service.SignedAs("somebody-else", "editor"));

        Assert.Equal(HttpStatusCode.Created, second.StatusCode);
        Assert.NotEqual(await AnswerAsync(first), await AnswerAsync(second));
    }

    [Fact]
    public async Task After_a_refusal_the_key_is_free()
    {
        var key = NewKey();
        using var refused = await PostAsync("arrests", new { when = new { edtf = "2021-02-30" }, headline = "Once" }, key);

        using var stored = await PostAsync("arrests", Body, key);

        await Expect.ProblemAsync(refused, HttpStatusCode.UnprocessableEntity, "invalid-fields");
        Assert.Equal(HttpStatusCode.Created, stored.StatusCode);
    }

    [Theory]
    [InlineData(200, HttpStatusCode.Created)]
    [InlineData(201, HttpStatusCode.BadRequest)]
    [InlineData(10_000, HttpStatusCode.BadRequest)]
    public async Task A_key_has_at_most_two_hundred_characters(int length, HttpStatusCode status)
    {
        using var answer = await PostAsync("arrests", Body, new string('k', length));

        Assert.Equal(status, answer.StatusCode);
        if (status == HttpStatusCode.BadRequest)
            await Expect.ProblemAsync(answer, status, "invalid-idempotency-key");
    }

    private static string NewKey() => Guid.NewGuid().ToString();

    private static HttpRequestMessage Request(string address, object body, string key) =>
        new(HttpMethod.Post, address) { Content = JsonContent.Create(body), Headers = { { "Idempotency-Key", key } } };

    private async Task<HttpResponseMessage> PostAsync(string plural, object body, string key, HttpClient? editor = null)
    {
        using var request = Request($"/stories/story/{plural}", body, key);
        return await (editor ?? _service.Editor).SendAsync(request, Expect.Stop);
    }

    private static async Task<string> AnswerAsync(HttpResponseMessage answer) =>
        $"{answer.StatusCode} {answer.Headers.Location} {answer.Headers.ETag} {await answer.Content.ReadAsStringAsync(Expect.Stop)}";
}
