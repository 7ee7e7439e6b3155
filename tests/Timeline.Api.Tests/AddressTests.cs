using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Timeline.Api.Http;
using Timeline.Testing;

namespace Timeline.Api.Tests;

/// <summary>Addresses: how they are spelled, how long they may be, and whose they name.</summary>
public sealed class AddressTests(SharedFirstStory shared) : IClassFixture<SharedFirstStory>
{
    private const string Story = "/stories/navalny-2021";
    private readonly TestService _service = shared.Service;

    [Theory]
    [InlineData("/timeline?limit=2")]
    [InlineData("/timeline?LIMIT=2&Order=desc")]
    [InlineData("/diff?FROM=1&limit=2")]
    public async Task The_next_page_is_the_same_however_parameters_are_spelled(string address)
    {
        var next = (string)(await _service.GetAsync(Story + address))["next"]!;
        Assert.Equal(next.ToLowerInvariant().Split('?')[1].Split('=')[0], next.Split('?')[1].Split('=')[0]);

        var capitals = string.Join('?', next.Split('?')[0], string.Join('&', next.Split('?')[1].Split('&')
            .Select(p => p.Split('=')[0].ToUpperInvariant() + "=" + p.Split('=')[1])));

        Assert.Equal((string?)(await _service.GetAsync(next))["next"], (string?)(await _service.GetAsync(capitals))["next"]);
        Assert.Single(((string)(await _service.GetAsync(capitals))["next"]!).Split("cursor=", StringSplitOptions.None)[1..]);
    }

    [Theory]
    [InlineData("/STORIES/story")]
    [InlineData("/Stories/story/")]
    public async Task An_address_that_leads_to_a_story_can_be_embedded(string path)
    {
        Assert.Equal(HttpStatusCode.OK, (await _service.Public.GetAsync(path, Expect.Stop)).StatusCode);
        Assert.Equal("rich", (string?)(await _service.GetAsync($"/oembed?url={Uri.EscapeDataString(new Uri(_service.Address, path).ToString())}"))["type"]);
    }

    [Fact]
    public async Task What_is_too_long_for_the_server_is_refused_with_a_sentence()
    {
        using var address = await _service.Public.GetAsync("/stories?q=" + new string('a', 9_000), Expect.Stop);
        await Expect.ProblemAsync(address, HttpStatusCode.RequestUriTooLong, "address-too-long");

        using var request = new HttpRequestMessage(HttpMethod.Get, "/stories") { Headers = { { "Cookie", new string('c', 40_000) } } };
        using var headers = await _service.Public.SendAsync(request, Expect.Stop);
        await Expect.ProblemAsync(headers, HttpStatusCode.RequestHeaderFieldsTooLarge, "headers-too-large");

        using var many = new HttpRequestMessage(HttpMethod.Get, "/stories");
        for (var i = 0; i < 120; i++)
            many.Headers.Add($"X-{i}", "1");
        using var refused = await _service.Public.SendAsync(many, Expect.Stop);
        await Expect.ProblemAsync(refused, HttpStatusCode.RequestHeaderFieldsTooLarge, "headers-too-large");
    }

    [Theory]
    [InlineData("/stories/nowhere", "de-CH, en;q=0.5", 404, "de", "Dieses Thema gibt es hier nicht.")]
    [InlineData("/stories/nowhere", "xx, *", 404, "en", "There is no such story here.")]
    [InlineData("/no/such/page", "fr", 404, "fr", "Il n’y a pas de page à cette adresse.")]
    [InlineData("/embed/nowhere", "ru", 404, "ru", "Такого сюжета здесь нет.")]
    [InlineData("/stories/russisch?cursor=x", "de", 400, "ru", "По этому адресу запрошено то, чего нет.")]
    [InlineData("/stories/russisch/nothing", "de", 404, "ru", "По этому адресу страницы нет.")]
    [InlineData("/stories/russisch/", "de", 200, "ru", "")]
    public async Task A_reader_at_a_browser_reads_a_sentence_for_readers_in_the_language_of_the_story(
        string address, string languages, int status, string language, string sentence)
    {
        if (await _service.Public.GetAsync("/stories/russisch", Expect.Stop) is { StatusCode: HttpStatusCode.NotFound })
            await _service.OpenAsync("russisch", "ru");
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
        request.Headers.TryAddWithoutValidation("Accept-Language", languages);
        using var answer = await _service.Public.SendAsync(request, Expect.Stop);

        var page = await answer.Content.ReadAsStringAsync(Expect.Stop);
        Assert.Equal((status, "text/html"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Contains($"<html lang=\"{language}", page, StringComparison.Ordinal);
        Assert.Contains(sentence, page, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /", page, StringComparison.Ordinal);
        // A program is told as ever.
        request.Dispose();
        using var data = await _service.Public.GetAsync(address, Expect.Stop);
        if (status == 404 && !address.StartsWith("/embed", StringComparison.Ordinal))
            Assert.Equal("application/problem+json", data.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Browsers_find_an_icon_where_they_look_for_one()
    {
        using var icon = await _service.Public.GetAsync("/favicon.ico", Expect.Stop);

        Assert.Equal((HttpStatusCode.OK, new MediaTypeHeaderValue("image/x-icon")), (icon.StatusCode, icon.Content.Headers.ContentType));
        Assert.Equal([0, 0, 1, 0], (await icon.Content.ReadAsByteArrayAsync(Expect.Stop))[..4]);
    }

    // In Development, too; and on every node whose answers a shared cache keeps under another name than it was asked by.
    [Theory]
    [InlineData("evil.example", "127.0.0.1:PORT")]
    [InlineData("127.0.0.1.evil.example:PORT", "127.0.0.1:PORT")]
    [InlineData("10.9.8.7:PORT", "127.0.0.1:PORT")]
    [InlineData("[2001:db8::1]:PORT", "127.0.0.1:PORT")]
    [InlineData("localhost:8080", "localhost:8080")]
    [InlineData("127.0.0.1:PORT", "127.0.0.1:PORT")]
    public async Task No_answer_names_a_host_that_only_its_reader_says_the_service_has(string host, string named)
    {
        var port = _service.Public.BaseAddress!.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        (host, named) = (host.Replace("PORT", port, StringComparison.Ordinal), named.Replace("PORT", port, StringComparison.Ordinal));
        foreach (var address in new[] { "/stories/story/timeline?limit=1", "/stories/story", "/stories/story/feed.atom", "/stories/story/timemap", "/stories", "/search?q=navalny", "/people", "/widget/story-timeline.json", "/swagger/v1/swagger.json", "/oembed?url=/stories/story" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address) { Headers = { Host = host } };
            using var answer = await _service.Public.SendAsync(request, Expect.Stop);

            var said = answer.Headers + await answer.Content.ReadAsStringAsync(Expect.Stop);
            if (host != named)
                Assert.DoesNotContain(host, said, StringComparison.Ordinal);
            if (address.EndsWith("/timemap", StringComparison.Ordinal))
                Assert.Contains($"http://{named}/stories/story", said, StringComparison.Ordinal);
        }
    }

    // Connections that no test can make by itself: over a socket of Unix, from elsewhere, from elsewhere through a proxy on this machine.
    [Theory]
    [InlineData("*", "localhost:8080", "127.0.0.1:5080", "127.0.0.1", "localhost:8080")]
    [InlineData("*", "[::1]:8080", "[::1]:5080", "::1", "[::1]:8080")]
    [InlineData("*", "localhost:8080", "[::ffff:127.0.0.1]:5080", "::ffff:127.0.0.1", "localhost:8080")]
    [InlineData("*", "localhost:8080", "192.0.2.1:5080", "198.51.100.7", "192.0.2.1:5080")]
    [InlineData("*", "localhost:8080", "127.0.0.1:5080", "198.51.100.7", "127.0.0.1:5080")]
    [InlineData("*", "localhost:8080", "", "", "localhost")]
    [InlineData("*", "localhost:99999", "127.0.0.1:5080", "127.0.0.1", "127.0.0.1:5080")]
    [InlineData("timeline.example", "timeline.example", "192.0.2.1:5080", "198.51.100.7", "timeline.example")]
    [InlineData("timeline.example", "timeline.example", "", "", "timeline.example")]
    [InlineData("timeline.example", "timeline.example:99999", "192.0.2.1:5080", "198.51.100.7", "192.0.2.1:5080")]
    [InlineData("timeline.example", "", "192.0.2.1:5080", "198.51.100.7", "192.0.2.1:5080")]
    public void A_host_is_taken_where_it_is_named_or_asked_for_from_this_machine_alone(
        string allowed, string host, string local, string remote, string named)
    {
        var address = new PublicAddress(new ConfigurationBuilder().AddInMemoryCollection([new("AllowedHosts", allowed)]).Build());
        var context = new DefaultHttpContext { Request = { Scheme = "http", Host = new(host) } };
        if (local.Length > 0)
        {
            var end = IPEndPoint.Parse(local);
            (context.Connection.LocalIpAddress, context.Connection.LocalPort, context.Connection.RemoteIpAddress) = (end.Address, end.Port, IPAddress.Parse(remote));
        }

        Assert.Equal($"http://{named}", address.Of(context.Request));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("PublicUrl", "https://timeline.example.org", false)]
    [InlineData("AllowedHosts", "127.0.0.1;timeline.example.org", false)]
    public async Task In_production_a_foreign_host_shapes_no_link_and_the_log_says_where_none_is_known(string name, string value, bool warned)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__Timeline"] = await TestCluster.NewDatabaseAsync(Expect.Stop),
            ["Auth__SigningKey"] = Convert.ToBase64String(new byte[32]),
        };
        if (name.Length > 0)
            settings[name] = value;
        await using var service = await ChildService.StartAsync(settings);
        using var reader = new HttpClient { BaseAddress = service.Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example", Accept = { new("text/html") } } };
        request.Headers.Add("X-Forwarded-Host", "evil.example");

        using var answer = await reader.SendAsync(request, Expect.Stop);

        Assert.Equal(warned, service.Said.Contains("set PublicUrl", StringComparison.Ordinal));
        Assert.DoesNotContain("evil.example", await answer.Content.ReadAsStringAsync(Expect.Stop), StringComparison.Ordinal);
        Assert.Equal(name == "AllowedHosts" ? HttpStatusCode.BadRequest : HttpStatusCode.OK, answer.StatusCode);
    }
}
