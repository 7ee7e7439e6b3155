using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Api.Tests.Live;

namespace Timeline.Api.Tests.Pages;

public sealed partial class StoryPageTests
{
    [Theory]
    [InlineData(Page.BrowsersAccept, true)]
    [InlineData("text/html", true)]
    [InlineData("text/html, application/json;q=0.9", true)]
    [InlineData("*/*", false)]
    [InlineData("", false)]
    [InlineData("application/json", false)]
    [InlineData("application/json, text/html;q=0.9", false)]
    [InlineData("text/html;q=0", false)]
    [InlineData("nonsense", false)]
    public async Task A_story_is_a_page_for_browsers_and_data_for_all_others(string accept, bool html)
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();

        var page = await Page.GetAsync(service, "/stories/story", accept);

        Assert.StartsWith(html ? "text/html" : "application/json", page.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("Accept", page.Headers["Vary"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_first_story_has_every_entry_with_its_claims_figures_quotes_and_credits()
    {
        await using var service = await TestService.StartAsync(plant: true);

        var page = await Page.GetAsync(service, "/stories/navalny-2021?background=true&by=happened");

        Assert.Equal(20, ArticleStart().Count(page.Html));
        Assert.Contains("<html lang=\"en\" dir=\"ltr\">", page.Html, StringComparison.Ordinal);
        Assert.Contains("<time datetime=\"2021-01-17\">17 January 2021</time>", page.Html, StringComparison.Ordinal);
        Assert.Contains("<span>17–22 January 2021</span></h2>", page.Html, StringComparison.Ordinal);
        Assert.Contains("once in this time", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("datetime=\"2021-01-17/", page.Html, StringComparison.Ordinal);
        Assert.Contains("<b>38</b>%", page.Html, StringComparison.Ordinal);
        var german = await Page.GetAsync(service, "/stories/navalny-2021?background=true&by=happened&lang=de");
        Assert.Contains("<html lang=\"de\" dir=\"ltr\">", german.Html, StringComparison.Ordinal);
        Assert.Equal(20, Regex.Count(german.Html, "<div class=\"what\" lang=\"en\">"));
        var arabic = await Page.GetAsync(service, "/stories/navalny-2021?lang=ar");
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", arabic.Html, StringComparison.Ordinal);
        Assert.Matches("<h1 lang=\"en\" dir=\"ltr\">.*<div class=\"what\" lang=\"en\" dir=\"ltr\">", arabic.Html.ReplaceLineEndings(" "));
        Assert.Contains("<time datetime=\"2021-01-17\">17. Januar 2021</time>", german.Html, StringComparison.Ordinal);
        Assert.Contains("?lang=de", german.Html, StringComparison.Ordinal);
        Assert.Contains("<cite>Roskomnadzor</cite>", page.Html, StringComparison.Ordinal);
        Assert.Contains("Sergei Bobylev/ITAR-TASS/imago images", page.Html, StringComparison.Ordinal);
        Assert.Contains("plan on hanging myself from the prison bars", page.Html, StringComparison.Ordinal);
        Assert.Contains("by Friday evening", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_the_first_story_needs_at_most_60_KB_with_all_that_it_loads()
    {
        await using var service = await TestService.StartAsync(plant: true);
        var page = await Page.GetAsync(service, "/stories/navalny-2021");
        var script = Loaded().Matches(page.Html).Select(m => m.Groups[1].Value).Single(a => a.EndsWith(".js", StringComparison.Ordinal));
        var module = Module().Match((await Page.GetAsync(service, script)).Html).Groups[1].Value;

        long bytes = 0;
        foreach (var address in Loaded().Matches(page.Html).Select(m => m.Groups[1].Value).Append("/widget/" + module).Append("/stories/navalny-2021"))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.TryAddWithoutValidation("Accept", Page.BrowsersAccept);
            request.Headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
            using var answer = await service.Public.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal((address, HttpStatusCode.OK), (address, answer.StatusCode));
            bytes += (await answer.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).Length;
        }

        Assert.InRange(bytes, 20_000, 60 * 1024);
    }

    [Fact]
    public async Task Hostile_text_in_every_field_is_only_text()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        const string evil = "</script><script>alert(1)</script><img src=x onerror=\"alert(1)\">'\"`${{7*7}}<!--";
        var (id, _) = await service.RecordAsync("statements", new
        {
            when = new { edtf = "2021-01-22", note = evil },
            headline = evil,
            summary = evil,
            people = new[] { new { id = "someone", name = evil, @as = evil, nativeName = evil } },
            places = new[] { evil },
            claims = new[] { new { by = evil, verb = "says", text = evil, quote = evil, via = evil } },
            figures = new[] { new { value = 1, unit = evil, by = evil } },
            sources = new[] { new { outlet = evil, title = evil, url = "https://example.org/?&quot;onclick=&quot;alert(1)" } },
            media = new[] { new { url = "https://example.org/a.jpg?&quot;onload=&quot;alert(1)", alt = evil, caption = evil, credit = evil } },
            speakers = new[] { evil },
            channel = evil,
            via = evil,
            quotes = new[] { new { text = evil + "2", original = evil } },
        });
        await Editing.CorrectAsync(service, id, evil + evil);

        foreach (var address in new[] { "/stories/story", "/embed/story", $"/stories/story/entries/{id}", $"/embed/story/{id}" })
        {
            var page = await Page.GetAsync(service, address);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            // Of scripts there is ours alone, of which a frame's page tells its height.
            Assert.DoesNotMatch("(?i)<script(?! type=\"module\" src=\"[^\"]*/widget/)", page.Markup);
            Assert.DoesNotContain("<img src=x", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("<!--", page.Html, StringComparison.Ordinal);
            // Encoded text has no quotation mark that could end an attribute and begin another.
            Assert.DoesNotMatch(Handler(), page.Markup);
            Assert.Contains("a.jpg?&amp;quot;onload=&amp;quot;alert(1)\"", page.Html, StringComparison.Ordinal);
            Assert.Contains("&lt;/script&gt;&lt;script&gt;alert(1)", page.Html, StringComparison.Ordinal);
        }

        var axis = await Past.Replies.ReadAsync(service, "/stories/story/overview", ("Accept", "image/svg+xml"));
        Assert.DoesNotContain("<script", axis.Text, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;/script&gt;", axis.Text, StringComparison.Ordinal);

        var blog = JsonNode.Parse((await Page.GetAsync(service, "/stories/story")).JsonLd)!;
        Assert.Equal(evil + evil, (string?)blog["liveBlogUpdate"]![0]!["headline"]);
    }

    [Fact]
    public async Task Machines_find_a_live_blog_of_what_stands_with_its_corrections()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (mended, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "A raly" });
        await Editing.CorrectAsync(service, mended, "A rally");
        var (withdrawn, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "Another" });
        await Editing.RetractAsync(service, withdrawn);

        var page = await Page.GetAsync(service, "/stories/story");

        var blog = JsonNode.Parse(page.JsonLd)!;
        Assert.Equal("https://schema.org", (string?)blog["@context"]);
        Assert.Equal("LiveBlogPosting", (string?)blog["@type"]);
        Assert.Equal($"{service.Address}stories/story", (string?)blog["url"]);
        Assert.Equal("The story story", (string?)blog["headline"]);
        Assert.Equal("2021-01-01T00:00:00+03:00", (string?)blog["coverageStartTime"]);
        // It goes on until an editor closes it, whatever its window says.
        Assert.Null(blog["coverageEndTime"]);
        Assert.Equal("Organization", (string?)blog["publisher"]!["@type"]);
        Assert.True(DateTimeOffset.TryParse((string?)blog["datePublished"], out _));
        var update = Assert.Single(blog["liveBlogUpdate"]!.AsArray())!;
        Assert.Equal("BlogPosting", (string?)update["@type"]);
        Assert.Equal("A rally", (string?)update["headline"]);
        Assert.Equal("A rally", (string?)update["articleBody"]);
        Assert.True((DateTimeOffset)update["datePublished"]! < (DateTimeOffset)update["dateModified"]!);
        Assert.EndsWith("/entries/" + mended, (string?)update["url"], StringComparison.Ordinal);
        Assert.Equal("The headline.", (string?)update["correction"]![0]!["text"]);
        Assert.Contains($"<article id=\"{withdrawn}\" class=\"entry retracted\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("It was wrong.", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Another", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_moved_is_still_planned_and_says_for_when_it_was()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (id, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally", planned = true, scheduled = "2021-01-23" });
        Assert.DoesNotContain("Scheduled for", (await Page.GetAsync(service, "/stories/story")).Html, StringComparison.Ordinal);
        await Editing.PostAsync(service, id, "outcome", new { status = "moved", when = new { edtf = "2021-01-24" }, reason = "Not allowed." });

        var page = await Page.GetAsync(service, "/stories/story");

        Assert.Contains("class=\"entry planned moved\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("Moved: Not allowed. Planned before: 23 January 2021", Tag().Replace(page.Html, ""), StringComparison.Ordinal);
        // It would read as if it still were.
        Assert.DoesNotContain("Scheduled for", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_is_cheap_to_ask_for_again_and_new_as_soon_as_the_story_changes()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var before = await Page.GetAsync(service, "/stories/story");

        using (var request = new HttpRequestMessage(HttpMethod.Get, "/stories/story"))
        {
            request.Headers.TryAddWithoutValidation("Accept", "text/html");
            request.Headers.TryAddWithoutValidation("If-None-Match", before.Headers["ETag"]);
            using var again = await service.Public.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        }

        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "A rally" });
        var after = await Page.GetAsync(service, "/stories/story");
        Assert.NotEqual(before.Headers["ETag"], after.Headers["ETag"]);
        Assert.Contains("A rally", after.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_there_is_not_is_missing_also_for_who_has_any_page()
    {
        await using var service = await TestService.StartAsync();

        var answer = await Past.Replies.ReadAsync(service, "/stories/none", ("Accept", Page.BrowsersAccept), ("If-None-Match", "*"));

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("<html", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_says_itself_what_it_has_to_say_in_the_language_of_its_story()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync("ru", "ru");
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-17" }, headline = "Арест" }, "ru");
        await service.OpenAsync("ar", "ar");

        var russian = await Page.GetAsync(service, "/stories/ru");
        Assert.Contains("<html lang=\"ru\" dir=\"ltr\">", russian.Html, StringComparison.Ordinal);
        Assert.Contains("17 января 2021", russian.Html, StringComparison.Ordinal);
        Assert.Contains("Искать в сюжете", russian.Html, StringComparison.Ordinal);
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", (await Page.GetAsync(service, "/stories/ar")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_person_without_a_description_has_none_on_their_page()
    {
        await using var service = await TestService.StartAsync();
        await service.RegisterAsync("mara-tolven", "Mara Tolven");
        Assert.DoesNotContain("standfirst", (await Page.GetAsync(service, "/people/mara-tolven")).Html, StringComparison.Ordinal);

        using var described = await service.Editor.PutAsJsonAsync("/people/ira-holt", new { name = "Ira Holt", visibility = "public", description = "A minister" }, Expect.Stop);

        Assert.Contains("<p class=\"standfirst\">A minister</p>", (await Page.GetAsync(service, "/people/ira-holt")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_heading_of_the_corrections_says_which_entry_it_is_about()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        foreach (var (plural, day) in new[] { ("arrests", 17), ("arrests", 18), ("rallies", 18) })
        {
            var (id, _) = await service.RecordAsync(plural, new { when = new { edtf = $"2021-01-{day}" }, headline = "SECRET" });
            await Past.Editing.StoreAsync(service, "story", id, "retraction", new { reason = "Wrong." });
        }

        var (gone, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "SECRET" });
        await Past.Editing.CorrectAsync(service, "story", gone, new { headline = "SECRET, too" });
        await Past.Editing.StoreAsync(service, "story", gone, "takedown", new { form = "remove", grounds = "Injunction", authority = "A court", reference = "1/26", @public = "editorial" });

        var page = await Page.GetAsync(service, "/stories/story/corrections");

        Assert.Equal(
            ["Arrest, 19 January 2021: Removed by the editors", "Rally, 18 January 2021", "Arrest, 18 January 2021", "Arrest, 17 January 2021"],
            CorrectionHeading().Matches(page.Html).Select(m => Tag().Replace(m.Groups[1].Value, "").Trim()));
        Assert.DoesNotContain("SECRET", page.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_put_right_is_linked_also_where_it_is_a_reply_alone()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (id, _) = await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-19" }, headline = "An arrest" });
        await Past.Editing.StoreAsync(service, "story", id, "replies", new { by = "Ann Lee", text = "It was not so.", basis = "Press law" });

        Assert.Matches("/corrections\" lang=\"en\">Corrections</a>", (await Page.GetAsync(service, "/stories/story")).Html);
    }

    [Fact]
    public async Task A_long_story_comes_in_pages_that_have_each_entry_once()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        for (var i = 0; i < 61; i++)
            await service.RecordAsync("rallies", new { when = new { edtf = $"2021-01-{1 + (i % 31):00}" }, headline = $"Rally {i}" });

        var first = await Page.GetAsync(service, "/stories/story");
        var next = WebUtility.HtmlDecode(NextLink().Match(first.Html).Groups[1].Value);
        var second = await Page.GetAsync(service, next);

        Assert.Equal(50, ArticleStart().Count(first.Html));
        Assert.Equal(11, ArticleStart().Count(second.Html));
        Assert.Equal(61, ArticleStart().Matches(first.Html + second.Html).Select(m => m.Groups[1].Value).Distinct().Count());
        Assert.DoesNotMatch(NextLink(), second.Html);
        // And back, and to the end, and to a day.
        Assert.Equal(Ids(first), Ids(await Page.GetAsync(service, WebUtility.HtmlDecode(PreviousLink().Match(second.Html).Groups[1].Value))));
        Assert.Equal(50, Ids(await Page.GetAsync(service, WebUtility.HtmlDecode(LastLink().Match(first.Html).Groups[1].Value))).Length);
        var day = await Page.GetAsync(service, "/stories/story?by=happened&day=2021-01-31");
        Assert.Equal(1, ArticleStart().Count(day.Html));
        Assert.Matches(PreviousLink(), day.Html);
        Assert.Equal(61, ArticleStart().Count((await Page.GetAsync(service, "/stories/story?whole=true")).Html));

        static string[] Ids(Page page) => [.. ArticleStart().Matches(page.Html).Select(m => m.Groups[1].Value)];
    }

    [Theory]
    [InlineData("", "late a b # 1 2")]
    [InlineData("?by=happened", "a b late # 1 2")]
    [InlineData("?by=happened&order=desc", "late b a # 2 1")]
    [InlineData("?by=happened&before=end", "a b late # 1 2")]
    [InlineData("?by=happened&day=2021-03-02", "# 2")]
    [InlineData("?by=happened&day=2021-04", "late # 1 2")]
    public async Task What_came_after_the_window_stands_last_under_its_own_heading(string query, string expected)
    {
        await using var service = await TestService.StartAsync();
        await PagingTests.OpenWindowAsync(service, "story");

        var page = await Page.GetAsync(service, $"/stories/story{query}");

        var seen = HeadlineOrPart().Matches(page.Html[page.Html.IndexOf("<main", StringComparison.Ordinal)..]).Select(m => m.Groups[1].Success ? m.Groups[1].Value : "#");
        Assert.Equal(expected, string.Join(' ', seen));
        Assert.Equal(AnyId().Count(page.Html), AnyId().Matches(page.Html).DistinctBy(m => m.Value).Count());
    }

    [Fact]
    public async Task What_is_planned_or_called_off_is_nowhere_said_to_have_happened()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var plan = await service.RecordAsync("meetings", new { when = new { edtf = "2021-01-22" }, headline = "They meet", planned = true });
        Assert.Contains("<p>planned for 22 January 2021</p>", (await Page.GetAsync(service, "/stories/story")).Html, StringComparison.Ordinal);

        await StoryEditing.StoreAsync(service, "story", $"entries/{plan.Id}/outcome", new { status = "postponed" });

        Assert.Contains("<p>Planned before: 22 January 2021</p>", (await Page.GetAsync(service, "/stories/story")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_past_can_be_read_as_a_page()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (id, _) = await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "As it was" });
        await Editing.CorrectAsync(service, id, "As it is");

        Assert.Contains("As it was", (await Page.GetAsync(service, "/stories/story?asOf=2")).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("As it was", (await Page.GetAsync(service, "/stories/story")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_public_may_not_see_is_on_no_page()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var empty = await Page.GetAsync(service, "/stories/story");
        await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-22" }, headline = "SECRET", draft = true });

        Assert.Equal(empty.Html, (await Page.GetAsync(service, "/stories/story")).Html);
        Assert.DoesNotContain("SECRET", (await Page.GetAsync(service, "/embed/story")).Html, StringComparison.Ordinal);
    }

    [GeneratedRegex("<h3 [^>]*><a [^>]*>([^<]+)</a>|<h2 class=\"part\"")]
    private static partial Regex HeadlineOrPart();

    [GeneratedRegex(" id=\"[^\"]+\"")]
    private static partial Regex AnyId();

    [GeneratedRegex("(?s)<h2>(.*?)</h2>")]
    private static partial Regex CorrectionHeading();

    [GeneratedRegex("<[^>]+>")]
    private static partial Regex Tag();

    [GeneratedRegex("(?:src|rel=\"stylesheet\" href|rel=\"icon\" href)=\"(/pages/[^\"]+)\"")]
    private static partial Regex Loaded();

    [GeneratedRegex("widget/(story-timeline\\.[0-9a-f]+\\.js)")]
    private static partial Regex Module();

    [GeneratedRegex("<article id=\"([^\"]+)\"")]
    private static partial Regex ArticleStart();

    [GeneratedRegex("<a rel=\"prev\" href=\"([^\"]+)\"")]
    private static partial Regex PreviousLink();

    [GeneratedRegex("<a rel=\"last\" href=\"([^\"]+)\"")]
    private static partial Regex LastLink();

    [GeneratedRegex("<a rel=\"next\" href=\"([^\"]+)\"")]
    private static partial Regex NextLink();

    [GeneratedRegex("<[^>]*\\son\\w+\\s*=\\s*[\"']", RegexOptions.IgnoreCase)]
    private static partial Regex Handler();
}
