using System.Text.Json.Nodes;
using static Microsoft.Playwright.Assertions;

namespace Timeline.Api.Tests.Widget;

public sealed class WidgetSafetyTests(Browser browser)
{
    private const string Hostile =
        "<img src=x onerror=\"globalThis.harmed = true\"><script>globalThis.harmed = true</script>" +
        "\"'`${1}</article>&lt;b&gt;\u202Egnp\u0000";

    private static readonly string[] Moscow = ["Moscow"];

    [Fact]
    public async Task Hostile_text_in_every_field_stays_text()
    {
        await using var scene = await Scene.SetAsync();
        var id = await scene.RecordAsync("rallies", new
        {
            when = new { edtf = "2021-01-23" },
            headline = "Rally",
            planned = true,
            people = new[] { new { id = "a-person", name = "A Person", @as = "there", nativeName = "N" } },
            places = Moscow,
            claims = new[] { new { by = "Somebody", verb = "says", text = "So it is.", quote = "So!", via = "a friend" } },
            figures = new[] { new { value = 3, unit = "people", by = "Somebody", asOf = "2021-01-22" } },
            sources = new[] { new { outlet = "An outlet", title = "A title", url = "https://example.org/" } },
            media = new[] { new { url = "https://example.org/p.png", alt = "P", caption = "A caption", credit = "C" } },
        });
        await scene.CorrectAsync(id, "Wrong.", new { summary = "A summary" });
        await scene.EditAsync(id, "outcome", new { status = "moved", when = new { edtf = "2021-01-24" }, reason = "Later" });

        await scene.OpenAsync(browser, "past", before: page => page.RouteAsync("**/timeline?*", async route =>
        {
            var answer = await route.FetchAsync();
            var json = JsonNode.Parse(await answer.TextAsync())!;
            Poison(json);
            await route.FulfillAsync(new() { Response = answer, Body = json.ToJsonString() });
        }), title: "<img src=x");

        await Expect(scene.Entries).ToHaveCountAsync(1);
        await Expect(scene.Entries.Locator(".headline")).ToContainTextAsync("<img src=x onerror=");
        var harm = await scene.Widget.EvaluateAsync<string>(
            """
            w => JSON.stringify([globalThis.harmed ?? null,
              w.shadowRoot.querySelectorAll('script, [onerror], b b, img[src=x]').length,
              [...w.shadowRoot.querySelectorAll('a[href]')].filter(a => !/^https?:/.test(a.href.baseVal ?? a.href)).length,
              [...w.shadowRoot.querySelectorAll('img')].filter(i => !/^https?:/.test(i.src)).length])
            """);
        Assert.Equal("[null,0,0,0]", harm);
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task A_page_with_hostile_rules_does_not_change_how_it_looks()
    {
        const string rules =
            """
            <style>html { font-size: 60px } body * { all: unset !important; color: lime !important;
            font: bold 50px cursive !important; letter-spacing: 9px !important; text-transform: uppercase !important;
            line-height: .5 !important; opacity: .1 !important; filter: blur(3px) !important;
            transform: rotate(9deg) !important; display: inline !important; visibility: hidden !important;
            text-align: right !important; white-space: nowrap !important }
            article, div, h2, h3, h4, button { display: none !important }</style>
            """;
        var looks = new List<string>();
        foreach (var head in (string[])["", rules])
        {
            await using var scene = await Scene.SetAsync();
            await scene.RecordAsync("As it should look");
            await scene.OpenAsync(browser, head: head);
            await Expect(scene.Entries.Locator(".headline")).ToBeVisibleAsync();
            looks.Add(await scene.Widget.EvaluateAsync<string>(
                """
                w => JSON.stringify([w, ...w.shadowRoot.querySelectorAll('h2, article, .day, .headline, .kind, select')].map((e, i) => {
                  const s = getComputedStyle(e);
                  const own = [s.display, s.visibility, s.opacity, s.filter, s.transform];
                  return i === 0 ? own : [...own, s.color, s.fontSize, s.fontFamily, s.letterSpacing, s.textTransform,
                    s.lineHeight, s.whiteSpace, s.textAlign];
                }))
                """));
        }

        Assert.Equal(looks[0], looks[1]);
    }

    [Theory]
    [InlineData("default-src 'none'; script-src SERVICE; connect-src SERVICE; style-src 'none'; base-uri 'none'")]
    [InlineData("default-src 'none'; script-src SERVICE; connect-src SERVICE; require-trusted-types-for 'script'; trusted-types 'none'")]
    public async Task It_works_where_the_pages_policy_is_strict(string policy)
    {
        await using var scene = await Scene.SetAsync();
        await scene.OpenAsync(browser, "past", policy: policy);
        await scene.LiveAsync();
        var id = await scene.RecordAsync("Under a strict policy");

        await Expect(scene.Entry(id)).ToBeVisibleAsync();
        await Expect(scene.Entry(id)).ToHaveCSSAsync("position", "relative");
        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task It_loads_by_its_unchanging_address_with_its_digest()
    {
        await using var scene = await Scene.SetAsync();
        var tag = await scene.Service.GetAsync("/widget/story-timeline.json");
        var script = ((string)tag["markup"]!)
            .Replace(scene.Service.Address.ToString(), scene.Relay.Address.ToString());
        Assert.Contains("integrity=\"sha", script, StringComparison.Ordinal);

        await scene.OpenAsync(browser, head: script);

        Assert.Empty(scene.Errors);
    }

    [Fact]
    public async Task Its_content_shows_where_there_is_no_JavaScript()
    {
        await using var scene = await Scene.SetAsync();
        await using var site = await ForeignSite.StartAsync(
            "<!doctype html><story-timeline src=\"/\"><a href=\"/\">Read the timeline</a></story-timeline>", null);
        await using var context = await browser.NewContextAsync(new() { JavaScriptEnabled = false });
        var page = await context.NewPageAsync();
        await page.GotoAsync(site.Address);

        await Expect(page.GetByText("Read the timeline")).ToBeVisibleAsync();
    }

    [Theory]
    [InlineData("br", 16)]
    [InlineData("gzip", 17)]
    public async Task It_has_at_most_16_KB_as_it_is_sent_to_browsers_and_little_more_to_others(string encoding, int most)
    {
        await using var service = await TestService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/widget/story-timeline.js");
        request.Headers.Add("Accept-Encoding", encoding);
        using var answer = await service.Public.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        Assert.InRange((await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length, 1, most * 1024);
    }

    // Every text of the answer that is free text; what the service itself makes stays.
    private static void Poison(JsonNode node, string? name = null)
    {
        string[] kept =
        [
            "id", "kind", "edtf", "earliest", "latest", "status", "verb", "class", "recordedAt", "updatedAt", "at", "asOf",
            "language", "timeZone", "from", "to", "next",
        ];
        switch (node)
        {
            case JsonObject parts:
                foreach (var (key, value) in parts.ToArray())
                {
                    if (value is JsonValue text && text.TryGetValue<string>(out _) && !kept.Contains(key))
                        parts[key] = key == "url" ? "javascript:globalThis.harmed = true" : Hostile;
                    else if (value is not null)
                        Poison(value, key);
                }

                break;
            case JsonArray items:
                for (var i = 0; i < items.Count; i++)
                {
                    if (items[i] is JsonValue && name is "places")
                        items[i] = Hostile;
                    else if (items[i] is { } item)
                        Poison(item);
                }

                break;
        }
    }
}
