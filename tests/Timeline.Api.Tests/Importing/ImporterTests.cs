using System.Text.Json.Nodes;
using Timeline.Cli.Importing;

namespace Timeline.Api.Tests.Importing;

/// <summary>What is read of the files of other tools, without any service.</summary>
public sealed class ImporterTests
{
    private static List<Found> Read(string format, string text) => [.. Importers.All.Single(i => i.Name == format).Read(text)];

    private static string When(Found found) => (string)found.Body["when"]!["edtf"]!;

    private static void Is(string expected, JsonNode? actual) => Assert.Equal(JsonNode.Parse(expected)!.ToJsonString(), actual?.ToJsonString());

    [Fact]
    public void TimelineJS_gives_dates_as_exact_as_they_are_there()
    {
        var slides = Read("timelinejs", Samples.TimelineJs).Where(f => f.LeftOut is null);

        // -44 is 44 BC there, and -0043 in EDTF; an hour without a minute is one moment of it.
        Assert.Equal(["2021-01-17T20:12", "2021-01", "-0043-03-15/-0042", "Y-64999999", "[2021-01-23T14:00..2021-01-23T14:59]", "2021-01-25", "2020-08/2021-01"],
            slides.Select(When));
    }

    [Fact]
    public void TimelineJS_gives_plain_text_with_its_links_and_media_with_their_credit()
    {
        var first = Read("timelinejs", Samples.TimelineJs)[1];

        Assert.Equal("return", first.Id);
        Assert.Equal("Navalny returns", (string?)first.Body["headline"]);
        Assert.Equal("He is detained at Sheremetyevo (https://example.org/svo).\n\nFlight DP 936", (string?)first.Body["summary"]);
        Assert.Equal("Sunday evening", (string?)first.Body["when"]!["note"]);
        Is("""[{"slug":"arrests","label":"Arrests"}]""", first.Body["topics"]);
        Is("""[{"url":"https://upload.example.org/a.jpg","alt":"A man among officers","caption":"At the border","credit":"A. Photographer"}]""", first.Body["media"]);
        Assert.Empty(first.Lost);
    }

    [Fact]
    public void TimelineJS_says_entry_by_entry_what_is_not_carried_over()
    {
        var found = Read("timelinejs", Samples.TimelineJs);

        Assert.Equal(["title", "All begins", "event-2021", "No date"], found.Where(f => f.LeftOut is not null)
            .Select(f => f.Id.StartsWith("russia", StringComparison.Ordinal) ? "title" : f.Name));
        Assert.Contains("too far away", found.Single(f => f.Name == "All begins").LeftOut, StringComparison.Ordinal);
        Assert.Contains("a page, not a picture", Assert.Single(found[2].Lost), StringComparison.Ordinal);
        Is("""[{"outlet":"youtube.com","url":"https://www.youtube.com/watch?v=1","title":"A film"}]""", found[2].Body["sources"]);
        Assert.Contains("picture behind the slide", Assert.Single(found.Single(f => f.Name == "Caesar").Lost), StringComparison.Ordinal);
        // Two of one headline are two, as there.
        var rallies = found.Where(f => f.Name == "Rallies").ToList();
        Assert.Equal(["rallies", "rallies-2"], rallies.Select(f => f.Id));
        Assert.Equal("https://player.example.org/1", (string?)rallies[0].Body["sources"]![0]!["url"]);
        Assert.Contains(rallies[1].Lost, l => l.StartsWith("The end is left out: ", StringComparison.Ordinal));
        Assert.Contains(rallies[1].Lost, l => l.Contains("'pictures/c.jpg' has no full address", StringComparison.Ordinal));
        Assert.True((bool)found[^1].Body["background"]!);
    }

    [Fact]
    public void The_spreadsheet_of_TimelineJS_says_the_same_as_its_JSON()
    {
        var found = Read("timelinejs", Samples.Sheet);

        Assert.Equal(["The story", "Rally, in \"Moscow\"", "Ada Lovelace", "In Germany"], found.Select(f => f.Name));
        Assert.NotNull(found[0].LeftOut);
        Assert.Equal(["2021-01-23T14:05", "1815-12-10/1852-11-27", "2020-08/2021-01"], found[1..].Select(When));
        Is("""[{"url":"https://example.org/a.png","alt":"A square","caption":"A square","credit":"Reuters"}]""", found[1].Body["media"]);
        Assert.True((bool)found[3].Body["background"]!);
    }

    [Fact]
    public void Our_own_CSV_takes_any_field_of_a_kind_and_names_the_column_that_is_none()
    {
        var found = Read("csv", Samples.OwnCsv);

        Assert.Equal(["1", "2"], found.Select(f => f.Id));
        Assert.Equal("arrest", found[0].Kind);
        Assert.True((bool)found[0].Body["key"]!);
        Is("""["Russia","Moscow"]""", found[0].Body["places"]);
        Assert.NotNull(found[0].Body["offences"]);
        Assert.Contains(found[0].Lost, l => l.Contains("'weather'", StringComparison.Ordinal));
    }

    [Fact]
    public void A_calendar_gives_its_events_with_their_zones_and_nobody_who_is_invited()
    {
        var found = Read("ics", Samples.Calendar);

        Assert.Equal(["2021-02-02T11:00+03:00/2021-02-02T13:00+03:00", "2021-01-23/2021-01-24", "2021-01-30/2021-01-31", "2021-01-30T09:00/2021-01-30T10:30"],
            found.Where(f => f.LeftOut is null).Select(When));
        Assert.Equal("Hearing, Simonovsky court", (string?)found[0].Body["headline"]);
        Assert.Equal("On the suspended sentence.\nOpen to the press.", (string?)found[0].Body["summary"]);
        Is("""["Moscow"]""", found[0].Body["places"]);
        Assert.Equal(["Courts", "Navalny"], found[0].Groups);
        Assert.DoesNotContain("somebody", found[0].Body.ToJsonString(), StringComparison.OrdinalIgnoreCase);
        Assert.True((bool)found[1].Body["draft"]!);
        Assert.Equal(["Called off", "5@example.org"], found.Where(f => f.LeftOut is not null).Select(f => f.Name));
    }

    [Fact]
    public void What_comes_again_is_an_entry_a_day_but_for_what_never_ends_and_what_is_said_of_one_day_stands_for_it()
    {
        const string Hearing = """
            BEGIN:VCALENDAR
            VERSION:2.0
            BEGIN:VEVENT
            UID:trial
            DTSTART;TZID=Europe/Berlin:20260323T093000
            DTEND;TZID=Europe/Berlin:20260323T170000
            RRULE:FREQ=WEEKLY;COUNT=4;BYDAY=MO
            EXDATE;TZID=Europe/Berlin:20260406T093000
            SUMMARY:Hearing
            END:VEVENT
            BEGIN:VEVENT
            UID:trial
            RECURRENCE-ID;TZID=Europe/Berlin:20260330T093000
            DTSTART;TZID=Europe/Berlin:20260331T100000
            DTEND;TZID=Europe/Berlin:20260331T170000
            SUMMARY:Hearing, a day later
            END:VEVENT
            END:VCALENDAR
            """;
        var found = Read("ics", Hearing);
        var endless = Read("ics", Hearing.Replace(";COUNT=4", "", StringComparison.Ordinal));

        // Summer time begins between the first two; the third is taken out.
        Assert.Equal(["2026-03-23T09:30+01:00/2026-03-23T17:00+01:00", "2026-03-31T10:00+02:00/2026-03-31T17:00+02:00", "2026-04-13T09:30+02:00/2026-04-13T17:00+02:00"],
            found.Select(When).Order(StringComparer.Ordinal));
        Assert.Equal(3, found.Select(f => f.Id).Distinct().Count());
        Assert.All(found, f => Assert.Null(f.LeftOut));
        // At another hour they are the same, and the first is the one that it was alone.
        Assert.Equal(found.Select(f => f.Id), Read("ics", Hearing.Replace("T093000", "T110000", StringComparison.Ordinal)).Select(f => f.Id));
        Assert.Equal("trial", found[0].Id);
        Assert.Contains(endless[0].Lost, l => l.StartsWith("It comes again", StringComparison.Ordinal));
        Assert.Equal(2, endless.Count);
    }

    [Fact]
    public void A_zone_that_nobody_knows_and_HTML_without_a_bottom_break_nothing()
    {
        var calendar = Read("ics", Samples.Calendar.Replace("TZID=Europe/Moscow", "TZID=Moscow (our office)", StringComparison.Ordinal));
        var deep = PlainText.Of($"{string.Concat(Enumerable.Repeat("<div>", 5_000))}deep</div>above");

        Assert.Equal("2021-02-02T11:00/2021-02-02T13:00", When(calendar[0]));
        Assert.Contains(calendar[0].Lost, l => l.Contains("'Moscow (our office)'", StringComparison.Ordinal));
        Assert.Equal("deep\nabove", deep.Text);
    }

    [Fact]
    public void WordPress_gives_posts_and_the_entries_of_a_live_blog_as_they_last_stood()
    {
        var found = Read("wordpress", Samples.WordPress);
        var taken = found.Where(f => f.LeftOut is null).ToList();

        Assert.Equal(["https://paper.example/?p=7", "https://paper.example/?p=8#comment-21", "https://paper.example/?p=2"], taken.Select(f => f.Id));
        Assert.Equal(["2021-01-17T23:30+03:00", "2021-01-23T14:03+03:00", "2021-01-20T10:00"], taken.Select(When));
        Assert.Equal("Arrested & fined", (string?)taken[0].Body["headline"]);
        Is("""
            [{"url":"https://paper.example/t.jpg","alt":"The court","caption":"a"},{"url":"https://paper.example/a.jpg","alt":"A door"}]
            """, taken[0].Body["media"]);
        Is("""[{"outlet":"The Paper","url":"https://paper.example/arrested","title":"Arrested & fined"}]""".Replace("&", "\\u0026", StringComparison.Ordinal), taken[0].Body["sources"]);
        Assert.Equal("First arrests\n\nin the square", (string?)taken[1].Body["summary"]);
        Assert.True((bool)taken[1].Body["key"]!);
        Assert.True((bool)taken[2].Body["draft"]!);
        Assert.Equal(["Live: the rallies", "A rumour", "About"], found.Where(f => f.LeftOut is not null)
            .Select(f => f.Id.EndsWith("-23", StringComparison.Ordinal) ? "A rumour" : f.Name));
        Assert.DoesNotContain("reader@example.org", string.Concat(found.Select(f => f.Body.ToJsonString())), StringComparison.Ordinal);
    }

    [Fact]
    public void Ninjs_of_versions_1_and_3_is_read_alike()
    {
        var one = Assert.Single(Read("ninjs", Samples.Ninjs1));
        var three = Read("ninjs", Samples.Ninjs3);

        Assert.Equal(("http://agency.example/20130709med123", "Captain on trial", "The trial has begun.", "2013-07-09T10:37Z"),
            (one.Id, (string?)one.Body["headline"], (string?)one.Body["summary"], When(one)));
        Is("""[{"id":"francesco-schettino","name":"Francesco Schettino"}]""", one.Body["people"]);
        Is("""[{"url":"http://agency.example/m.jpg","alt":"The ship","caption":"The ship","credit":"(c) TNA"}]""", one.Body["media"]);
        Assert.Equal(["The byline 'P. S.' is left out.", "The media says nothing for those who cannot see it: its caption, or the headline, stands for that."], one.Lost);
        Assert.Equal(["2023-07-11/2023-07-12", "2023-07-11T10:00+03:00"], three.Where(f => f.LeftOut is null).Select(When));
        Assert.Equal("It has begun.", (string?)three[1].Body["summary"]);
        Assert.Equal("It was cancelled.", three[2].LeftOut);
    }

    [Fact]
    public void Ninjs_is_read_an_item_a_line_too()
    {
        var found = Read("ninjs", """
            {"uri": "urn:1", "headline": "One", "versioncreated": "2021-01-17T10:00:00Z"}
            {"uri": "urn:2", "headline": "Two", "versioncreated": "2021-01-18T10:00:00Z"}
            """);

        Assert.Equal(["One", "Two"], found.Select(f => f.Name));
    }

    [Theory]
    [InlineData("timelinejs", "{\"a\": 1}")]
    [InlineData("timelinejs", "Name,Date\na,b")]
    [InlineData("timelinejs", "{")]
    [InlineData("csv", "headline\na")]
    [InlineData("csv", "")]
    [InlineData("ics", "Dear all")]
    [InlineData("wordpress", "<rss><channel><title>A feed</title></channel></rss>")]
    [InlineData("wordpress", "<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]><a>&b;</a>")]
    [InlineData("ninjs", "{\"headline\": \"x\"}")]
    [InlineData("liveblog", "{\"_items\": []}")]
    [InlineData("ninjs", "[1, 2]")]
    public void A_file_of_something_else_is_refused_with_a_sentence(string format, string text) =>
        Assert.EndsWith(".", Assert.Throws<FormatException>(() => Read(format, text)).Message, StringComparison.Ordinal);

    [Fact]
    public void What_is_too_long_is_cut_and_what_no_entry_may_have_is_left_out_and_both_are_told()
    {
        var found = Read("timelinejs", $$$"""
            {"events": [{"start_date": {"year": 2021, "month": 2, "day": 30}, "text": {"headline": "{{{string.Concat(Enumerable.Repeat("word ", 80))}}}", "text": "a\u202eb\u0007c"}}]}
            """)[0];

        Assert.InRange(((string)found.Body["headline"]!).Length, 250, 300);
        Assert.EndsWith("\n\nabc", (string?)found.Body["summary"], StringComparison.Ordinal);
        Assert.Equal("2021", When(found));
        Assert.Equal(2, found.Lost.Count);
    }
}
