using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Timeline.Domain.Tests.Editorial;

namespace Timeline.Domain.Tests.Stories;

public class PublishStoryTests
{
    private static readonly DateTimeOffset Noon = new(2021, 1, 22, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Nothing_that_is_done_in_a_draft_is_a_public_change()
    {
        var draft = Scene.Drafted.Given(Scene.Sentencing(), Correct("e2"), Scene.Rally(), new Retract { Entry = "e4", Reason = "Wrong." });

        Assert.Equal(("draft", false, 0L), (draft.Story.Status, draft.Story.Visible, draft.PublicVersion));
        Assert.False(draft["e2"].Visible);
        Assert.Equal((PublicChange.None, null), (draft.Last!.Public, draft["e2"].PublicSince));
    }

    [Fact]
    public void Published_it_comes_into_view_at_one_version_with_its_entries_and_nothing_of_the_time_before()
    {
        var story = Scene.Drafted.Given(
            Scene.Sentencing(), Correct("e2"), Scene.Rally(), new Retract { Entry = "e4", Reason = "Wrong." }, Scene.Sentencing(draft: true),
            new PublishStory());

        Assert.Equal(("open", 1L), (story.Story.Status, story.PublicVersion));
        Assert.Equal((PublicChange.Story, true), (story.Last!.Public, story.Last.Anew));
        Assert.Equal(story.Story.UpdatedAt, story.Story.PublicSince);
        Assert.Equal((true, 1, story.Story.PublicSince), (story["e2"].Visible, story["e2"].PublicRevision, story["e2"].PublicSince));
        Assert.Empty(story["e2"].Corrections);
        Assert.False(story["e4"].Visible);
        Assert.False(story["e6"].Visible);
    }

    [Fact]
    public void Entries_that_come_into_view_together_keep_their_order_and_the_next_event_comes_after_all_of_them()
    {
        var story = Scene.Drafted.Given(Scene.Rally(), Scene.Sentencing(draft: true), Scene.Rally(), new PublishStory());

        Assert.Equal(story["e2"].PublicSince!.Value.AddMicroseconds(1), story["e4"].PublicSince);
        Assert.True(story.Recorded > story["e4"].PublicSince);
        Assert.Equal(2, story.Given(new Publish { Entry = "e3" }).PublicVersion);
    }

    [Fact]
    public void A_draft_under_an_embargo_is_hidden_until_both_have_ended()
    {
        var until = Noon.AddHours(1);
        var draft = Scene.Drafted.Given(new EmbargoStory { Asked = new() { Until = until } });

        Assert.Equal("embargoed", draft.Given(new PublishStory()).Story.Status);
        Assert.Equal("Nothing is due yet.", draft.Nothing(new StoryComesDue()));
        var lifted = (draft with { Now = until }).Given(new StoryComesDue());
        Assert.Equal(("draft", 0L), (lifted.Story.Status, lifted.PublicVersion));
        Assert.Equal(("open", 1L), (lifted.Given(new PublishStory()).Story.Status, lifted.Given(new PublishStory()).PublicVersion));
    }

    [Fact]
    public void What_is_public_is_neither_published_nor_embargoed()
    {
        Assert.Equal("The story is no draft.", Scene.Opened.Nothing(new PublishStory()));
        Assert.Equal((RefusalReason.State, "story-published"),
            (Scene.Opened.Refusal(Until(Noon.AddHours(1))).Reason, Scene.Opened.Refusal(Until(Noon.AddHours(1))).Code));
        Assert.Equal("The story is under no embargo.", Scene.Opened.Nothing(new LiftStoryEmbargo()));
    }

    [Fact]
    public void An_embargo_must_end_in_the_future()
    {
        Assert.Equal("embargoUntil", Assert.Single(Given.Refused(
            (OpenStory.Example with { EmbargoUntil = Given.Now }).Decide(StoryState.Empty, Given.Context)).Fields).Field);
        Assert.Equal("until", Assert.Single(Scene.Drafted.Refusal(Until(Noon)).Fields).Field);
        Assert.Equal("reason", Assert.Single(Scene.Drafted.Given(Until(Noon.AddHours(1))).Refusal(new LiftStoryEmbargo()).Fields).Field);
    }

    [Fact]
    public void The_clock_publishes_a_story_at_the_instant_that_was_planned()
    {
        var planned = Scene.Drafted.Given(Scene.Rally(), new ScheduleStory { At = Noon.AddHours(1) });

        Assert.Equal(("scheduled", "Nothing is due yet."), (planned.Story.Status, planned.Nothing(new StoryComesDue())));
        Assert.Equal(("open", 1L), ((planned with { Now = Noon.AddHours(1) }).Given(new StoryComesDue()).Story.Status,
            (planned with { Now = Noon.AddHours(1) }).Given(new StoryComesDue()).PublicVersion));
        Assert.Equal("draft", planned.Given(new ScheduleStory()).Story.Status);
        Assert.Equal("not-a-draft", Scene.Opened.Refusal(new ScheduleStory { At = Noon.AddHours(1) }).Code);
    }

    private static EmbargoStory Until(DateTimeOffset until) => new() { Asked = new() { Until = until } };

    private static Correct Correct(string entry) => new()
    {
        Entry = entry,
        AnyState = true,
        Class = "correction",
        Wrong = "The term.",
        Changes = new JsonObject { ["term"] = "2 years" },
    };
}
