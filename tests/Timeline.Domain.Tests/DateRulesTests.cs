using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Tests.Editorial;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public sealed class DateRulesTests
{
    // The story's window is 17 to 23 January 2021.
    [Theory]
    [InlineData("2014", true, false)]
    [InlineData("[..2021-01-16]", true, false)]
    [InlineData("-0043-03-15", true, false)]
    [InlineData("[..2021-01-17]", false, false)]
    [InlineData("2021", false, false)]
    [InlineData("2021-01-23", false, false)]
    [InlineData("2021-01-23/..", false, false)]
    [InlineData("2021-01-24", false, true)]
    [InlineData("2021-02", false, true)]
    public void What_lies_wholly_outside_the_window_is_background_or_aftermath_and_the_editor_hears_it(string edtf, bool background, bool aftermath)
    {
        var accepted = Assert.IsType<Decision.Accepted>(Record(b => b with { When = When.At(edtf) }, later: true));
        var stored = Assert.IsType<Recorded<Arrest>>(accepted.Event).Body;

        Assert.Equal((background, aftermath), (stored.Background is true, stored.Aftermath is true));
        Assert.Equal(background, accepted.Notes.Any(n => n.Field == "background"));
        Assert.Equal(aftermath, accepted.Notes.Any(n => n.Field == "aftermath"));
    }

    [Theory]
    [InlineData("2014")]
    [InlineData("2021-02")]
    public void An_editor_who_says_that_it_is_no_background_is_right(string edtf)
    {
        var accepted = Assert.IsType<Decision.Accepted>(Record(b => b with { When = When.At(edtf), Background = false }, later: true));

        Assert.True(Assert.IsType<Recorded<Arrest>>(accepted.Event).Body is { Background: false, Aftermath: null });
        Assert.Empty(accepted.Notes);
    }

    [Theory]
    [InlineData(null, true, "2014", "2015")]
    [InlineData(false, false, "2014", "2015")]
    [InlineData(true, true, "2021-01-18")]
    public void A_corrected_date_decides_anew_but_not_against_the_editor(bool? said, bool background, params string[] dates)
    {
        var scene = Scene.Opened.Given(Scene.Sentencing(s => s with { When = When.At("2021-01-17"), Background = said }))
            .Given([.. dates.Select(Redate)]);

        Assert.Equal(background, scene["e2"].Body.Background is true);
    }

    [Fact]
    public void What_is_corrected_into_the_window_is_no_longer_background()
    {
        var scene = Scene.Opened.Given(Scene.Sentencing(s => s with { When = When.At("2014"), Background = null }));

        Assert.True(scene["e2"].Body.Background);
        Assert.Null(scene.Given(Redate("2021-01-18"))["e2"].Body.Background);
    }

    [Theory]
    [InlineData("2014", "changes.background")]
    [InlineData("2021-02", "changes.aftermath")]
    public void What_is_corrected_into_the_window_is_told_to_be_no_longer_outside(string edtf, string field)
    {
        var scene = Scene.Opened.Given(Scene.Sentencing(s => s with { When = When.At(edtf), Background = null, Planned = true }));

        var note = Assert.Single(Assert.IsType<Decision.Accepted>(scene.When(Redate("2021-01-18"))).Notes);

        Assert.Equal(field, note.Field);
        Assert.Contains("any more", note.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2021-03-28T02:30", "2021-03-28T02:30 is a time that the clocks of Europe/Berlin pass over; it is taken as the moment at which they do, 2021-03-28T03:00:00+02:00")]
    [InlineData("2021-10-31T02:30/2021-10-31T04:00", "2021-10-31T02:30 comes twice by the clocks of Europe/Berlin, as 2021-10-31T02:30:00+02:00 and as 2021-10-31T02:30:00+01:00")]
    [InlineData("2021-10-31T02:30+01:00", null)]
    [InlineData("2021-10-31T04:30", null)]
    public void A_time_that_summer_time_leaves_out_or_shows_twice_is_told(string edtf, string? said)
    {
        var story = Given.OpenStory() with { };
        story = story with { Story = story.Story! with { TimeZone = "Europe/Berlin", To = null } };

        var accepted = Assert.IsType<Decision.Accepted>(
            new RecordEntry(Arrest.Example with { When = When.At(edtf) }).Decide(story, Given.Context with { Now = Given.Now.AddYears(1) }));

        Assert.Equal(said, accepted.Notes.SingleOrDefault(n => n.Field == "when.edtf")?.Sentence.ToString().Split("; it may")[0].Split(". Correct")[0]);
    }

    [Theory]
    [InlineData("2021-01-23T17:00Z", false)]
    [InlineData("2021-01-23", false)]
    [InlineData("2021", false)]
    [InlineData("[..2022]", false)]
    [InlineData("2021-01-24", true)]
    [InlineData("2022/..", true)]
    [InlineData("Y12345", true)]
    public void What_begins_more_than_a_day_ahead_must_be_planned(string edtf, bool refused)
    {
        var decision = Record(b => b with { When = When.At(edtf) });

        Assert.Equal(refused ? "when.edtf" : null, (decision as Decision.Refused)?.Refusal.Fields[0].Field);
        Assert.IsType<Decision.Accepted>(Record(b => b with { When = When.At(edtf), Planned = true }));
    }

    [Fact]
    public void A_date_is_not_corrected_into_the_future()
    {
        var scene = Scene.Opened.Given(Scene.Sentencing());

        Assert.Equal("changes.when.edtf", scene.Refusal(Redate("2021-03-01")).Fields[0].Field);
    }

    [Fact]
    public void An_interval_that_ends_before_it_starts_in_the_storys_zone_is_refused()
    {
        var refusal = Given.Refused(Record(b => b with { When = When.At("2021-01-22T14:00Z/2021-01-22T16:30") }));

        Assert.Equal("when.edtf", refusal.Fields[0].Field);
        Assert.Contains("ends before it starts in the story's time zone, Europe/Moscow", refusal.Sentence.ToString(), StringComparison.Ordinal);
    }

    private static Decision Record(Func<Arrest, Arrest> change, bool later = false) =>
        new RecordEntry(change(Arrest.Example)).Decide(Given.OpenStory(), later ? Given.Context with { Now = Given.Now.AddYears(1) } : Given.Context);

    private static Correct Redate(string edtf) => new()
    {
        Entry = "e2",
        AnyState = true,
        Class = "correction",
        Wrong = "The date.",
        Changes = new() { ["when"] = new JsonObject { ["edtf"] = edtf } },
    };
}
