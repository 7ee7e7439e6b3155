using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Overviews;

namespace Timeline.Domain.Tests.Overviews;

public class OverviewTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    [Theory]
    [InlineData("2021-01-22", MarkForm.Day)]
    [InlineData("2021-01-22T18:00", MarkForm.Instant)]
    [InlineData("2021-01-17/2021-01-22", MarkForm.Span)]
    [InlineData("[2021-01-17..2021-01-22]", MarkForm.Between)]
    [InlineData("[..2021-01-22]", MarkForm.By)]
    [InlineData("[2021-01-17..]", MarkForm.After)]
    [InlineData("2021-01-17/..", MarkForm.Since)]
    [InlineData("../2021-01-22", MarkForm.Until)]
    [InlineData("2021-01", MarkForm.Between)]
    [InlineData("2021-01-XX", MarkForm.Between)]
    public void A_mark_is_drawn_by_what_is_known_of_its_date(string edtf, MarkForm form)
    {
        var mark = Assert.Single(Overview(Entry("a", edtf), Entry("b", "2021-01-17"), Entry("c", "2021-01-23"))!.Marks, m => m.Entry.Id == "a");

        Assert.Equal(form, mark.Form);
        Assert.Equal(form == MarkForm.Between, mark.Middle is not null);
        Assert.InRange(mark.Start, 0, mark.End);
        Assert.InRange(mark.End, mark.Start, 1);
    }

    [Fact]
    public void Days_stand_to_scale_in_the_zone_of_the_story_and_the_background_before_a_break()
    {
        var overview = Overview(
            Entry("a", "2021-01-17") with { Key = true }, Entry("b", "2021-01-22"), Entry("c", "2021-01-23%") with { Planned = true },
            Entry("old", "2014") with { Background = true })!;

        Assert.Equal("The story on a time axis: 4 entries, 17–23 January 2021", overview.Sentence);
        Assert.Equal(["Sun 17", "Mon 18", "Tue 19", "Wed 20", "Thu 21", "Fri 22", "Sat 23"], overview.Ticks.Select(t => t.Label));
        Assert.Equal(("2014", .1, 1.0), (overview.Background, overview.Start, overview.End));
        var marks = overview.Marks.ToDictionary(m => m.Entry.Id);
        Assert.Equal((.1, Math.Round(.1 + (.9 / 7), 9)), (marks["a"].Start, Math.Round(marks["a"].End, 9)));
        Assert.Equal("A headline", marks["a"].Label);
        Assert.Null(marks["b"].Label);
        Assert.Equal((true, true), (marks["c"].Approximate, marks["c"].Uncertain));
        Assert.Equal((MarkSide.Background, true), (marks["old"].Side, marks["old"].End < overview.Start));
    }

    [Fact]
    public void What_is_planned_so_far_off_that_it_would_leave_no_room_for_what_happened_stands_behind_a_break()
    {
        OverviewEntry[] known = [Entry("a", "2024-11-02T21:40"), Entry("b", "2024-11-05")];
        var overview = Overview("2024-11-02/..", [.. known, Entry("trial", "2026-01-14") with { Planned = true }])!;
        Assert.Equal((.9, "2026", MarkSide.Aftermath), (overview.End, overview.Aftermath, overview.Marks.Single(m => m.Entry.Id == "trial").Side));
        Assert.Equal("Sat 2", overview.Ticks[0].Label.Split(", ")[0]);
        overview = Overview("2024-11-02/..", [.. known, Entry("hearing", "2024-11-28") with { Planned = true }])!;
        Assert.Equal((1, MarkSide.Axis), (overview.End, overview.Marks.Single(m => m.Entry.Id == "hearing").Side));
        Assert.Equal(1, Overview("2024-11-02/..", [Entry("trial", "2026-01-14") with { Planned = true }])!.End);
    }

    [Theory]
    [InlineData("2021-01-22T14:03", "2021-01-22T16:40", "14:00", "14:30")]
    [InlineData("2021-01-22T20:00", "2021-01-23T03:00", "20:00", "21:00")]
    [InlineData("2021-01-17", "2021-03-10", "11 Jan", "18 Jan")]
    [InlineData("2021-01-31", "2021-02-03", "Sun 31", "1 Feb")]
    [InlineData("2020-10-05", "2021-03-10", "October 2020", "Nov")]
    [InlineData("1989", "2021", "1985", "1990")]
    [InlineData("-0043-03-15", "0014-08-19", "50 BC", "40 BC")]
    [InlineData("Y-66000000", "2021", "70,000,000 BC", "60,000,000 BC")]
    public void The_axis_takes_round_steps_from_minutes_to_millions_of_years(string first, string last, string one, string two)
    {
        var ticks = Overview($"{first}/..", Entry("a", first), Entry("b", last))!.Ticks;

        Assert.InRange(ticks.Count, 2, 11);
        Assert.Equal(one, ticks[0].Label.Split(", ")[^1]);
        Assert.Equal(two, ticks[1].Label);
        Assert.Equal(ticks.OrderBy(t => t.At), ticks);
    }

    [Fact]
    public void No_two_marks_or_labels_of_a_row_overlap_and_key_entries_stand_on_top()
    {
        string[] dates = ["2021-01-{0:00}", "[..2021-01-{0:00}]", "2021-01-10/2021-01-{0:00}", "[2021-01-05..2021-01-{0:00}]"];
        var marks = Overview([.. Enumerable.Range(0, 56).Select(i => Entry($"{i}", string.Format(null, dates[i % 4], 11 + (i % 12))) with { Key = i % 5 == 0 })])!.Marks;

        foreach (var row in marks.GroupBy(m => m.Row))
        {
            var ordered = row.OrderBy(m => m.Start).ToList();
            Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.End < pair.Second.Start));
            Assert.Single(row.Select(m => m.Entry.Key).Distinct());
        }

        Assert.True(marks.Where(m => m.Entry.Key).Max(m => m.Row) < marks.Where(m => !m.Entry.Key).Min(m => m.Row));
    }

    [Fact]
    public void Of_thousands_those_that_are_not_key_are_a_density_whose_parts_can_be_asked_for()
    {
        var start = new DateOnly(2019, 1, 1);
        var overview = Overview("2019-01-01/..", [.. Enumerable.Range(0, 3000).Select(i => Entry($"{i}", start.AddDays(i / 3).ToString("O", null)) with { Key = i % 300 == 0 })])!;

        Assert.Equal(10, overview.Marks.Count);
        Assert.InRange(overview.Density.Count, 20, 120);
        Assert.Equal(("2019-01", "2019-01", "January 2019"), (overview.Density[0].From, overview.Density[0].To, overview.Density[0].Display));
        Assert.Equal(1, overview.Density.Max(d => d.Height));
        // Three a day, but for the key ones.
        Assert.Equal(2990, overview.Density.Sum(d => d.Count));
    }

    [Fact]
    public void One_that_is_marked_is_drawn_by_itself_among_thousands()
    {
        var overview = Overview([.. Enumerable.Range(0, 3000).Select(i => Entry($"e{i}", "2021-01-20")), Entry("new", "2021-01-21") with { Marked = true }])!;

        Assert.Equal("new", Assert.Single(overview.Marks).Entry.Id);
        Assert.NotEmpty(overview.Density);
    }

    [Fact]
    public void Nothing_without_a_place_on_an_axis_is_drawn() => Assert.Null(Overview(Entry("old", "2014") with { Background = true }));

    private static Overview? Overview(params OverviewEntry[] entries) => Overview("2021-01-01/..", entries);

    private static Overview? Overview(string window, params OverviewEntry[] entries) =>
        Domain.Overviews.Overview.Of(entries, Edtf.Parse(window), Language.English, Moscow);

    private static OverviewEntry Entry(string id, string edtf) => new(id, Edtf.Parse(edtf), edtf, "A headline");
}
