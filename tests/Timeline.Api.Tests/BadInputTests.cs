using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

public sealed class BadInputTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string When = "\"when\":{\"edtf\":\"2021-01-17\"}";
    private const string Sound = "{" + When + ",\"headline\":\"Anna is arrested\"}";
    private readonly TestService _service = shared.Service;

    // Body of an arrest, status, the last part of the problem's type, the field that is named.
    public static TheoryData<string, int, string, string> Bodies => new()
    {
        { "", 400, "malformed-json", "" },
        { "null", 400, "malformed-json", "" },
        { "{", 400, "malformed-json", "" },
        { Sound + "x", 400, "malformed-json", "" },
        { "{\"people\":" + new string('[', 20_000) + "}", 400, "invalid-fields", "people[0]" },
        { "{\"people\":" + Nested(20_000) + "}", 400, "invalid-fields", "people" },
        { "{\"\\ud83d\":1}", 400, "malformed-json", "" },
        { "{}", 422, "invalid-fields", "headline" },
        { "{" + When + ",\"headline\":\"a\\u0000b\"}", 422, "invalid-fields", "headline" },
        { "{" + When + ",\"headline\":\"" + new string('h', 100_000) + "\"}", 422, "invalid-fields", "headline" },
        { Plus("\"summary\":\"" + new string('s', 100_000) + "\""), 422, "invalid-fields", "summary" },
        { "{" + When + ",\"headline\":\"\\ud83d\"}", 400, "invalid-fields", "headline" },
        { "{" + When + ",\"headline\":7}", 400, "invalid-fields", "headline" },
        { "{\"headline\":\"x\"}", 422, "invalid-fields", "when.edtf" },
        { "{\"when\":\"2021-01-17\",\"headline\":\"x\"}", 400, "invalid-fields", "when" },
        { "{\"when\":{\"edtf\":\"2021-02-30\"},\"headline\":\"x\"}", 422, "invalid-fields", "when.edtf" },
        { "{\"when\":{\"edtf\":\"2021\",\"tz\":\"UTC\"},\"headline\":\"x\"}", 400, "invalid-fields", "when.tz" },
        { Plus("\"mood\":\"grim\""), 400, "invalid-fields", "mood" },
        { Plus("\"Places\":[]"), 400, "invalid-fields", "Places" },
        { Plus("\"entry\":\"abc\""), 400, "invalid-fields", "entry" },
        { Plus("\"$type\":\"Arrest\""), 400, "invalid-fields", "$type" },
        { Plus("\"term\":\"30 days\""), 400, "invalid-fields", "term" },
        { Plus("\"headline\":\"again\""), 400, "invalid-fields", "headline" },
        { Plus("\"people\":null"), 400, "invalid-fields", "people" },
        { Plus("\"people\":[\"Anna\"]"), 400, "invalid-fields", "people[0]" },
        { Plus("\"people\":[{\"id\":\"anna\",\"name\":\"Anna\",\"age\":22}]"), 400, "invalid-fields", "people[0].age" },
        { Plus("\"people\":[{\"id\":\"an\\u0000na\",\"name\":\"Anna\"}]"), 422, "invalid-fields", "people[0].id" },
        { Plus("\"people\":[" + string.Join(',', Enumerable.Repeat("{\"id\":\"a\",\"name\":\"A\"}", 101)) + "]"), 422, "invalid-fields", "people" },
        { Plus("\"places\":[1]"), 400, "invalid-fields", "places[0]" },
        { Plus("\"key\":\"yes\""), 400, "invalid-fields", "key" },
        { Plus("\"links\":[{\"entry\":\"nothere\"}]"), 422, "invalid-fields", "links[0].entry" },
        { Plus("\"links\":[{\"entry\":\"no\\u0000\"}]"), 422, "invalid-fields", "links[0].entry" },
        { Plus("\"links\":[{\"entry\":\"../x\"}]"), 422, "invalid-fields", "links[0].entry" },
        { Plus("\"links\":[null]"), 422, "invalid-fields", "links[0]" },
        { Plus("\"figures\":[{\"value\":1e400,\"unit\":\"%\",\"by\":\"a\"}]"), 400, "invalid-fields", "figures[0].value" },
        { Plus("\"figures\":[{\"value\":" + new string('9', 50_000) + ",\"unit\":\"%\",\"by\":\"a\"}]"), 400, "invalid-fields", "figures[0].value" },
        { Plus("\"sources\":[{\"outlet\":\"DW\",\"url\":\"javascript:alert(1)\"}]"), 422, "invalid-fields", "sources[0].url" },
        { Plus("\"embargoUntil\":\"2021-01-17T10:00:00Z\""), 422, "invalid-fields", "embargoUntil" },
        { Plus("\"embargoUntil\":\"2099-01-17T10:00:00\""), 400, "invalid-fields", "embargoUntil" },
    };

    [Theory, MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_by_the_field_with_its_mend_and_nothing_is_stored(
        string body, int status, string code, string field) =>
        await RefusedAsync("/stories/story/arrests", Json(body), (HttpStatusCode)status, code, field);

    [Theory]
    [InlineData("/stories/story/arrests", HttpStatusCode.Created)]
    [InlineData("/stories/story/entries/ENTRY/key", HttpStatusCode.Created)]
    [InlineData("/people/anna", HttpStatusCode.Created)]
    public async Task A_byte_order_mark_before_a_body_is_passed_over_as_RFC_8259_allows(string address, HttpStatusCode status)
    {
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "Anna is arrested" });
        var body = Json("\uFEFF" + (address.EndsWith("/key", StringComparison.Ordinal) ? "{}" : address == "/people/anna" ? "{\"name\":\"Anna\"}" : Sound));
        using var request = new HttpRequestMessage(address == "/people/anna" ? HttpMethod.Put : HttpMethod.Post, address.Replace("ENTRY", entry, StringComparison.Ordinal)) { Content = body };

        using var answer = await _service.Editor.SendAsync(request, Expect.Stop);

        Assert.Equal(status, answer.StatusCode);
    }

    // Address, body, status, code, field.
    public static TheoryData<string, string, int, string, string> Addresses => new()
    {
        { "/stories/nowhere/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/Story/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/story.x/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/story%0A/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/story%2Farrests/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/mt_tombstone/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/" + new string('s', 5_000) + "/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/%F0%9F%98%80/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/%FF%FE/arrests", Sound, 404, "unknown-story", "" },
        { "/stories/story/arrest", Sound, 404, "no-such-address", "" },
        { "/stories/story/murders", Sound, 404, "no-such-address", "" },
        { "/stories/a/b/arrests", Sound, 404, "no-such-address", "" },
        { "/stories/story/timeline", Sound, 405, "method-not-allowed", "" },
        { "/health/live", Sound, 405, "method-not-allowed", "" },
        { "/stories/story/content-removals", Plus("\"platform\":\"TikTok\",\"share\":101"), 400, "invalid-fields", "share" },
        { "/stories/story/statements", Sound, 422, "invalid-fields", "speakers" },
        { "/stories/story/investigations", Plus("\"stage\":\"simmering\""), 422, "invalid-fields", "stage" },
        { "/stories/story/rallies", Plus("\"authorised\":\"no\""), 422, "invalid-fields", "authorised" },
        { "/stories", Story("\"id\":\"navalny-2021\""), 409, "story-exists", "" },
        { "/stories", Story("\"id\":\"a/b\""), 422, "invalid-fields", "id" },
        { "/stories", Story("\"id\":\"Upper\""), 422, "invalid-fields", "id" },
        { "/stories", Story("\"id\":\"new\\u0000\""), 422, "invalid-fields", "id" },
        { "/stories", Story("\"id\":\"" + new string('s', 100_000) + "\""), 422, "invalid-fields", "id" },
        { "/stories", Story("\"id\":\"\\ud83d\""), 400, "invalid-fields", "id" },
        { "/stories", Story("\"id\":null"), 400, "invalid-fields", "id" },
        { "/stories", Story("\"id\":\"new\"", timeZone: "../etc/passwd"), 422, "invalid-fields", "timeZone" },
        { "/stories", Story("\"id\":\"new\",\"to\":\"2020\""), 422, "invalid-fields", "to" },
    };

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_bad_address_or_story_is_refused_and_nothing_is_stored(
        string address, string body, int status, string code, string field) =>
        await RefusedAsync(address, Json(body), (HttpStatusCode)status, code, field);

    [Fact]
    public async Task A_link_to_another_storys_entry_is_refused()
    {
        var other = (string)(await _service.GetAsync("/stories/navalny-2021/timeline"))["entries"]![0]!["id"]!;

        await RefusedAsync("/stories/story/arrests", Json(Plus($$"""
            "links":[{"entry":"{{other}}"}]
            """)), HttpStatusCode.UnprocessableEntity, "invalid-fields", "links[0].entry");
    }

    [Theory]
    [InlineData(256 * 1024, true)]
    [InlineData(256 * 1024, false)]
    [InlineData(256 * 1024 + 1, true)]
    [InlineData(256 * 1024 + 1, false)]
    [InlineData(8 * 1024 * 1024, false)]
    public async Task A_body_has_at_most_256_KB_whether_it_says_its_length_or_comes_in_chunks(int size, bool says)
    {
        var bytes = Encoding.UTF8.GetBytes("{" + new string(' ', size - 2) + "}");
        HttpContent content = says ? new ByteArrayContent(bytes) : new StreamContent(new Unseekable(bytes));
        content.Headers.ContentType = new("application/json");

        await (size > 256 * 1024
            ? RefusedAsync("/stories/story/arrests", content, HttpStatusCode.RequestEntityTooLarge, "too-large", "")
            : RefusedAsync("/stories/story/arrests", content, HttpStatusCode.UnprocessableEntity, "invalid-fields", "headline"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("nonsense")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task What_is_not_said_to_be_JSON_is_refused(string? type)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(Sound));
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);

        await RefusedAsync("/stories/story/arrests", content, HttpStatusCode.UnsupportedMediaType, "wrong-content-type", "");
    }

    [Theory]
    [InlineData(new byte[0], new byte[] { 0xC3, 0x28 }, "invalid-fields")]
    [InlineData(new byte[0], new byte[] { 0xED, 0xA0, 0xBD }, "invalid-fields")]
    [InlineData(new byte[0], new byte[] { 0xFF }, "invalid-fields")]
    public async Task Bytes_that_are_no_plain_UTF8_are_refused(byte[] before, byte[] inside, string code) => await RefusedAsync(
        "/stories/story/arrests",
        Json([.. before, .. Encoding.UTF8.GetBytes("{" + When + ",\"headline\":\"x"), .. inside, .. "\"}"u8]),
        HttpStatusCode.BadRequest, code, code == "invalid-fields" ? "headline" : "");

    [Fact]
    public async Task JSON_in_another_encoding_is_refused()
    {
        var content = new ByteArrayContent(Encoding.Unicode.GetBytes(Sound));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("application/json; charset=utf-16");

        await RefusedAsync("/stories/story/arrests", content, HttpStatusCode.UnsupportedMediaType, "wrong-content-type", "");
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_compressed_body_is_refused_as_such(string encoding)
    {
        var content = Json(Sound);
        content.Headers.ContentEncoding.Add(encoding);

        await RefusedAsync("/stories/story/arrests", content, HttpStatusCode.UnsupportedMediaType, "compressed-body", "");
    }

    [Theory]
    [InlineData("identity", null)]
    [InlineData(null, "application/json; charset=\"UTF-8\"")]
    [InlineData(null, "application/json;charset=utf-8")]
    public async Task A_body_that_is_said_to_be_what_it_is_is_taken(string? encoding, string? type)
    {
        var content = Json(Sound);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        if (type is not null)
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);

        using var answer = await _service.Editor.PostAsync("/stories/story/arrests", content, Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Theory]
    [InlineData("{\"reason\":\"It was wrong.\"}", "invalid-fields", "reason")]
    [InlineData("junk", "malformed-json", "")]
    public async Task A_command_without_fields_takes_none(string body, string code, string field)
    {
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "x" });

        await RefusedAsync($"/stories/story/entries/{entry}/release", Json(body), HttpStatusCode.BadRequest, code, field);
    }

    [Fact]
    public async Task A_body_that_does_not_come_is_said_to_be_too_slow()
    {
        var token = _service.Editor.DefaultRequestHeaders.Authorization;
        using var client = new System.Net.Sockets.TcpClient(_service.Address.Host, _service.Address.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /stories/story/arrests HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\n" +
            "Content-Type: application/json\r\nContent-Length: 100\r\nConnection: close\r\n\r\n{"), Expect.Stop);

        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync(Expect.Stop);

        Assert.StartsWith("HTTP/1.1 408 ", answer, StringComparison.Ordinal);
        Assert.Contains("urn:timeline:problem:too-slow", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("%")]
    [InlineData("x:99999")]
    public async Task A_host_that_is_none_breaks_no_page_and_stands_in_none(string host)
    {
        foreach (var address in new[] { "/", "/stories/story", "/stories/story/feed.atom", "/embed/story", "/oembed?url=x" })
        {
            using var client = new System.Net.Sockets.TcpClient(_service.Address.Host, _service.Address.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET {address} HTTP/1.1\r\nHost: {host}\r\nAccept: text/html\r\nConnection: close\r\n\r\n"), Expect.Stop);

            var answer = await new StreamReader(client.GetStream()).ReadToEndAsync(Expect.Stop);

            Assert.Matches("^HTTP/1.1 (200|40[04]) ", answer);
            Assert.DoesNotContain("x:99999", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_asks_for_what_is_hidden_without_a_token_is_told_how_to_sign_in()
    {
        using var answer = await _service.Public.GetAsync("/stories/story/timeline?hidden=true", Expect.Stop);

        Assert.Equal((HttpStatusCode.Unauthorized, "Bearer"), (answer.StatusCode, answer.Headers.WwwAuthenticate.ToString()));
    }

    // What a correction changes, status, and the field that is named.
    public static TheoryData<string, int, string> Corrections => new()
    {
        { "null", 422, "changes" },
        { "{\"headline\":\"\\ud83d\"}", 400, "changes" },
        { "{\"summary\":\"a\\ud83db\"}", 400, "changes" },
        { "{\"\\ud83d\":1}", 400, "changes" },
        { "{\"links\":[{\"entry\":\"\\ud83d\"}]}", 400, "changes" },
        { "{\"links\":[null]}", 422, "changes.links[0]" },
        { "{\"links\":[{\"entry\":\"no\\u0000\"}]}", 422, "changes.links[0].entry" },
        { "{\"links\":[{\"entry\":7}]}", 422, "changes.links[0].entry" },
        { "{\"links\":{\"entry\":\"a\"}}", 422, "changes.links" },
        { "{\"headline\":\"a\",\"headline\":\"b\"}", 400, "headline" },
        { "{\"headline\":{\"a\":1,\"a\":2}}", 400, "a" },
        { "{\"headline\":\"a\\u0000\"}", 422, "changes.headline" },
        { "{\"headline\":" + Nested(20) + "}", 422, "changes.headline" },
        { "{\"figures\":[{\"value\":1e-400,\"unit\":\"%\",\"by\":\"a\"}]}", 422, "changes.figures[0].value" },
    };

    [Theory, MemberData(nameof(Corrections))]
    public async Task A_bad_correction_is_refused_by_the_field(string changes, int status, string field)
    {
        var (id, etag) = await _service.RecordAsync("arrests", JsonNode.Parse(Sound)!);

        await RefusedAsync($"/stories/story/entries/{id}/corrections",
            Json("{\"class\":\"correction\",\"wrong\":\"It was wrong.\",\"changes\":" + changes + "}"),
            (HttpStatusCode)status, "invalid-fields", field, ("If-Match", etag.ToString()));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("\"abc\", def")]
    [InlineData("\"abc\", *")]
    [InlineData("\"unclosed")]
    public async Task An_If_Match_that_is_neither_ETags_nor_a_star_is_refused(string ifMatch)
    {
        var (id, _) = await _service.RecordAsync("arrests", JsonNode.Parse(Sound)!);

        var content = Json("""{"reason":"r"}""");
        await RefusedAsync($"/stories/story/entries/{id}/hold", content, HttpStatusCode.BadRequest, "invalid-if-match", "", ("If-Match", ifMatch));
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"zzz\"")]
    [InlineData("\"-1\"")]
    [InlineData("\"7fffffffffffffff\"")]
    [InlineData("\"ffffffffffffffffffffffff\"")]
    [InlineData("W/\"5b972c1e3a0c0\"")]
    [InlineData("\"5b972c1e3a0c0\", \"zzz\"")]
    public async Task An_If_Match_of_no_state_that_there_is_counts_as_stale(string ifMatch)
    {
        var (id, _) = await _service.RecordAsync("arrests", JsonNode.Parse(Sound)!);

        await RefusedAsync($"/stories/story/entries/{id}/hold", Json("""{"reason":"r"}"""),
            HttpStatusCode.PreconditionFailed, "stale-entry", "", ("If-Match", ifMatch));
    }

    [Fact]
    public async Task An_If_Match_of_several_states_is_good_for_each_of_them()
    {
        var (id, etag) = await _service.RecordAsync("arrests", JsonNode.Parse(Sound)!);

        var (status, answer, _) = await _service.EditAsync("story", id, "hold", new { reason = "r" }, $"\"5b972c1e3a0c0\", {etag}");
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
    }

    // Addresses to read, and what is wrong with them.
    public static TheoryData<string, int, string, string> Reads => new()
    {
        { "/nowhere", 404, "no-such-address", "" },
        { "/stories/nowhere", 404, "unknown-story", "" },
        { "/stories/nowhere/timeline", 404, "unknown-story", "" },
        { "/stories/nowhere/changes", 404, "unknown-story", "" },
        { "/stories/nowhere/entries/x", 404, "unknown-story", "" },
        { "/stories/UPPER/timeline", 404, "unknown-story", "" },
        { "/stories/a%2Fb/timeline", 404, "unknown-story", "" },
        { "/stories/a%0A/timeline", 404, "unknown-story", "" },
        { "/stories/" + new string('a', 5_000) + "/timeline", 404, "unknown-story", "" },
        { "/stories/story/entries/nowhere", 404, "unknown-entry", "" },
        { "/stories/story/entries/" + new string('a', 63) + "%F0%9F%98%80b", 404, "unknown-entry", "" },
        { "/stories/story/entries/%27%3B--", 404, "unknown-entry", "" },
        { "/people/nobody", 404, "unknown-person", "" },
        { "/people/No%20Body", 404, "unknown-person", "" },
        { "/stories/story/timeline?limit=0", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=501", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=-1", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=1e2", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=%D9%A1", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=99999999999999999999", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?limit=10&limit=20", 400, "invalid-parameter", "limit" },
        { "/stories/story/timeline?order=up", 400, "invalid-parameter", "order" },
        { "/stories/story/timeline?background=1", 400, "invalid-parameter", "background" },
        { "/stories/story/timeline?key=maybe", 400, "invalid-parameter", "key" },
        { "/stories/story/timeline?kind=murder", 400, "invalid-parameter", "kind" },
        { "/stories/story/timeline?kind=arrest&kind=murder", 400, "invalid-parameter", "kind" },
        { "/stories/story/timeline?kind=Arrest", 400, "invalid-parameter", "kind" },
        { "/stories/story/timeline?kind=" + new string('k', 49) + "%F0%9F%98%80", 400, "invalid-parameter", "kind" },
        { "/stories/story/timeline?person=Anna%20K", 400, "invalid-parameter", "person" },
        { "/stories/story/timeline?person=a&person=b", 400, "invalid-parameter", "person" },
        { "/stories/story/timeline?place=" + new string('p', 201), 400, "invalid-parameter", "place" },
        { "/stories/story/timeline?q=" + new string('q', 201), 400, "invalid-parameter", "q" },
        { "/stories/story/timeline?from=yesterday", 400, "invalid-parameter", "from" },
        { "/stories/story/timeline?from=2021-02-30", 400, "invalid-parameter", "from" },
        { "/stories/story/timeline?from=2021&from=2022", 400, "invalid-parameter", "from" },
        { "/stories/story/timeline?to=2021-01-22T25:00Z", 400, "invalid-parameter", "to" },
        { "/stories/story/timeline?from=2021-02&to=2021-01", 400, "invalid-parameter", "to" },
        { "/stories/story/timeline?asOf=yesterday", 400, "invalid-parameter", "asOf" },
        { "/stories/story/timeline?asOf=2021-01-22T14:00:00", 400, "invalid-parameter", "asOf" },
        { "/stories/story/timeline?asOf=999", 400, "invalid-parameter", "asOf" },
        { "/stories/story/timeline?asOf=99999999999999999999999", 400, "invalid-parameter", "asOf" },
        { "/stories/story/timeline?cursor=x", 400, "invalid-parameter", "cursor" },
        { "/stories/story/timeline?cursor=%00", 400, "nul-character", "" },
        { "/stories/story/timeline?cursor=MS4yLjMuYQ&order=desc", 400, "invalid-parameter", "cursor" },
        { "/stories/story/timeline?cursor=MS4yLi0zLmE", 400, "invalid-parameter", "cursor" },
        { "/stories/story/timeline?cursor=" + new string('A', 300), 400, "invalid-parameter", "cursor" },
        { "/stories/story/timeline?cursor=" + new string('!', 100), 400, "invalid-parameter", "cursor" },
        { "/stories/story/timeline?q=a%00b", 400, "nul-character", "" },
        { "/stories/story/timeline?hidden=perhaps", 400, "invalid-parameter", "hidden" },
        { "/stories/story/timeline?hidden=true", 401, "not-allowed", "" },
        { "/stories/story/changes?after=-1", 400, "invalid-parameter", "after" },
        { "/stories/story/changes?after=1000000", 410, "story-reset", "" },
        { "/stories/story/changes?after=1&to=0", 400, "invalid-parameter", "to" },
        { "/search", 400, "invalid-parameter", "q" },
        { "/search?q=", 400, "invalid-parameter", "q" },
        { "/search?q=%20", 400, "invalid-parameter", "q" },
        { "/search?q=a&limit=501", 400, "invalid-parameter", "limit" },
        { "/search?q=a&asOf=1", 400, "invalid-parameter", "asOf" },
        { "/people/alexei-navalny?limit=0", 400, "invalid-parameter", "limit" },
    };

    [Theory, MemberData(nameof(Reads))]
    public async Task A_bad_question_is_refused_by_the_parameter(string address, int status, string code, string field)
    {
        using var answer = await _service.Public.GetAsync(address, Expect.Stop);

        Names(await Expect.ProblemAsync(answer, (HttpStatusCode)status, code), field);
    }

    [Theory]
    [InlineData("/stories/story/timeline?q=%")]
    [InlineData("/stories/story/timeline?q=%zz%f0%28%8c")]
    [InlineData("/stories/story/timeline?place=%ff")]
    [InlineData("/stories/story/timeline?place=%e0%80%80&&&=&")]
    [InlineData("/stories/story/timeline?q=')%20OR%201=1;--")]
    [InlineData("/stories/story/timeline?q=%26%20%7C%20!%20%3C-%3E%20(%20)%20%3A*%20%5C")]
    [InlineData("/stories/story/timeline?q=%22unclosed%20-%20OR%20-OR%20%22%22")]
    [InlineData("/stories/story/timeline?q=the%20of%20and")]
    [InlineData("/stories/story/timeline?limit=&order=&from=&q=&cursor=")]
    [InlineData("/stories/story/timeline?from=-9999&to=Y170000002")]
    [InlineData("/search?q=%F0%9F%98%80")]
    public async Task A_strange_question_is_answered(string address)
    {
        using var answer = await _service.Public.GetAsync(address, Expect.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Expect.Stop));
    }

    [Fact]
    public async Task Thousands_of_parameters_are_read_or_refused_and_never_fail()
    {
        foreach (var count in new[] { 600, 5_000 })
        {
            using var answer = await _service.Public.GetAsync(
                "/stories/story/timeline?" + string.Join('&', Enumerable.Repeat("kind=arrest", count)), Expect.Stop);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.RequestUriTooLong, $"{answer.StatusCode}");
        }
    }

    [Theory]
    [InlineData("Range", "bytes=0-10")]
    [InlineData("Range", "bytes=9999999-")]
    [InlineData("Accept", "text/html")]
    [InlineData("Accept", "nonsense")]
    [InlineData("Accept-Language", "xx-!!")]
    [InlineData("If-None-Match", "nonsense")]
    [InlineData("If-Modified-Since", "yesterday")]
    [InlineData("Authorization", "Basic YTpi")]
    [InlineData("Authorization", "Bearer nonsense")]
    [InlineData("Authorization", "Bearer")]
    [InlineData("Origin", "null")]
    [InlineData("X-HTTP-Method-Override", "DELETE")]
    public async Task Strange_headers_do_not_change_what_the_public_reads(string name, string value)
    {
        using var plain = await _service.Public.GetAsync("/stories/navalny-2021/timeline", Expect.Stop);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories/navalny-2021/timeline");
        request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Expect.Stop), await answer.Content.ReadAsStringAsync(Expect.Stop));
    }

    [Theory]
    [InlineData("/people?limit=0")]
    [InlineData("/search?q=")]
    public async Task A_problem_of_what_has_no_page_is_JSON_whatever_the_reader_accepts(string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { { "Accept", "text/html" } } };

        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("PUT", "/stories/story")]
    [InlineData("DELETE", "/stories/story")]
    [InlineData("PATCH", "/stories/story/timeline")]
    [InlineData("TRACE", "/stories")]
    [InlineData("NONSENSE", "/stories")]
    [InlineData("GET", "/stories/story/arrests")]
    public async Task Another_method_is_refused_with_those_that_the_address_takes(string method, string address)
    {
        using var answer = await _service.Editor.SendAsync(new HttpRequestMessage(new(method), address), Expect.Stop);

        await Expect.ProblemAsync(answer, HttpStatusCode.MethodNotAllowed, "method-not-allowed");
        Assert.NotEmpty(answer.Content.Headers.Allow);
    }

    private async Task RefusedAsync(
        string address, HttpContent content, HttpStatusCode status, string code, string field, (string, string)? header = null)
    {
        var events = await Expect.EventsAsync(_service);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (header is var (name, value))
            request.Headers.TryAddWithoutValidation(name, value);

        using var answer = await _service.Editor.SendAsync(request, Expect.Stop);

        Names(await Expect.ProblemAsync(answer, status, code), field);
        Assert.Equal(events, await Expect.EventsAsync(_service));
    }

    private static void Names(JsonNode problem, string field)
    {
        if (field.Length == 0)
        {
            Assert.Null(problem["errors"]);
            return;
        }

        Assert.Contains(field, problem["errors"]!.AsObject().Select(e => e.Key));
        Assert.Contains($"{field}: ", (string?)problem["detail"], StringComparison.Ordinal);
    }

    private static string Plus(string fields) => Sound[..^1] + "," + fields.Trim() + "}";

    private static string Story(string fields, string timeZone = "UTC") =>
        "{\"title\":\"T\",\"language\":\"en\",\"from\":\"2021\",\"timeZone\":\"" + timeZone + "\"," + fields + "}";

    private static string Nested(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);

    private static ByteArrayContent Json(string text) => Json(Encoding.UTF8.GetBytes(text));

    private static ByteArrayContent Json(byte[] bytes) => new(bytes) { Headers = { ContentType = new("application/json") } };

    // Without a length the client sends chunks.
    private sealed class Unseekable(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;
    }
}
