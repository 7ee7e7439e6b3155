using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>How answers are spelled and packed.</summary>
public sealed class EncodingTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string Story = "/stories/navalny-2021";
    private readonly TestService _service = shared.Service;

    public static TheoryData<string, string> Texts => new()
    {
        { Story + "/timeline?background=true", "" }, { Story + "/timeline?asOf=9", "" }, { Story + "/changes?after=0", "" },
        { Story + "/diff?from=1", "" }, { Story, "text/html" }, { "/embed/navalny-2021", "text/html" }, { Story + "/feed.atom", "" },
        { "/search?q=police", "" }, { "/widget/story-timeline.js", "" }, { "/pages/timeline.css", "" }, { "/swagger/v1/swagger.json", "" },
        { "/swagger/index.html", "" },
    };

    [Theory, MemberData(nameof(Texts))]
    public async Task Text_is_compressed_as_the_reader_takes_it_and_says_the_same(string address, string accept)
    {
        using var plain = await AskAsync(address, accept, "");
        var text = await plain.Content.ReadAsByteArrayAsync(Expect.Stop);
        Assert.Empty(plain.Content.Headers.ContentEncoding);

        foreach (var (takes, encoding) in new[]
        {
            ("gzip, deflate, br, zstd", "br"), ("gzip", "gzip"), ("br;q=0.5, gzip", "gzip"), ("identity", ""), ("br;q=0", ""),
        })
        {
            using var answer = await AskAsync(address, accept, takes);
            var body = await answer.Content.ReadAsByteArrayAsync(Expect.Stop);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal(encoding, string.Join(',', answer.Content.Headers.ContentEncoding));
            Assert.Equal(text, Unpacked(encoding, body));
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
            if (encoding.Length == 0)
                continue;
            Assert.True(body.Length < text.Length * 2 / 3, $"{body.Length} of {text.Length} bytes");
            Assert.True(answer.Headers.ETag?.IsWeak ?? true, "A strong tag of bytes that others get otherwise.");
        }
    }

    [Theory]
    [InlineData(Story + "/timeline")]
    [InlineData(Story + "/entries/{entry}")]
    [InlineData("/pages/timeline.css")]
    public async Task Whoever_has_it_packed_hears_that_it_still_holds(string address)
    {
        address = await WithEntryAsync(address);
        using var packed = await AskAsync(address, "", "br");
        var tag = packed.Headers.ETag!;
        Assert.True(tag.IsWeak);

        foreach (var condition in new[] { tag.ToString(), tag.Tag, $"\"x\", {tag}", $"W/\"x\",{tag}" })
        {
            using var request = Request(address, "", "br");
            request.Headers.TryAddWithoutValidation("If-None-Match", condition);
            using var again = await _service.Public.SendAsync(request, Expect.Stop);
            Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag));
            Assert.Empty(again.Content.Headers.ContentEncoding);
        }
    }

    [Theory]
    [InlineData("W/{tag}", "Created")]
    [InlineData("{tag}", "Created")]
    [InlineData("\"x\", W/{tag}", "Created")]
    [InlineData("W/\"5b0e5fdcf2a80\"", "PreconditionFailed")]
    public async Task A_command_may_name_the_state_by_the_tag_that_a_proxy_has_weakened(string named, string status)
    {
        var (id, _) = await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "An arrest", summary = new string('s', 2000) });
        using var read = await AskAsync($"/stories/story/entries/{id}", "", "br");

        using var request = new HttpRequestMessage(HttpMethod.Post, $"/stories/story/entries/{id}/key") { Content = JsonContent.Create(new { key = true }) };
        request.Headers.TryAddWithoutValidation("If-Match", named.Replace("{tag}", read.Headers.ETag!.Tag, StringComparison.Ordinal));
        using var answer = await _service.Editor.SendAsync(request, Expect.Stop);

        Assert.Equal(status, $"{answer.StatusCode}");
    }

    [Theory]
    [InlineData(Story + "/live?after=1")]
    [InlineData(Story + "/replay?speed=1000000")]
    public async Task A_stream_is_never_packed(string address)
    {
        using var request = Request(address, "", "gzip, br");
        using var answer = await _service.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);

        Assert.DoesNotContain(answer.Content.Headers.ContentEncoding, e => e != "identity");
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Expect.Stop));
        var first = await lines.ReadLineAsync(Expect.Stop);
        Assert.Matches("^(retry|id):", first);
    }

    [Fact]
    public async Task Every_JSON_answer_spells_characters_as_they_are()
    {
        const string Text = "+03:00 & <b> 'quoted' Ünïcödé 日本";
        await _service.OpenAsync("spelled");
        var (id, etag) = await _service.RecordAsync("arrests",
            new { when = new { edtf = "2021-01-22T18:00+03:00" }, headline = Text, summary = Text }, "spelled");
        await _service.CorrectAsync("spelled", id, new { headline = Text + " again" });
        Assert.NotNull(etag);
        using var archivist = _service.Signed("archivist", "editor");

        foreach (var address in new[]
        {
            "/timeline", $"/entries/{id}", "/changes", "/diff?from=1", "/history", "/live?after=0", "/replay?speed=1000000",
            "/timeline?asOf=2&limit=1", "/timeline?from=2021-01-22T18:00%2B03:00x",
        }.Select(a => "/stories/spelled" + a).Append($"/search?q=日本").Append("/swagger/v1/swagger.json"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var answer = await archivist.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
            using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync(Expect.Stop));
            // A live stream has no end: two changes, named twice each, are enough.
            for (var changes = 0; changes < 4 && await lines.ReadLineAsync(Expect.Stop) is { } line;)
            {
                Assert.DoesNotContain("\\u", line, StringComparison.OrdinalIgnoreCase);
                changes += line.Split("entry-").Length - 1;
            }
        }
    }

    private async Task<string> WithEntryAsync(string address) => !address.Contains("{entry}", StringComparison.Ordinal) ? address
        : address.Replace("{entry}", (string)(await _service.GetAsync(Story + "/timeline"))["entries"]![0]!["id"]!, StringComparison.Ordinal);

    private static HttpRequestMessage Request(string address, string accept, string takes)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (accept.Length > 0)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        if (takes.Length > 0)
            request.Headers.TryAddWithoutValidation("Accept-Encoding", takes);
        return request;
    }

    private async Task<HttpResponseMessage> AskAsync(string address, string accept, string takes)
    {
        using var request = Request(address, accept, takes);
        return await _service.Public.SendAsync(request, Expect.Stop);
    }

    private static byte[] Unpacked(string encoding, byte[] body)
    {
        if (encoding.Length == 0)
            return body;
        using var source = new MemoryStream(body);
        using Stream unpacking = encoding == "br" ? new BrotliStream(source, CompressionMode.Decompress) : new GZipStream(source, CompressionMode.Decompress);
        using var text = new MemoryStream();
        unpacking.CopyTo(text);
        return text.ToArray();
    }
}
