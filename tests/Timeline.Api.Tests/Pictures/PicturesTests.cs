using System.Formats.Tar;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using SkiaSharp;
using Timeline.Api.Tests.Desk;
using Timeline.Api.Tests.Past;
using Timeline.Store;
using Timeline.Store.Pictures;

namespace Timeline.Api.Tests.Pictures;

/// <summary>A service with a folder for pictures, and a megabyte for each.</summary>
public sealed class PictureService : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("timeline-pictures-").FullName;

    internal TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await TestService.StartAsync(settings: [$"--Pictures:Folder={_folder}", "--Limits:PictureMegabytes=1"]);
        await Service.OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

public sealed class PicturesTests(PictureService shared) : IClassFixture<PictureService>
{
    private static readonly string[] Media = ["media"];

    private readonly TestService _service = shared.Service;

    private PictureFolder Folder => _service.App.Services.GetRequiredService<PictureFolder>();

    [Fact]
    public async Task A_picture_keeps_whose_it_is_and_nothing_else_and_the_public_sees_it_once_an_entry_does()
    {
        var told = await UploadedAsync(Photos.WithAll());
        Assert.Equal(("Ivan Petrov", "Agency One", "(c) Agency One 2021", "CC BY 4.0"),
            ((string?)told["creator"], (string?)told["credit"], (string?)told["copyright"], (string?)told["licence"]));
        // It was held upright.
        Assert.Equal((40, 60), ((int)told["width"]!, (int)told["height"]!));
        var url = (string)told["url"]!;
        Assert.Equal(url, (string?)(await UploadedAsync(Photos.WithAll()))["url"]);
        var kept = Encoding.Latin1.GetString(await File.ReadAllBytesAsync(Folder.Find(url["/pictures/".Length..])!.FullName, Expect.Stop));
        Assert.All(Photos.Private, word => Assert.DoesNotContain(word, kept, StringComparison.Ordinal));

        await NotFoundAsync(url);
        var entry = await RecordAsync(url, draft: true);
        await NotFoundAsync(url);
        using (var anna = await DeskVisitor.SignedInAsync(_service))
        {
            using var atDesk = await anna.GetAsync("/desk" + url);
            Assert.Equal((HttpStatusCode.OK, "image/jpeg"), (atDesk.StatusCode, atDesk.Content.Headers.ContentType?.MediaType));
        }

        await EditAsync(entry, "publication");
        using var sent = await _service.Public.GetAsync(url, Expect.Stop);
        Assert.Equal(HttpStatusCode.OK, sent.StatusCode);
        Assert.Equal("public, max-age=3600", sent.Headers.CacheControl?.ToString());
        Assert.Equal(("max-age=31536000", "story"), (sent.Headers.GetValues("Surrogate-Control").Single(), sent.Headers.GetValues("Surrogate-Key").Single()));
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { { "If-None-Match", sent.Headers.ETag!.ToString() } } };
        using var unchanged = await _service.Public.SendAsync(again, Expect.Stop);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
        var page = await _service.Public.GetStringAsync($"/stories/story/entries/{entry}?lang=en", Expect.Stop);
        Assert.Contains(url, page, StringComparison.Ordinal);
        // Of what readers see no more, they see no picture either.
        await EditAsync(entry, "hold", new { reason = "Checking." });
        await NotFoundAsync(url);
    }

    [Fact]
    public async Task A_graphic_picture_is_covered_and_one_past_its_date_is_sent_no_more()
    {
        var url = (string)(await UploadedAsync(Photos.Of(SKEncodedImageFormat.Png)))["url"]!;
        Assert.EndsWith(".webp", url, StringComparison.Ordinal);
        var entry = await RecordAsync(url, more: new { graphic = true, made = "ai", until = "2099-01-01T00:00:00Z", licence = "CC0" });
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/stories/story/entries/{entry}") { Headers = { { "Accept", "text/html" } } };
        using var page = await _service.Public.SendAsync(request, Expect.Stop);
        var html = await page.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Matches("<details class=\"covered\"><summary><span lang=\"en\">Disturbing picture[^<]*</span> A square</summary><img ", html);
        Assert.Contains("Made by AI", html, StringComparison.Ordinal);
        using (var sent = await _service.Public.GetAsync(url, Expect.Stop))
            Assert.Equal(HttpStatusCode.OK, sent.StatusCode);

        await EditAsync(entry, "corrections", new { @class = "update", changes = new { media = new[] { new { url, alt = "A square", credit = "Anna", until = "2021-01-01T00:00:00Z" } } } });
        using var over = await _service.Public.GetAsync(url, Expect.Stop);
        await Expect.ProblemAsync(over, HttpStatusCode.Gone, "picture-over");
    }

    [Fact]
    public async Task What_is_no_picture_is_refused_and_nothing_is_kept()
    {
        var jpeg = Photos.Of(SKEncodedImageFormat.Jpeg, 200, 200);
        var before = Folder.Before(DateTimeOffset.MaxValue);
        foreach (var (file, status, code) in new (byte[], int, string)[]
        {
            ("<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"u8.ToArray(), 422, "no-picture"),
            ("<script>alert(1)</script>"u8.ToArray(), 422, "no-picture"),
            (jpeg[..(jpeg.Length / 2)], 422, "no-picture"),
            ([], 400, "no-file"),
            (new byte[1_200_000], 413, "too-large"),
            (new byte[1_050_000], 413, "too-large"),
        })
        {
            using var answer = await SendAsync(_service.Editor, file);
            await Expect.ProblemAsync(answer, (HttpStatusCode)status, code);
        }

        using var bomb = await SendAsync(_service.Editor, Photos.Bomb());
        Assert.Contains("900 megapixels", await bomb.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);

        using var json = await _service.Editor.PostAsJsonAsync("/pictures", new { }, Expect.Stop);
        await Expect.ProblemAsync(json, HttpStatusCode.UnsupportedMediaType, "wrong-content-type");
        using var nobody = await SendAsync(_service.Public, jpeg);
        Assert.Equal(HttpStatusCode.Unauthorized, nobody.StatusCode);
        using var archivist = _service.Signed("archivist");
        using var other = await SendAsync(archivist, jpeg);
        Assert.Equal(HttpStatusCode.Forbidden, other.StatusCode);
        Assert.Equal(before, Folder.Before(DateTimeOffset.MaxValue));
        foreach (var name in new[] { "../../etc/passwd", "..%2f..%2fetc%2fpasswd", new string('0', 64) + ".jpg", "x.svg" })
        {
            using var none = await _service.Public.GetAsync($"/pictures/{name}", Expect.Stop);
            Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
        }
    }

    [Fact]
    public async Task A_take_down_removes_the_file_with_its_last_use_or_at_once_by_its_name()
    {
        var (shown, named) = ((string)(await UploadedAsync(Photos.Of(SKEncodedImageFormat.Jpeg, red: 1)))["url"]!,
            (string)(await UploadedAsync(Photos.Of(SKEncodedImageFormat.Jpeg, red: 90)))["url"]!);
        var first = await RecordAsync(shown);
        var second = await RecordAsync(shown);
        await TakeDownAsync(first, new { form = "remove", fields = Media });
        using (var still = await _service.Public.GetAsync(shown, Expect.Stop))
            Assert.Equal(HttpStatusCode.OK, still.StatusCode);
        await TakeDownAsync(second, new { form = "remove" });
        await NotFoundAsync(shown);
        await Expect.SoonAsync(() => Task.FromResult(Folder.Find(shown["/pictures/".Length..]) is null));

        var third = await RecordAsync(named);
        await RecordAsync(named);
        await TakeDownAsync(third, new { form = "remove", fields = Media, pictures = new[] { named } });
        await Expect.SoonAsync(() => Task.FromResult(Folder.Find(named["/pictures/".Length..]) is null));
        using var gone = await _service.Public.GetAsync(named, Expect.Stop);
        await Expect.ProblemAsync(gone, HttpStatusCode.UnavailableForLegalReasons, "removed-on-legal-grounds");
        using var anew = await SendAsync(_service.Editor, Photos.Of(SKEncodedImageFormat.Jpeg, red: 90));
        await Expect.ProblemAsync(anew, HttpStatusCode.UnavailableForLegalReasons, "removed-picture");
        using var archivist = _service.Signed("legal");
        Assert.Contains(named, await archivist.GetStringAsync("/takedowns", Expect.Stop), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nothing_uses_is_known_and_an_archive_names_its_media()
    {
        var (unused, used) = ((string)(await UploadedAsync(Photos.Of(SKEncodedImageFormat.Jpeg, red: 7)))["url"]!,
            (string)(await UploadedAsync(Photos.Of(SKEncodedImageFormat.Jpeg, red: 8)))["url"]!);
        await RecordAsync(used, draft: true);
        var db = _service.App.Services.GetRequiredService<TimelineDatabase>();
        var left = await db.UnusedPicturesAsync(Folder.Before(DateTimeOffset.MaxValue), Expect.Stop);
        Assert.Contains(unused["/pictures/".Length..], left);
        Assert.DoesNotContain(used["/pictures/".Length..], left);

        using var archivist = _service.Signed("archivist");
        await using var tar = new TarReader(await archivist.GetStreamAsync("/stories/story/archive", Expect.Stop));
        var manifest = await JsonNode.ParseAsync((await tar.GetNextEntryAsync(cancellationToken: Expect.Stop))!.DataStream!, cancellationToken: Expect.Stop);
        Assert.Contains(used, manifest!["media"]!.AsArray().Select(m => (string)m!));
    }

    [Theory]
    [InlineData("no form at all")]
    [InlineData("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jpg\"\r\n\r\nbreaks off")]
    [InlineData("--x\r\nno header\r\n\r\n\r\n--x--\r\n")]
    [InlineData("--x\r\nContent-Disposition: nonsense; \u0001\r\n\r\n1\r\n--x--\r\n")]
    public async Task A_form_that_is_none_is_not_said_to_be_too_large(string form)
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        using var alone = await _service.Editor.PostAsync("/pictures", Content(), Expect.Stop);
        using var inDesk = await anna.SendAsync("/desk/stories/story/record/arrest", Content());

        await Expect.ProblemAsync(alone, HttpStatusCode.BadRequest, "malformed-form");
        Assert.Equal(HttpStatusCode.BadRequest, inDesk.StatusCode);

        ByteArrayContent Content() => new(System.Text.Encoding.UTF8.GetBytes(form)) { Headers = { { "Content-Type", "multipart/form-data; boundary=x" } } };
    }

    [Fact]
    public async Task A_form_without_scripts_brings_its_picture_along_and_says_where_it_is_none()
    {
        using var anna = await DeskVisitor.SignedInAsync(_service);
        (string, string)[] fields = [("when", "2021-01-18"), ("headline", "Comes along"), ("media[0].alt", "A square")];
        foreach (var (file, why) in new[] { ("no picture"u8.ToArray(), "no picture"), (new byte[1_200_000], "The picture is too large") })
        {
            using var none = await anna.PostFileAsync("/desk/stories/story/record/arrest", fields, "media[0].file", file);
            var page = WebUtility.HtmlDecode(await none.Content.ReadAsStringAsync(Expect.Stop));
            Assert.True(none.StatusCode == HttpStatusCode.UnprocessableEntity, page);
            Assert.Matches("(?s)id=\"f-media\\[0\\]\\.file-wrong\".*?" + why, page);
            // What was typed is kept.
            Assert.Contains("value=\"Comes along\"", page, StringComparison.Ordinal);
        }

        using var recorded = await anna.PostFileAsync("/desk/stories/story/record/arrest", fields, "media[0].file", Photos.WithAll(red: 33));
        Assert.True(recorded.StatusCode == HttpStatusCode.Redirect, await recorded.Content.ReadAsStringAsync(Expect.Stop));
        var entry = await _service.GetAsync(recorded.Headers.Location!.ToString().Split('?')[0]["/desk".Length..]);
        Assert.Equal(("A square", "Agency One"), ((string?)entry["media"]![0]!["alt"], (string?)entry["media"]![0]!["credit"]));
        Assert.NotNull(Folder.Find(((string)entry["media"]![0]!["url"]!)["/pictures/".Length..]));
    }

    private async Task NotFoundAsync(string url)
    {
        using var answer = await _service.Public.GetAsync(url, Expect.Stop);
        await Expect.ProblemAsync(answer, HttpStatusCode.NotFound, "unknown-picture");
    }

    private async Task<JsonNode> UploadedAsync(byte[] file)
    {
        using var contributor = _service.Signed("contributor");
        using var answer = await SendAsync(contributor, file);
        var text = await answer.Content.ReadAsStringAsync(Expect.Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), "file", "../../photo.jpg" } };
        return await client.PostAsync("/pictures", form, Expect.Stop);
    }

    private async Task<string> RecordAsync(string url, bool draft = false, object? more = null)
    {
        var media = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(more ?? new { })!;
        (media["url"], media["alt"], media["credit"]) = (url, "A square", "Anna");
        return (await _service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "With a picture", draft, media = new[] { media } })).Id;
    }

    private Task EditAsync(string entry, string route, object? body = null) => _service.StoreAsync("story", entry, route, body, "*");

    private async Task TakeDownAsync(string entry, object asked)
    {
        var body = (JsonObject)System.Text.Json.JsonSerializer.SerializeToNode(asked)!;
        (body["grounds"], body["authority"], body["reference"]) = ("Injunction.", "A court", "1");
        await EditAsync(entry, "takedown", body);
    }
}
