using Timeline.Domain.Editorial;

namespace Timeline.Domain.Tests;

public sealed class StoryStateTests
{
    [Fact]
    public void Only_what_the_public_sees_advances_the_public_version()
    {
        (StoryEvent Event, PublicChange Change)[] steps =
        [
            (Given.Story, PublicChange.Story),
            (Given.Arrest("shown"), PublicChange.Recorded),
            (Given.Arrest("draft", a => a with { Draft = true }), PublicChange.None),
            (new EntryKeyMarked("draft", true), PublicChange.None),
            (new EntryPublished("draft"), PublicChange.Recorded),
            (new EntryKeyMarked("shown", true), PublicChange.Changed),
            (new EntryHeld("shown", "reason", Past.Shown), PublicChange.Removed),
            (new EntryKeyMarked("shown", false), PublicChange.None),
            (new EntryReleased("shown"), PublicChange.Recorded),
            (Given.Arrest("embargoed", a => a with { EmbargoUntil = Given.Now.AddHours(1) }), PublicChange.None),
            (new EntryRetracted("embargoed", "never shown", Past.Shown), PublicChange.None),
            (new EntryRetracted("shown", "wrong", Past.Shown), PublicChange.Changed),
        ];

        var state = StoryState.Empty;
        foreach (var (@event, expected) in steps)
        {
            var before = state;
            (state, var change) = state.Apply(@event, state.Version + 1, Given.Now.AddSeconds(state.Version));

            Assert.Equal(expected, change.Public);
            Assert.Equal(before.Version + 1, state.Version);
            Assert.Equal(before.PublicVersion + (expected == PublicChange.None ? 0 : 1), state.PublicVersion);
        }

        Assert.Equal(2, state.Entries.Values.Count(e => e.Visible));
    }

    [Fact]
    public void Public_revisions_count_only_the_states_that_the_public_saw()
    {
        var state = Given.OpenStory(
            Given.Arrest("one", a => a with { Draft = true }), new EntryKeyMarked("one", true), new EntryPublished("one"),
            new EntryKeyMarked("one", false));

        var entry = state.Entries["one"];

        Assert.Equal((4, 2), (entry.Revision, entry.PublicRevision));
        Assert.Equal([2, 3, 4, 5], entry.Versions);
        Assert.True(entry.RecordedAt < entry.PublicSince && entry.PublicSince < entry.UpdatedAt);
    }

    [Fact]
    public void The_next_event_is_recorded_after_the_last_one_even_when_the_clock_goes_back()
    {
        var state = StoryState.Empty with { Recorded = Given.Now };

        Assert.Equal(Given.Now.AddMicroseconds(1), state.NextRecorded(Given.Now));
        Assert.Equal(Given.Now.AddMicroseconds(1), state.NextRecorded(Given.Now.AddHours(-1)));
        Assert.Equal(Given.Now.AddMicroseconds(1), state.NextRecorded(Given.Now.AddTicks(9)));
        Assert.Equal(Given.Now.AddMicroseconds(1), state.NextRecorded(Given.Now.AddTicks(19)));
        Assert.Equal(Given.Now.AddMicroseconds(2), state.NextRecorded(Given.Now.AddTicks(20)));
    }

    [Fact]
    public void The_next_event_is_recorded_in_whole_microseconds_of_UTC()
    {
        var next = StoryState.Empty.NextRecorded(new DateTimeOffset(2021, 1, 22, 21, 0, 0, TimeSpan.FromHours(3)).AddTicks(7));

        Assert.Equal(Given.Now, next);
        Assert.Equal(TimeSpan.Zero, next.Offset);
    }

    [Fact]
    public void An_event_that_does_not_follow_is_never_folded()
    {
        var state = Given.OpenStory(Given.Arrest("one"));

        foreach (var (@event, version) in new (StoryEvent, long)[]
        {
            (Given.Arrest("two"), 2), (Given.Arrest("two"), 4), (Given.Story, 3), (new EntryHeld("two", "reason", Past.Shown), 3),
        })
            Assert.Throws<InvalidOperationException>(() => state.Apply(@event, version, Given.Now));
        Assert.Throws<InvalidOperationException>(() => StoryState.Empty.Apply(Given.Arrest("one"), 1, Given.Now));
    }
}
