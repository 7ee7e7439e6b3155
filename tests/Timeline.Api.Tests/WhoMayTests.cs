using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Timeline.Api.Tests.Past;
using Timeline.Domain;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Tests;

public sealed class WhoMayTests(SharedService shared) : IClassFixture<SharedService>
{
    private static readonly object Arrest = new { when = new { edtf = "2021-01-17" }, headline = "An arrest" };
    private readonly TestService _service = shared.Service;

    // What is wrong with a token, and how it is answered.
    public static TheoryData<string, string, int> Tokens => new()
    {
        { "nothing at all", "", 401 },
        { "no token", "Bearer x.y.z", 401 },
        { "another scheme", "Basic ZWRpdG9yOmVkaXRvcg==", 401 },
        { "another role", Token(new { role = "archivist" }), 403 },
        { "no role", Token(new { role = (string?)null }), 403 },
        { "a role in capitals", Token(new { role = "Editor" }), 403 },
        { "no subject", Token(new { sub = (string?)null }), 403 },
        { "an empty subject", Token(new { sub = "" }), 403 },
        { "a subject that cannot be seen", Token(new { sub = " \u200b" }), 403 },
        { "a subject with a line break", Token(new { sub = "anna\nboris" }), 403 },
        { "a subject with a NUL", Token(new { sub = "anna\0" }), 403 },
        { "a subject with half a surrogate pair", Token("{\"sub\":\"\\ud83d\"}"), 401 },
        { "a subject without end", Token(new { sub = new string('a', 201) }), 403 },
        { "expired", Token(new { exp = Now(-1) }), 401 },
        { "expired for more than a minute", Token(new { exp = Now(-0.025) }), 401 },
        { "not yet good", Token(new { nbf = Now(1), exp = Now(2) }), 401 },
        { "without an end", Token(new { exp = (long?)null }), 401 },
        { "another issuer", Token(new { iss = "somebody" }), 401 },
        { "another audience", Token(new { aud = "another-service" }), 401 },
        { "another key", Token(new { }, RandomNumberGenerator.GetBytes(32)), 401 },
        { "unsigned", Token(new { }, alg: "none"), 401 },
        { "signed by another algorithm", Token(new { }, alg: "HS512"), 401 },
        { "its signature cut off", Token(new { })[..^10], 401 },
    };

    // Signed by the process that runs the tests, not by the one that lists them.
    [Theory, MemberData(nameof(Tokens), DisableDiscoveryEnumeration = true)]
    public async Task Nobody_writes_without_a_good_token_of_an_editor(string what, string authorization, int status)
    {
        var events = await Expect.EventsAsync(_service);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Content = JsonContent.Create(Arrest) };
        request.Headers.TryAddWithoutValidation("Authorization", authorization);

        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.NotEmpty(what);
        await Expect.ProblemAsync(answer, (HttpStatusCode)status, status == 401 ? "not-signed-in" : "not-allowed");
        Assert.Equal(status == 401, answer.Headers.WwwAuthenticate.Any(h => h.Scheme == "Bearer"));
        Assert.Equal(events, await Expect.EventsAsync(_service));
        // A reader is not asked who he is, so that a stale token breaks no page.
        using var read = new HttpRequestMessage(HttpMethod.Get, "/stories/story/timeline");
        read.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var readable = await _service.Public.SendAsync(read, Expect.Stop);
        Assert.Equal(HttpStatusCode.OK, readable.StatusCode);
    }

    [Theory]
    [InlineData("""{"role":"editor"}""")]
    [InlineData("""{"role":["archivist","editor"]}""")]
    [InlineData("""{"sub":"Анна <anna@example.org>"}""")]
    public async Task An_editor_writes(string claims)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Content = JsonContent.Create(Arrest) };
        request.Headers.TryAddWithoutValidation("Authorization", Token(claims));

        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task Every_write_asks_for_an_editor()
    {
        string[] addresses =
        [
            "/stories", .. KindList.All.Select(k => $"/stories/story/{k.Plural}"),
            .. CommandReader.Editorial.Select(e => $"/stories/story/entries/any/{e.Route}"),
        ];
        using var archivist = _service.Signed("archivist", "admin");
        foreach (var address in addresses)
        {
            using var anonymous = await _service.Public.PostAsJsonAsync(address, new { }, Expect.Stop);
            await Expect.ProblemAsync(anonymous, HttpStatusCode.Unauthorized, "not-signed-in");
            using var wrong = await archivist.PostAsJsonAsync(address, new { }, Expect.Stop);
            await Expect.ProblemAsync(wrong, HttpStatusCode.Forbidden, "not-allowed");
        }
    }

    [Fact]
    public async Task A_contributor_works_on_drafts_and_on_nothing_else()
    {
        using var contributor = _service.SignedAs("carla", "contributor");
        using var refused = await contributor.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.Forbidden, "drafts-only");
        using var recorded = await contributor.PostAsJsonAsync("/stories/story/arrests",
            new { when = new { edtf = "2021-01-17" }, headline = "A draft", draft = true }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        var draft = recorded.Headers.Location!.ToString();
        // Who works on it reads it; what is hidden for other reasons, and the past, they do not.
        Assert.Contains("A draft", await contributor.GetStringAsync($"{draft}?hidden=true", Expect.Stop), StringComparison.Ordinal);
        Assert.Contains("A draft", await contributor.GetStringAsync("/stories/story/timeline?hidden=true", Expect.Stop), StringComparison.Ordinal);
        using var past = await contributor.GetAsync("/stories/story/timeline?hidden=true&asOf=1", Expect.Stop);
        await Expect.ProblemAsync(past, HttpStatusCode.BadRequest, "invalid-parameter");
        var (held, _) = await _service.RecordAsync("arrests", Arrest);
        await _service.StoreAsync("story", held, "hold", new { reason = "Being checked." });
        using var hidden = await contributor.GetAsync($"/stories/story/entries/{held}?hidden=true", Expect.Stop);
        Assert.Contains("in public", (await Expect.ProblemAsync(hidden, HttpStatusCode.NotFound, "unknown-entry"))["detail"]!.ToString(), StringComparison.Ordinal);
        using var nothing = await _service.Editor.GetAsync("/stories/story/entries/nowhere?hidden=true", Expect.Stop);
        Assert.Equal("The story has no entry 'nowhere'.", (string?)(await Expect.ProblemAsync(nothing, HttpStatusCode.NotFound, "unknown-entry"))["detail"]);
        Assert.DoesNotContain(held, await contributor.GetStringAsync("/stories/story/timeline?hidden=true", Expect.Stop), StringComparison.Ordinal);
        using var search = await contributor.GetAsync("/search?q=draft&hidden=true", Expect.Stop);
        await Expect.ProblemAsync(search, HttpStatusCode.Forbidden, "not-allowed");
        using var source = await contributor.PostAsJsonAsync($"{draft}/sources", new { outlet = "Reuters" }, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, source.StatusCode);
        using var published = await contributor.PostAsync($"{draft}/publication", null, Expect.Stop);
        await Expect.ProblemAsync(published, HttpStatusCode.Forbidden, "not-allowed");
        using var editor = await _service.Editor.PostAsync($"{draft}/publication", null, Expect.Stop);
        Assert.Equal(HttpStatusCode.Created, editor.StatusCode);

        using var late = await contributor.PostAsJsonAsync($"{draft}/sources", new { outlet = "TASS" }, Expect.Stop);
        await Expect.ProblemAsync(late, HttpStatusCode.Forbidden, "drafts-only");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_contributor_reads_no_draft_of_what_is_promised_or_was_public(bool draft)
    {
        const string secret = "Under a promise";
        var (entry, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = secret, draft });
        await _service.StoreAsync("story", entry, "embargo", new { until = DateTimeOffset.UtcNow.AddHours(1) });
        await _service.StoreAsync("story", entry, "hold", new { reason = "Being checked." });
        await _service.StoreAsync("story", entry, "release", null);
        using var contributor = _service.SignedAs("carla", "contributor");

        using var read = await contributor.GetAsync($"/stories/story/entries/{entry}?hidden=true", Expect.Stop);
        Assert.Equal(HttpStatusCode.NotFound, read.StatusCode);
        Assert.DoesNotContain(entry, await contributor.GetStringAsync("/stories/story/timeline?hidden=true", Expect.Stop), StringComparison.Ordinal);

        // Once nothing is promised any more, what nobody saw is a draft like others; that it was held, and why, is no contributor's business.
        await _service.StoreAsync("story", entry, "embargo-lift", new { reason = "They agreed." });
        using var after = await contributor.GetAsync($"/stories/story/entries/{entry}?hidden=true", Expect.Stop);
        Assert.Equal(draft ? HttpStatusCode.OK : HttpStatusCode.NotFound, after.StatusCode);
        Assert.DoesNotContain("Being checked.", await after.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_contributor_asks_for_with_drafts_is_kept_by_no_cache()
    {
        var (entry, _) = await _service.RecordAsync("arrests", Arrest);
        using var contributor = _service.SignedAs("carla", "contributor");
        foreach (var path in new[] { $"entries/{entry}", "timeline" })
        {
            using var answer = await contributor.GetAsync($"/stories/story/{path}?hidden=true", Expect.Stop);
            Assert.Equal((HttpStatusCode.OK, false), (answer.StatusCode, answer.Headers.CacheControl!.Public));
            Assert.True(answer.Headers.CacheControl.Private || answer.Headers.CacheControl.NoStore);
        }
    }

    [Theory]
    [InlineData("editor")]
    [InlineData("admin")]
    [InlineData("archivist")]
    public async Task Only_legal_takes_down_and_it_does_nothing_else(string role)
    {
        using var other = _service.Signed(role);
        using var refused = await other.PostAsJsonAsync("/stories/story/takedown", new { }, Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.Forbidden, "not-allowed");
        using var legal = _service.Signed("legal");
        using var record = await legal.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
        await Expect.ProblemAsync(record, HttpStatusCode.Forbidden, "not-allowed");
        using var admin = _service.Signed("admin");
        using var content = await admin.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
        await Expect.ProblemAsync(content, HttpStatusCode.Forbidden, "not-allowed");
    }

    [Fact]
    public async Task Clocks_may_differ_by_less_than_a_minute()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Content = JsonContent.Create(Arrest) };
        request.Headers.TryAddWithoutValidation("Authorization", Token(new { exp = DateTimeOffset.UtcNow.AddSeconds(-10).ToUnixTimeSeconds() }));
        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    [Fact]
    public async Task A_token_is_not_called_bad_while_nobody_can_check_it()
    {
        // Port 9 is nobody's.
        await using var service = await TestService.StartAsync(
            settings: ["--Auth:SigningKey=", "--Auth:Authority=http://127.0.0.1:9", "--Logging:LogLevel:Default=None"]);

        using var post = await service.Editor.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
        await Expect.ProblemAsync(post, HttpStatusCode.ServiceUnavailable, "sign-in-unavailable");
        Assert.NotNull(post.Headers.RetryAfter);
        using var hidden = await service.Editor.GetAsync("/stories/story/timeline?hidden=true", Expect.Stop);
        await Expect.ProblemAsync(hidden, HttpStatusCode.ServiceUnavailable, "sign-in-unavailable");

        // What is no token is refused as ever, and readers are not asked who they are.
        using var nonsense = new HttpRequestMessage(HttpMethod.Post, "/stories/story/arrests") { Headers = { Authorization = new("Bearer", "nonsense") } };
        using var refused = await service.Public.SendAsync(nonsense, Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.Unauthorized, "not-signed-in");
        using var none = await service.Public.PostAsJsonAsync("/stories/story/arrests", Arrest, Expect.Stop);
        await Expect.ProblemAsync(none, HttpStatusCode.Unauthorized, "not-signed-in");
        using var read = await service.Editor.GetAsync("/stories", Expect.Stop);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
    }

    [Fact]
    public async Task History_asks_for_an_archivist_or_legal()
    {
        using var anonymous = await _service.Public.GetAsync("/stories/story/history", Expect.Stop);
        await Expect.ProblemAsync(anonymous, HttpStatusCode.Unauthorized, "not-signed-in");
        using var editors = _service.Signed("editor");
        using var editor = await editors.GetAsync("/stories/story/history", Expect.Stop);
        await Expect.ProblemAsync(editor, HttpStatusCode.Forbidden, "not-allowed");
        using var archivist = _service.Signed("archivist");
        using var answer = await archivist.GetAsync("/stories/story/history", Expect.Stop);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        // Lawyers answer for what was said: they read it, and see what is hidden; and who takes down is no secret between the two.
        using var legal = _service.Signed("legal");
        foreach (var path in new[] { "/stories/story/history", "/takedowns", "/stories/story/timeline?hidden=true", "/search?q=x&hidden=true" })
        {
            foreach (var client in new[] { legal, archivist })
            {
                using var read = await client.GetAsync(path, Expect.Stop);
                Assert.Equal((path, HttpStatusCode.OK), (path, read.StatusCode));
            }
        }

        using var admin = _service.Signed("admin");
        using var none = await admin.GetAsync("/takedowns", Expect.Stop);
        await Expect.ProblemAsync(none, HttpStatusCode.Forbidden, "not-allowed");
        using var unknown = await archivist.GetAsync("/stories/nowhere/history", Expect.Stop);
        await Expect.ProblemAsync(unknown, HttpStatusCode.NotFound, "unknown-story");
    }

    private static long Now(double hours) => DateTimeOffset.UtcNow.AddHours(hours).ToUnixTimeSeconds();

    private static string Token(object claims, byte[]? key = null, string alg = "HS256") =>
        Token(JsonSerializer.Serialize(claims), key, alg);

    // By hand, since a library would refuse to write most of these. Null takes a claim away.
    private static string Token(string claims, byte[]? key = null, string alg = "HS256")
    {
        var payload = new Dictionary<string, string>
        {
            ["iss"] = "\"timeline\"",
            ["aud"] = "\"timeline\"",
            ["sub"] = "\"anna\"",
            ["role"] = "\"editor\"",
            ["exp"] = $"{Now(1)}",
        };
        using var given = JsonDocument.Parse(claims);
        foreach (var claim in given.RootElement.EnumerateObject())
            payload[claim.Name] = claim.Value.GetRawText();
        var json = string.Join(',', payload.Where(c => c.Value != "null").Select(c => $"\"{c.Key}\":{c.Value}"));
        var text = $"{Encode($$"""{"alg":"{{alg}}","typ":"JWT"}""")}.{Encode("{" + json + "}")}";
        var bytes = Encoding.ASCII.GetBytes(text);
        key ??= TestService.Key;
        var signature = alg switch { "none" => [], "HS512" => HMACSHA512.HashData(key, bytes), _ => HMACSHA256.HashData(key, bytes) };
        return $"Bearer {text}.{System.Buffers.Text.Base64Url.EncodeToString(signature)}";
    }

    private static string Encode(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
