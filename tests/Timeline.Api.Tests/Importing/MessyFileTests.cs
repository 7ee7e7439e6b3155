using System.Text;
using Timeline.Cli.Frame;
using Timeline.Cli.Importing;

namespace Timeline.Api.Tests.Importing;

/// <summary>Files as they come: saved by Excel or Outlook, pasted together, cut off. Without any service.</summary>
public sealed class MessyFileTests
{
    private const string Line = "Müller: „ja“, это всё";

    private static List<Found> Read(string format, string text) => [.. Importers.All.Single(i => i.Name == format).Read(text)];

    private static byte[] In(string encoding, string text)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var known = Encoding.GetEncoding(encoding);
        return [.. encoding.StartsWith("utf-", StringComparison.Ordinal) ? known.GetPreamble() : [], .. known.GetBytes(text)];
    }

    [Theory]
    [InlineData("utf-8", null, Line)]
    [InlineData("utf-16", null, Line)]
    [InlineData("windows-1252", null, "Müller: „ja“")]
    [InlineData("windows-1251", "windows-1251", "это всё: „да“")]
    [InlineData("windows-1251", null, """<?xml version="1.0" encoding="windows-1251"?><rss>это всё</rss>""")]
    [InlineData("utf-8", "utf-8", Line)]
    [InlineData("us-ascii", null, """<?xml version="1.0" encoding="utf-16"?><rss>As .NET writes it</rss>""")]
    public void A_file_is_read_in_its_own_encoding_and_told_of_where_that_is_guessed(string encoding, string? said, string text)
    {
        var read = ForeignText.Of(In(encoding, text), said);

        Assert.Equal(text, read.Text);
        Assert.Equal(encoding == "windows-1252", read.Caution is not null);
    }

    [Fact]
    public void A_file_that_is_not_in_the_encoding_that_is_said_is_refused()
    {
        Assert.Contains("--encoding", Assert.Throws<FailedException>(() => ForeignText.Of(In("windows-1252", "Müller"), "utf-8")).Message, StringComparison.Ordinal);
        Assert.Contains("--encoding", Assert.Throws<FailedException>(() => ForeignText.Of([0xEF, 0xBB, 0xBF, .. In("windows-1252", "Müller")], null)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no encoding 'klingon'", Assert.Throws<FailedException>(() => ForeignText.Of([], "klingon")).Message, StringComparison.Ordinal);
        Assert.Contains("There is no encoding 'utf-7'", Assert.Throws<FailedException>(() => ForeignText.Of([], "utf-7")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("when,headline\n2021-01-17,\"Not closed\n2021-01-18,Two\n2021-01-19,Three\n", "in line 2 before '\"Not closed 2021-01-18,Two")]
    [InlineData("when,headline,when\n2021-01-17,One,2021-01-18\n", "'when' twice")]
    public void A_spreadsheet_that_would_lose_what_it_says_is_refused(string text, string why) =>
        Assert.Contains(why, Assert.Throws<FormatException>(() => Read("csv", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(';')]
    [InlineData('|')]
    public void What_Excel_writes_before_a_spreadsheet_and_a_quotation_mark_within_a_field_are_read(char mark)
    {
        var found = Read("csv", "sep=;\r\nwhen;headline\r\n2021-01-17;A pipe of 5\" bursts\r\n2021-01-18;\"Says \"\"no\"\"; leaves\"\r\n".Replace(';', mark));

        Assert.Equal(["A pipe of 5\" bursts", $"Says \"no\"{mark} leaves"], found.Select(f => f.Name));
    }

    [Fact]
    public void Columns_of_one_name_that_are_nobodys_are_left_out()
    {
        var found = Assert.Single(Read("csv", "when,headline,note by,Note by\n2021-01-17,One,Anna,Otto\n"));

        Assert.Contains("'noteby'", Assert.Single(found.Lost), StringComparison.Ordinal);
    }

    // Outlook's own zones have names that nobody else knows, or that merely contain one.
    [Theory]
    [InlineData("Customized Time Zone", "2021-07-05T10:00+05:30")]
    [InlineData("Own Zone With Summer", "2021-07-05T10:00+02:00")]
    [InlineData("Own Zone Whose Summer Ended", "2021-07-05T10:00+03:00")]
    [InlineData("Own Zone Of Three Summers", "2021-07-05T10:00+03:00")]
    [InlineData("Own Zone Of Every Second", "2021-07-05T10:00")]
    [InlineData("W. Europe Standard Time", "2021-07-05T10:00+02:00")]
    [InlineData("/citadel.org/20211207_1/Europe/Berlin", "2021-07-05T10:00+02:00")]
    [InlineData("(UTC+01:00) Amsterdam, Berlin, Bern, Rome, Stockholm, Vienna", "2021-07-05T10:00")]
    public void A_calendars_time_has_the_offset_of_its_zone_or_is_the_storys_own(string zone, string when)
    {
        var found = Assert.Single(Read("ics", $"""
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VTIMEZONE
            TZID:Customized Time Zone
            BEGIN:STANDARD
            DTSTART:16010101T000000
            TZOFFSETFROM:+0530
            TZOFFSETTO:+0530
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VTIMEZONE
            TZID:Own Zone With Summer
            BEGIN:STANDARD
            DTSTART:16011028T030000
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:16010325T020000
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
            TZOFFSETFROM:+0100
            TZOFFSETTO:+0200
            END:DAYLIGHT
            END:VTIMEZONE
            BEGIN:VTIMEZONE
            TZID:Own Zone Whose Summer Ended
            BEGIN:STANDARD
            DTSTART:19961027T030000
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10;UNTIL=20141025T220000Z
            TZOFFSETFROM:+0400
            TZOFFSETTO:+0300
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:19930328T020000
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;UNTIL=20100328T000000Z
            TZOFFSETFROM:+0300
            TZOFFSETTO:+0400
            END:DAYLIGHT
            END:VTIMEZONE
            BEGIN:VTIMEZONE
            TZID:Own Zone Of Three Summers
            BEGIN:STANDARD
            DTSTART:20100901T030000
            RRULE:FREQ=YEARLY;BYMONTH=9;BYMONTHDAY=1;COUNT=3
            TZOFFSETFROM:+0400
            TZOFFSETTO:+0300
            END:STANDARD
            BEGIN:DAYLIGHT
            DTSTART:20100328T020000
            RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3;COUNT=3
            TZOFFSETFROM:+0300
            TZOFFSETTO:+0400
            END:DAYLIGHT
            END:VTIMEZONE
            BEGIN:VTIMEZONE
            TZID:Own Zone Of Every Second
            BEGIN:STANDARD
            DTSTART:19700101T000000
            RRULE:FREQ=SECONDLY
            TZOFFSETFROM:+0300
            TZOFFSETTO:+0300
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:1
            DTSTART;TZID="{zone}":20210705T100000
            SUMMARY:Hearing
            END:VEVENT
            END:VCALENDAR
            """.ReplaceLineEndings("\r\n") + "\r\n"));

        Assert.Equal(when, (string?)found.Body["when"]!["edtf"]);
        Assert.Equal(when.Length == 16, found.Lost.Any(l => l.StartsWith("Nobody knows the time zone", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("RRULE:FREQ=SOMETIMES", 9, 1)]
    [InlineData("DTEND;TZID=Europe/Moscow:20210132T250000", 9, 1)]
    [InlineData("RRULE:FREQ=DAILY;COUNT=2", null, 3)]
    public void An_event_that_cannot_be_read_is_refused_by_its_line_and_not_its_calendar(string odd, int? line, int others)
    {
        var found = Read("ics", $"""
            BEGIN:VCALENDAR
            VERSION:2.0
            X-WR-CALNAME:Courts
            BEGIN:VEVENT
            UID:1
            DTSTART:20210202T080000Z
            SUMMARY:Hearing
            END:VEVENT
            BEGIN:VEVENT
            UID:2
            DTSTART:20210203T080000Z
            SUMMARY;LANGUAGE=en:Another: hearing
            {odd}
            END:VEVENT
            END:VCALENDAR
            """);

        Assert.Equal(others, found.Count(f => f.Refused is null));
        Assert.Equal(line, found.SingleOrDefault(f => f.Refused is not null)?.Line);
        Assert.All(found.Where(f => f.Refused is not null), f => Assert.Equal(("2", "Another: hearing"), (f.Id, f.Name)));
        Assert.All(found.Where(f => f.Refused is not null), f => Assert.DoesNotContain("Parameter", f.Refused, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("RRULE:FREQ=DAILY;COUNT=3", "20210203T080000Z", "DTEND:20210132T250000Z")]
    [InlineData("RRULE:FREQ=DAILY;COUNT=3", "20210232T080000Z", "STATUS:CANCELLED")]
    [InlineData("RRULE:FREQ=SOMETIMES", "20210203T080000Z", "STATUS:CANCELLED")]
    public void Of_what_comes_again_nothing_is_taken_where_one_of_its_events_cannot_be_read(string rule, string day, string moved)
    {
        var found = Read("ics", $"""
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:trial-of-a-name-that-is-so-long-that-it-goes-on-in-the-next-line\,
             -as-lines-do
            DTSTART:20210202T080000Z
            SUMMARY:Hearing
            {rule}
            END:VEVENT
            BEGIN:VEVENT
            UID:trial-of-a-name-that-is-so-long-that-it-goes-on-in-the-next-line\,
             -as-lines-do
            RECURRENCE-ID:{day}
            DTSTART:20210204T080000Z
            {moved}
            SUMMARY:Hearing\, moved
            END:VEVENT
            BEGIN:VEVENT
            UID:other
            DTSTART:20210202T080000Z
            SUMMARY:Another
            END:VEVENT
            END:VCALENDAR
            """);

        Assert.Equal([("other", false), ("trial-of-a-name-that-is-so-long-that-it-goes-on-in-the-next-line,-as-lines-do", true)], found.Select(f => (f.Id, f.Refused is not null)));
        Assert.Equal(["What else the file has of its UID is left out with it."], found[1].Lost);
    }

    [Theory]
    [InlineData("He left [sic] with [the mayor].", "He left [sic] with [the mayor].")]
    [InlineData("[gallery ids=\"1,2\"]Text[caption id=\"a\"] within[/caption][contact-form-7]", "Text within")]
    [InlineData("A\u000b pasted\u0003 text", "A pasted text")]
    public void What_editors_write_in_brackets_stays_and_WordPresss_own_goes(string content, string text)
    {
        var found = Assert.Single(Read("wordpress", $"""
            <rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Daily</title>
            <wp:wxr_version>1.2</wp:wxr_version><item><title>One</title><guid>1</guid><content:encoded><![CDATA[{content}]]></content:encoded>
            <wp:post_date>2021-01-17 21:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
            """));

        Assert.Equal(text, (string?)found.Body["summary"]);
    }

    [Fact]
    public void What_no_true_timeline_has_is_refused_before_it_takes_minutes() => Assert.Contains(
        "nested deeper", Assert.Throws<FormatException>(() => Read("wordpress", "<rss>" + string.Concat(Enumerable.Repeat("<a>", 300_000)))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("csv", "when,headline\n2021,{0}\n2021-01-18,Two\n")]
    [InlineData("timelinejs", """{{"events": [{{"start_date": {{"year": 2021}}, "text": {{"text": "{0}"}}}}, {{"start_date": {{"year": 2021}}, "text": {{"headline": "Two"}}}}]}}""")]
    public void A_text_that_no_entry_has_costs_its_own_entry_and_not_the_file(string format, string file)
    {
        var found = Read(format, string.Format(System.Globalization.CultureInfo.InvariantCulture, file, new string('a', 11_000_000)));

        Assert.Contains("11,000,000 characters", found[0].Refused, StringComparison.Ordinal);
        Assert.Equal(["Two"], found.Where(f => f is { Refused: null, LeftOut: null }).Select(f => f.Name));
    }

    // Some entries might be in what is not read.
    [Theory]
    [InlineData("timelinejs", """{"events": [], "events": []}""", "'events'")]
    [InlineData("timelinejs", """{"events": [{"text": {"headline": "One"}}], "scale": {"a": 1, "a": 2}}""", "'scale.a'")]
    [InlineData("liveblog", """{"_items": [], "_items": [{"groups": []}]}""", "'_items'")]
    [InlineData("ninjs", "{\"uri\": \"urn:1\"}\n{\"data\": {\"uri\": \"urn:2\"}, \"data\": {\"uri\": \"urn:3\"}}\n", "'data' twice, again in line 2")]
    public void A_file_that_says_one_thing_twice_around_its_entries_is_refused_by_where(string format, string text, string where) =>
        Assert.Contains(where, Assert.Throws<FormatException>(() => Read(format, text)).Message, StringComparison.Ordinal);

    // Nobody knows which of the two is meant.
    [Theory]
    [InlineData("timelinejs", """{"events": [{"text": {"headline": "One", "headline": {"a": ["Three"]}}, "start_date": {"year": 2021}}, """
        + """{"text": {"headline": "Two"}, "start_date": {"year": 2021}}]}""", "events[0].text.headline' twice, again in line 1")]
    [InlineData("timelinejs", """{"eras": [{"text": {"headline": "One"}, "start_date": {"year": 2021, "year": 2022}}]"""
        + """, "events": [{"text": {"headline": "Two"}, "start_date": {"year": 2021}}]}""", "eras[0].start_date.year' twice")]
    [InlineData("liveblog", """{"_items": [{"guid": "1", "headline": "One", "groups": [], "tags": [["a", {"b": 1, "b": 2}]], "published_date": "2021-01-17"}, """
        + """{"guid": "2", "headline": "Two", "groups": [], "published_date": "2021-01-17"}]}""", "_items[0].tags[0][1].b' twice")]
    [InlineData("ninjs", """{"uri": "urn:2", "headline": "Two", "firstcreated": "2021-01-17"}""" + "\n"
        + """{"uri": "urn:1", "headline": "One", "firstcreated": "2021-01-17", "uri": "urn:3"}""" + "\n", "'uri' twice, again in line 2")]
    public void An_entry_that_says_one_thing_twice_is_refused_by_where_and_not_its_file(string format, string text, string where)
    {
        var found = Read(format, text);

        var refused = Assert.Single(found, f => f.Refused is not null);
        Assert.Equal("One", refused.Name);
        Assert.Contains(where, refused.Refused, StringComparison.Ordinal);
        Assert.Equal(["Two"], found.Where(f => f is { Refused: null, LeftOut: null }).Select(f => f.Name));
    }

    [Theory]
    [InlineData("timelinejs", """{"events": [{"unique_id": "1", "text": {"headline": "a\ud83d b"}, "start_date": {"year": 2021}}, """
        + """{"unique_id": "2", "text": {"headline": "\\ud83d \ud83d\ude00"}, "start_date": {"year": 2021}}], "scale": "\ud83d"}""",
        "'events[0].text.headline' in line 1", "a b", "\\ud83d \ud83d\ude00")]
    [InlineData("timelinejs", """{"events": [{"text": {"headline": "One", "\udc00": [{"a": 1}], "\ud800": "a"}, "start_date": {"year": 2021}}, """
        + "\n" + """{"text": {"headline": "Two"}, "start_date": {"year": 2021}}]}""", "a name in 'events[0].text' in line 1", "One", "Two")]
    [InlineData("ninjs", """{"uri": "urn:1", "headline": "One", "firstcreated": "2021-01-17"}""" + "\r\n" + """{"uri": "urn:\ud83d\ud83d\ude00", "headline": "Two"}""" + "\n",
        "'uri' in line 2", "Two", "One")]
    [InlineData("liveblog", """{"_items": [{"guid": "1", "headline": "One", "groups": [], "tags": [["a", "\ud83d\ud83d"]], "published_date": "2021-01-17"}, """
        + """{"guid": "2", "headline": "Two", "groups": [], "published_date": "2021-01-17"}]}""", "'_items[0].tags[0][1]' in line 1", "One", "Two")]
    public void Half_a_pair_of_surrogates_costs_its_own_entry_and_not_the_file(string format, string text, string where, string name, string other)
    {
        var found = Read(format, text);

        var refused = Assert.Single(found, f => f.Refused is not null);
        Assert.Equal((name, $"In {where} stands half a character: of two escapes from \\ud800 to \\udfff one is missing."), (refused.Name, refused.Refused));
        Assert.Equal([other], found.Where(f => f is { Refused: null, LeftOut: null }).Select(f => f.Name));
    }

    [Theory]
    [InlineData("csv", "id,when,headline,people\n{0},2021-01-17,\"\u00a0One \",\" Ada ; Otto\u00a0\"\n", "One")]
    [InlineData("timelinejs", "Unique ID,Year,Headline,Group\n{0},2021,\" One\u00a0\",\"Courts \"\n", "One")]
    public void Blanks_around_what_stands_in_a_spreadsheet_are_no_part_of_it(string format, string sheet, string name)
    {
        foreach (var id in new[] { "trial", " trial ", "\" trial \"", "\u00a0trial", "\"trial\t\"", "\"\ntrial\"" })
        {
            var found = Assert.Single(Read(format, string.Format(System.Globalization.CultureInfo.InvariantCulture, sheet, id)));

            Assert.Equal(("trial", name), (found.Id, found.Name));
        }
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"year\"")]
    [InlineData(" [{\"events\": []}]")]
    [InlineData("// nothing\n{}")]
    public void JSON_that_is_no_timeline_of_TimelineJS_is_told_to_be_none(string text) =>
        Assert.Contains("no timeline of TimelineJS", Assert.Throws<FormatException>(() => Read("timelinejs", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("month,headline\n1,One\n")]
    [InlineData("\"month\"\t\"headline\"\n\"1\"\t\"One\"\n")]
    [InlineData("")]
    public void A_spreadsheet_without_a_year_is_told_that_it_lacks_it(string text) =>
        Assert.Contains("no column 'year'", Assert.Throws<FormatException>(() => Read("timelinejs", text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("timelinejs", """{"events": [{"start_date": {"year": 2021}, "text": {"headline": "One"},},], /* no more */}""")]
    [InlineData("ninjs", """{"uri": "urn:1", "headline": "One",} // no more""")]
    public void Commas_and_comments_that_people_leave_in_JSON_are_passed_over(string format, string text) => Assert.Equal(["One"], Read(format, text).Select(f => f.Name));

    [Fact]
    public void HTML_that_is_nested_without_end_gives_its_words_at_once()
    {
        var found = Assert.Single(Read("timelinejs", $$$"""
            {"events": [{"start_date": {"year": 2021}, "text": {"headline": "One", "text": "{{{string.Concat(Enumerable.Repeat("<div>", 100_000))}}}Words &amp; more</div>"}}]}
            """));

        Assert.Equal("Words & more", (string?)found.Body["summary"]);
        Assert.Empty(found.Lost);
    }

    // A browser opens each of many marks anew in every paragraph, and looks through a figure for each of its captions.
    [Theory]
    [InlineData("<p>", "<b a{0}>", 400, "</p>", "<p>x", 8_000, "", "x")]
    [InlineData("<figure>", "<figcaption>{0}", 30_000, "", "<img src='https://x.example/a.png'>", 1, "</figure>Words", "Words")]
    [InlineData("<figure>", "<figure>", 10_000, "<img src='https://x.example/a.png'>", "<figcaption>a</figcaption>", 10_000, "Words", "Words")]
    [InlineData("", "<a href='https://x.example/{0}'>1</a>", 40_000, "", "", 0, "", "(https://x.example/39999)")]
    [InlineData("<p>", "[b{0} ", 200_000, "", "", 0, "", "[b199999")]
    [InlineData("", "<img src='https://x.example/{0}.png' alt='a'>", 40_000, "", "", 0, "Words", "Words")]
    [InlineData("", "<img src='{0}.png'>", 40_000, "", "", 0, "Words", "Words")]
    public void HTML_takes_no_more_room_and_time_than_it_has_characters(string before, string one, int times, string between, string another, int more, string after, string end)
    {
        var html = before + string.Concat(Enumerable.Range(0, times).Select(i => string.Format(System.Globalization.CultureInfo.InvariantCulture, one, i)))
            + between + string.Concat(Enumerable.Repeat(another, more)) + after;
        var (watch, allocated) = (System.Diagnostics.Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());

        var found = Assert.Single(Read("wordpress", $"""
            <rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Daily</title>
            <wp:wxr_version>1.2</wp:wxr_version><item><title>One</title><guid>1</guid><content:encoded><![CDATA[{html}]]></content:encoded>
            <wp:post_date>2021-01-17 21:00:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>
            """));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - allocated, 0, 200_000_000);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.EndsWith(end, PlainText.Of(html).Text, StringComparison.Ordinal);
        Assert.NotNull(found.Body["headline"]);
    }

    [Theory]
    [InlineData("<figure><img src=a alt=b><figcaption>By <a href='//x.example'>her</a></figcaption></figure>On", "On", "By her")]
    [InlineData("Then<figure><figcaption>Above</figcaption><div><img src=a></div></figure>On", "Then\nOn", "Above")]
    [InlineData("<figure><img src=a><img src=b><figcaption>Both</figcaption></figure>On", "Both\nOn", "", "")]
    [InlineData("<figure><figure><img src=a><figcaption>One</figcaption></figure><figure><img src=b></figure><figcaption>All</figcaption></figure>On", "All\nOn", "One", "")]
    [InlineData("<p>One<p>Two<script>if (a < b) alert('<p>')</script><li>Three<iframe src=a />Four", "One\n\nTwo\n- ThreeFour")]
    [InlineData("<title>Mail</title><pre>a\n  <b>b</b>\n c</pre><template>not <b>this</b></template>", "a\nb\nc")]
    public void HTML_is_read_as_it_shows_also_where_it_is_not_closed(string html, string text, params string[] captions)
    {
        var read = PlainText.Of(html);

        Assert.Equal(text, read.Text);
        Assert.Equal(captions, read.Pictures.Select(p => p.Caption));
    }

    [Fact]
    public void Of_several_versions_of_an_item_the_last_counts()
    {
        var found = Read("ninjs", """
            [{"uri":"urn:1","version":"2","headline":"Two","versioncreated":"2021-01-18T10:00:00Z"},
             {"uri":"urn:1","version":"1","headline":"One","versioncreated":"2021-01-17T10:00:00Z"}]
            """);

        Assert.Equal(["Two"], found.Where(f => f.LeftOut is null).Select(f => f.Name));
        Assert.Contains("later version", found[1].LeftOut, StringComparison.Ordinal);
    }
}
