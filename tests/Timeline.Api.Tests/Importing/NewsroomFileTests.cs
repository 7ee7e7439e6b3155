using Timeline.Cli.Importing;

namespace Timeline.Api.Tests.Importing;

/// <summary>What newsrooms' tools make of what was typed into them. Without any service.</summary>
public sealed class NewsroomFileTests
{
    private static List<Found> Read(string format, string text) => [.. Importers.All.Single(i => i.Name == format).Read(text)];

    private static string? When(Found found) => (string?)found.Body["when"]!["edtf"];

    // Excel and Sheets change what looks like a date into the form of their country.
    [Theory]
    [InlineData("2021-01-17", "2021-01-17")]
    [InlineData("17.01.2021", "2021-01-17")]
    [InlineData("17.1.2021 15:30", "2021-01-17T15:30")]
    [InlineData("2021-01-17 15:30:00", "2021-01-17T15:30")]
    [InlineData("1/17/2021", "2021-01-17")]
    [InlineData("1/17/2021 2:05 PM", "2021-01-17T14:05")]
    [InlineData("17/01/2021 14:05:09", "2021-01-17T14:05:09")]
    [InlineData("2/1/2021;1/17/2021", "2021-02-01")]
    [InlineData("2/1/2021;17/1/2021", "2021-01-02")]
    [InlineData("2/1/2021;17/1/2021;13/13/2021", "2021-01-02")]
    [InlineData("1/17/2021;17/1/2021", "2021-01-17")]
    [InlineData("1/1/2021", "2021-01-01")]
    [InlineData("13/13/2021", "13/13/2021")]
    [InlineData("January 17, 2021", "2021-01-17")]
    [InlineData("Januar 2021", "2021-01")]
    [InlineData("Jan 17", "Jan 17")]
    [InlineData("17.01.21", "17.01.21")]
    public void A_date_of_a_spreadsheet_is_read_where_nothing_of_it_must_be_guessed(string dates, string when) =>
        Assert.Equal(when, When(Read("csv", $"when|headline\n{string.Concat(dates.Split(';').Select(d => $"{d}|One\n"))}".Replace('|', '\t'))[0]));

    [Theory]
    [InlineData("2/1/2021\n2021-01-17")]
    [InlineData("2/1/2021\n1/17/2021\n17/1/2021")]
    [InlineData("2/1/2021\n13/13/2021")]
    public void Of_a_spreadsheet_what_nobody_can_tell_the_day_of_from_the_month_is_refused_by_its_line_and_nothing_else(string dates)
    {
        var found = Read("csv", $"headline,when\n{string.Concat(dates.Split('\n').Select(d => $"One,{d}\n"))}");

        Assert.Equal(2, found[0].Line);
        Assert.StartsWith("Of 2/1/2021 nobody can tell the day from the month", found[0].Refused, StringComparison.Ordinal);
        Assert.All(found[1..], other => Assert.Null(other.Refused));
    }

    [Theory]
    [InlineData("csv", "when,headline\n2021,\"One\nhas lines\"\n\n\n2022,\"Two\r\nhas, too\"\n2023,Three\n", 2, 6, 8)]
    [InlineData("csv", "sep=;\r\nwhen;headline\r\n2021;One\r\n;\r\n2022;Two\r\n", 3, 5)]
    [InlineData("csv", "when,headline\r\n2021,One\r\n2022,Two", 2, 3)]
    [InlineData("timelinejs", "Year,Headline,Text\n2021,One,\"a\nb\n\"\n2022,Two,\n", 2, 5)]
    public void Each_entry_of_a_spreadsheet_knows_the_line_in_which_it_begins(string format, string text, params int[] lines) =>
        Assert.Equal(lines, Read(format, text).Select(f => f.Line!.Value));

    [Fact]
    public void An_address_without_its_scheme_is_mended_and_what_is_none_is_told()
    {
        var found = Read("csv", "when,headline,source,source url\n2021-01-17,One,Spiegel,www.spiegel.de/a\n2021-01-17,Two,dpa,per Telefon\n");

        Assert.Equal("https://www.spiegel.de/a", (string?)found[0].Body["sources"]![0]!["url"]);
        Assert.Contains("'per Telefon' is no address", Assert.Single(found[1].Lost), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sunday, January 17", null)]
    [InlineData("17 January 2021", null)]
    [InlineData("January 2021", "January 2021")]
    [InlineData("Sunday evening", "Sunday evening")]
    [InlineData("Monday, January 18", "Monday, January 18")]
    public void What_a_slide_shows_as_its_date_stands_beside_it_only_where_it_says_something_else(string shown, string? note)
    {
        var found = Assert.Single(Read("timelinejs", $"Year,Month,Day,Display Date,Headline,Link\n2021,1,17,\"{shown}\",One,https://example.org\n"));

        Assert.Equal(note, (string?)found.Body["when"]!["note"]);
        Assert.Contains("does not know is left out: link", Assert.Single(found.Lost), StringComparison.Ordinal);
    }

    [Fact]
    public void A_headline_that_is_a_link_is_its_words_with_a_source_and_a_name_of_another_script_has_the_id_that_the_desk_gives()
    {
        var found = Assert.Single(Read("timelinejs", """
            {"events": [{"start_date": {"year": 2021}, "text": {"headline": "<a href='https://x.example/a'>Arrest</a> at the airport", "text": "a"}}]}
            """));
        var named = Assert.Single(Read("csv", "when,headline,people\n2021-01-17,One,Алексей Навальный\n"));

        Assert.Equal("Arrest at the airport", (string?)found.Body["headline"]);
        Assert.Equal("https://x.example/a", (string?)found.Body["sources"]![0]!["url"]);
        Assert.Equal("aleksey-navalnyy", (string?)named.Body["people"]![0]!["id"]);
        Assert.StartsWith("person-", Found.Slug("…", "person"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_headline_says_what_its_marks_stand_for()
    {
        var found = Assert.Single(Read("timelinejs", """{"events": [{"start_date": {"year": 2021}, "text": {"headline": "The <i>mark</i> &lt;b&gt; is &amp;lt;b&amp;gt;"}}]}"""));

        Assert.Equal("The mark <b> is &lt;b&gt;", (string?)found.Body["headline"]);
    }

    [Theory]
    [InlineData("________________________________________")]
    [InlineData("-::~:~::~:~:~:~:~:~:~:~:~:~:~:~::~:~::-")]
    public void How_to_join_a_meeting_is_nobodys_news(string line)
    {
        var found = Calendar($"On the suspended sentence.\\nSee <https://court.example/1>\\n\\n{line}\\nMicrosoft Teams\\nJoin here<https://teams.example/secret>");

        Assert.Equal("On the suspended sentence.\nSee <https://court.example/1>", (string?)found.Body["summary"]);
        Assert.Contains("how to join a meeting", Assert.Single(found.Lost), StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_below_a_heading_that_is_underlined_or_below_many_empty_lines_stays()
    {
        var underlined = Calendar("Agenda\\n------------------------\\nThe sentence");
        var far = Calendar($"Agenda{string.Concat(Enumerable.Repeat("\\n", 100_000))}The sentence");

        Assert.Equal("Agenda\n------------------------\nThe sentence", (string?)underlined.Body["summary"]);
        Assert.Equal("Agenda\n\nThe sentence", (string?)far.Body["summary"]);
        Assert.Empty(underlined.Lost.Concat(far.Lost));
    }

    [Fact]
    public void A_post_of_blocks_has_its_pictures_once_with_their_captions_and_its_lists_and_tables_as_lines()
    {
        var found = Read("wordpress", """
            <rss xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>The Daily</title><wp:wxr_version>1.2</wp:wxr_version>
            <item><title>One</title><guid>1</guid><wp:post_id>1</wp:post_id><wp:post_date>2021-01-18 15:30:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
            <content:encoded><![CDATA[<!-- wp:quote --><blockquote><p>This is lawlessness.</p><cite>Alexei Navalny</cite></blockquote><!-- /wp:quote -->
            <figure class="wp-block-image"><img src="https://daily.example/court-1024x683.jpg" alt=""/><figcaption>The court. Photo: AFP</figcaption></figure>
            <figure class="wp-block-image"><img src="https://daily.example/van.jpg" alt=""/><figcaption>The van</figcaption></figure>
            <ul><li>One</li><li>Two</li></ul><figure class="wp-block-table"><table><tr><td>Detained</td><td>3,000</td></tr></table></figure>]]></content:encoded>
            <category domain="post_format" nicename="post-format-aside">Aside</category>
            <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>2</wp:meta_value></wp:postmeta></item>
            <item><title>court</title><wp:post_id>2</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>https://daily.example/court.jpg</wp:attachment_url></item></channel></rss>
            """)[0];

        Assert.Equal("This is lawlessness.\n\n— Alexei Navalny\n\n- One\n- Two\nDetained 3,000", (string?)found.Body["summary"]);
        Assert.Equal(["https://daily.example/court.jpg", "https://daily.example/van.jpg"], found.Body["media"]!.AsArray().Select(m => (string?)m!["url"]));
        Assert.Equal("The van", (string?)found.Body["media"]![1]!["caption"]);
        Assert.Empty(found.Groups);
    }

    [Fact]
    public void A_post_of_Live_Blog_is_an_entry_of_its_texts_pictures_and_embedded_pages()
    {
        var found = Read("liveblog", """
            {"posts": {"_items": [
              {"guid": "urn:1", "particular_type": "post", "published_date": "2021-01-23T11:03:01+00:00", "lb_highlight": true, "deleted": false, "post_status": "open", "byline": "A. B.",
               "tags": ["Moscow"], "groups": [{"id": "root", "refs": [{"idRef": "main"}]}, {"id": "main", "refs": [
                 {"item": {"item_type": "text", "text": "<p>Thousands in the square.</p>"}},
                 {"item": {"item_type": "image", "text": "<figure></figure>", "meta": {"caption": "The square", "credit": "AFP", "media": {"renditions": {"thumbnail": {"href": "https://lb.example/t.jpg", "width": 60}, "original": {"href": "https://lb.example/o.jpg", "width": 876}}}}}},
                 {"item": {"item_type": "embed", "text": "<iframe></iframe>", "meta": {"original_url": "https://www.youtube.com/watch?v=1", "title": "A film", "provider_name": "YouTube"}}}]}]},
              {"guid": "urn:2", "published_date": "2021-01-23T11:05:00", "deleted": true, "groups": [{"id": "main", "refs": [{"item": {"item_type": "text", "text": "A rumour"}}]}]}]}}
            """);

        Assert.Equal(("urn:1", "Thousands in the square.", "2021-01-23T11:03Z", true), (found[0].Id, (string?)found[0].Body["summary"], When(found[0]), (bool)found[0].Body["key"]!));
        Assert.Equal(("https://lb.example/o.jpg", "AFP"), ((string?)found[0].Body["media"]![0]!["url"], (string?)found[0].Body["media"]![0]!["credit"]));
        Assert.Equal("https://www.youtube.com/watch?v=1", (string?)found[0].Body["sources"]![0]!["url"]);
        Assert.Equal(["Moscow"], found[0].Groups);
        Assert.Equal("It was deleted there.", found[1].LeftOut);
    }

    [Theory]
    [InlineData("liveblog", """[{"guid":"1","published_date":"2021-01-23T11:03:01+00:00","post_status":"STATUS","groups":[{"refs":[{"item":{"item_type":"text","text":"One"}}]}]}]""", "open", "Draft", "scheduled", "ad")]
    [InlineData("ninjs", """[{"uri":"urn:1","headline":"One","versioncreated":"2021-01-17T17:20:00Z","pubstatus":"STATUS"}]""", "usable", "Withheld", "embargoed")]
    [InlineData("ics", "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:One\r\nDTSTART:20210117T172000Z\r\nCLASS:STATUS\r\nEND:VEVENT\r\nEND:VCALENDAR", "public", "private", "X-SECRET")]
    public void What_is_not_said_to_be_for_readers_is_a_draft(string format, string file, string open, params string[] others)
    {
        Assert.False(Draft(open));
        Assert.All(others, status => Assert.True(Draft(status)));

        bool Draft(string status) => (bool?)Assert.Single(Read(format, file.Replace("STATUS", status, StringComparison.Ordinal))).Body["draft"] is true;
    }

    [Fact]
    public void Of_a_live_blog_advertisements_and_scores_are_no_words_of_an_entry_and_what_was_deleted_stays_so()
    {
        var found = Read("liveblog", """
            [{"guid":"1","published_date":"2021-01-23T11:03:01+00:00","groups":[{"refs":[{"item":{"item_type":"Advertisement","text":"Buy"}},{"item":{"item_type":"quote","text":"So it was."}}]}]},
             {"guid":"2","published_date":"2021-01-23T11:03:01+00:00","deleted":1,"groups":[{"refs":[{"item":{"item_type":"text","text":"A rumour"}}]}]}]
            """);

        Assert.Equal("So it was.", (string?)(found[0].Body["summary"] ?? found[0].Body["headline"]));
        Assert.Contains("What is of the type 'Advertisement' is left out.", found[0].Lost);
        Assert.Equal("It was deleted there.", found[1].LeftOut);
    }

    [Fact]
    public void Items_are_read_within_what_a_feed_wraps_them_in()
    {
        var found = Assert.Single(Read("ninjs", """
            {"data": {"items": [{"meta": {}, "item": {"uri": "https://api.agency.example/1", "headline": "One", "edNote": "Not before noon", "firstcreated": "2021-01-17T17:20:00Z"}}]}}
            """));

        Assert.Equal(("https://api.agency.example/1", "2021-01-17T17:20Z"), (found.Id, When(found)));
        Assert.Contains("'Not before noon'", Assert.Single(found.Lost), StringComparison.Ordinal);
    }

    private static Found Calendar(string description) => Assert.Single(Read("ics", $"""
        BEGIN:VCALENDAR
        VERSION:2.0
        BEGIN:VEVENT
        UID:1
        DTSTART:20210202T080000Z
        SUMMARY:Hearing
        DESCRIPTION:{description}
        END:VEVENT
        END:VCALENDAR
        """.ReplaceLineEndings("\r\n") + "\r\n"));
}
