using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using static Timeline.Domain.Tests.Editorial.CorrectTests;

namespace Timeline.Domain.Tests.Editorial;

public class VisibilityTests
{
    private static readonly Scene Published = Scene.Opened.Given(Scene.Sentencing());
    private static readonly Scene Draft = Scene.Opened.Given(Scene.Sentencing(draft: true));

    [Fact]
    public void A_draft_is_no_public_change_until_it_is_published()
    {
        Assert.Equal((1, PublicChange.None), (Draft.PublicVersion, Draft.Last!.Public));

        var published = Draft.Given(new Publish { Entry = "e2" });

        Assert.Equal((2, PublicChange.Recorded), (published.PublicVersion, published.Last!.Public));
        Assert.Contains("no draft", published.Nothing(new Publish { Entry = "e2" }));
    }

    [Fact]
    public void For_the_public_a_draft_begins_when_it_is_published()
    {
        var scene = Draft.Given(Correct("""{ "term": "2 years" }"""), new Publish { Entry = "e2" });

        var entry = scene["e2"];
        Assert.Equal((3, 1), (entry.Revision, entry.PublicRevision));
        Assert.Equal(entry.UpdatedAt, entry.PublicSince);
        Assert.Empty(entry.Corrections);
    }

    [Fact]
    public void Hold_removes_from_view_and_release_brings_back()
    {
        var held = Published.Given(new Hold { Entry = "e2", Reason = "Being checked." });
        Assert.Equal((PublicChange.Removed, false), (held.Last!.Public, held["e2"].Visible));
        Assert.Contains("held already", held.Nothing(new Hold { Entry = "e2", Reason = "Once more." }));

        var released = held.Given(new ReleaseHold { Entry = "e2" });
        Assert.Equal((PublicChange.Recorded, true), (released.Last!.Public, released["e2"].Visible));
        Assert.Contains("not held", released.Nothing(new ReleaseHold { Entry = "e2" }));
        Assert.Equal("reason", Assert.Single(released.Refusal(new Hold { Entry = "e2" }).Fields).Field);
    }

    [Fact]
    public void A_correction_made_while_an_entry_is_held_shows_after_release_and_as_of_then()
    {
        var held = Published.Given(new Hold { Entry = "e2", Reason = "Being checked." }, Correct("""{ "term": "2 years" }"""));
        Assert.Equal(PublicChange.None, held.Last!.Public);

        var entry = held.Given(new ReleaseHold { Entry = "e2" })["e2"];
        Assert.Equal(entry.UpdatedAt, Assert.Single(entry.Corrections).At);
        Assert.Equal(2, entry.PublicRevision);
    }

    [Fact]
    public void An_embargo_hides_until_it_is_lifted()
    {
        var embargoed = Published.Given(Until(1));
        Assert.Equal((PublicChange.Removed, "embargoed"), (embargoed.Last!.Public, embargoed["e2"].Status));

        var lifted = embargoed.Given(Lift);
        Assert.Equal((PublicChange.Recorded, "published"), (lifted.Last!.Public, lifted["e2"].Status));
    }

    [Fact]
    public void The_clock_lifts_an_embargo_when_its_instant_has_come_and_not_before()
    {
        var embargoed = Published.Given(Until(1));
        var clock = new ComeDue { Entry = "e2" };

        Assert.Contains("due yet", embargoed.Nothing(clock));
        Assert.IsType<Decision.Accepted>((embargoed with { Now = embargoed.Now.AddHours(1) }).When(clock));
    }

    [Fact]
    public void What_is_lifted_by_another_is_not_lifted_twice() =>
        Assert.Contains("Nothing waits", Published.Given(Until(1), Lift).Nothing(new ComeDue { Entry = "e2" }));

    [Fact]
    public void An_embargo_can_be_moved_but_not_into_the_past()
    {
        var embargoed = Published.Given(Until(1));

        Assert.IsType<Decision.Accepted>(embargoed.When(Until(2)));
        Assert.Contains("already", embargoed.Nothing(Until(1)));
        Assert.Equal("until", Assert.Single(embargoed.Refusal(Until(-1)).Fields).Field);
        Assert.Equal("until", Assert.Single(embargoed.Refusal(new Embargo { Entry = "e2" }).Fields).Field);
    }

    [Fact]
    public void To_end_an_embargo_early_or_to_agree_on_an_earlier_end_needs_a_reason()
    {
        var embargoed = Published.Given(Until(2));

        Assert.Equal("reason", Assert.Single(embargoed.Refusal(new LiftEmbargo { Entry = "e2" }).Fields).Field);
        Assert.Equal("reason", Assert.Single(embargoed.Refusal(Until(1)).Fields).Field);
        Assert.IsType<Decision.Accepted>(embargoed.When(new Embargo { Entry = "e2", Asked = Until(1).Asked with { Reason = "They agreed." } }));
        Assert.Equal("They agreed.", Assert.IsType<EmbargoLifted>(((Decision.Accepted)embargoed.When(Lift)).Event).Reason);
    }

    [Fact]
    public void An_embargo_on_delivery_is_ended_by_hand_and_by_no_clock()
    {
        var embargoed = Published.Given(new Embargo { Entry = "e2", Asked = new() { OnDelivery = true, By = "The minister", Terms = "Check against delivery." } });

        Assert.Equal(("embargoed", null), (embargoed["e2"].Status, embargoed["e2"].Due));
        Assert.Contains("Nothing waits", (embargoed with { Now = embargoed.Now.AddYears(1) }).Nothing(new ComeDue { Entry = "e2" }));
        Assert.Equal("reason", Assert.Single(embargoed.Refusal(Until(1)).Fields).Field);
        Assert.Equal("published", embargoed.Given(new LiftEmbargo { Entry = "e2" })["e2"].Status);
        Assert.Equal("onDelivery", Assert.Single(
            Published.Refusal(new Embargo { Entry = "e2", Asked = Until(1).Asked with { OnDelivery = true } }).Fields).Field);
    }

    [Fact]
    public void A_draft_is_published_by_the_clock_when_any_editor_planned_so()
    {
        var planned = Draft.Given(Plan(1));
        Assert.Equal((PublicChange.None, "scheduled"), (planned.Last!.Public, planned["e2"].Status));

        Assert.Contains("due yet", planned.Nothing(new ComeDue { Entry = "e2" }));
        var published = (planned with { Now = planned.Now.AddHours(1) }).Given(new ComeDue { Entry = "e2" });
        Assert.Equal((PublicChange.Recorded, "published", null), (published.Last!.Public, published["e2"].Status, published["e2"].Due));
        Assert.Equal("draft", planned.Given(new Schedule { Entry = "e2" })["e2"].Status);
        Assert.Null(planned.Given(new Publish { Entry = "e2" })["e2"].ScheduledFor);
        Assert.Equal("not-a-draft", Published.Refusal(Plan(1)).Code);
        Assert.Equal("at", Assert.Single(Draft.Refusal(Plan(-1)).Fields).Field);
    }

    [Fact]
    public void A_plan_publishes_nothing_that_is_under_an_embargo_and_each_ends_for_itself()
    {
        var both = Draft.Given(Plan(1), Until(2));

        both = (both with { Now = both.Now.AddHours(1) }).Given(new ComeDue { Entry = "e2" });
        Assert.Equal("embargoed", both["e2"].Status);
        both = (both with { Now = both.Now.AddHours(1) }).Given(new ComeDue { Entry = "e2" });
        Assert.Equal("published", both["e2"].Status);
    }

    [Fact]
    public void A_reply_is_taken_at_a_retracted_entry_too_and_twice_is_once()
    {
        var reply = RecordReply.Example with { Entry = "e2" };
        var replied = Published.Given(new Retract { Entry = "e2", Reason = "r" }, reply);

        Assert.Equal((PublicChange.Changed, reply.Text), (replied.Last!.Public, Assert.Single(replied["e2"].Replies).Text));
        Assert.Contains("already", replied.Nothing(reply));
        Assert.Equal("basis", Assert.Single(Published.Refusal(reply with { Basis = "" }).Fields).Field);
    }

    [Fact]
    public void A_reply_stays_at_a_retracted_entry_until_its_time_is_over_and_at_one_that_stands_for_as_long_as_that()
    {
        var always = RecordReply.Example with { Entry = "e2" };
        var replied = Published.Given(always, always with { Text = "For a while.", Until = Published.Now.AddHours(1) });
        Assert.Null(replied["e2"].Due);
        Assert.Contains("Nothing waits", (replied with { Now = replied.Now.AddHours(2) }).Nothing(new ComeDue { Entry = "e2" }));

        var retracted = replied.Given(new Retract { Entry = "e2", Reason = "r" });
        Assert.Equal((2, Published.Now.AddHours(1)), (retracted["e2"].Replies.Length, retracted["e2"].Due));
        Assert.Contains("due yet", retracted.Nothing(new ComeDue { Entry = "e2" }));
        var over = (retracted with { Now = retracted.Now.AddHours(2) }).Given(new ComeDue { Entry = "e2" });
        Assert.Equal((PublicChange.Changed, always.Text, null), (over.Last!.Public, Assert.Single(over["e2"].Replies).Text, over["e2"].Due));

        var late = (replied with { Now = replied.Now.AddHours(2) }).Given(new Retract { Entry = "e2", Reason = "r" });
        Assert.Equal(always.Text, Assert.Single(late["e2"].Replies).Text);
        Assert.Equal("until", Assert.Single(Published.Refusal(always with { Until = Published.Now }).Fields).Field);
    }

    [Fact]
    public void A_hold_ends_plan_and_embargo_and_its_release_alone_publishes_nothing()
    {
        var hold = new Hold { Entry = "e2", Reason = "Being checked." };

        foreach (var waiting in new[] { Draft.Given(Plan(1), Until(2)), Published.Given(Until(1)) })
        {
            var released = waiting.Given(hold, new ReleaseHold { Entry = "e2" });
            Assert.Equal(("draft", null, false), (released["e2"].Status, released["e2"].Due, released["e2"].Visible));
            // What was agreed binds until its instant, or until an editor ends it.
            Assert.Equal("still-promised", released.Refusal(new Publish { Entry = "e2" }).Code);
            Assert.Equal("still-promised", released.Refusal(new Schedule { Entry = "e2", At = released["e2"].Promised!.Until!.Value.AddMinutes(-1) }).Code);
            Assert.Equal("reason", Assert.Single(released.Refusal(new LiftEmbargo { Entry = "e2" }).Fields).Field);
            Assert.Equal("published", released.Given(Lift, new Publish { Entry = "e2" })["e2"].Status);
            Assert.Equal("published", (released with { Now = released.Now.AddHours(3) }).Given(new Publish { Entry = "e2" })["e2"].Status);
        }
    }

    [Fact]
    public void What_was_agreed_binds_through_a_second_hold_and_another_agreement_takes_its_place()
    {
        var hold = new Hold { Entry = "e2", Reason = "Being checked." };
        var released = Published.Given(new Embargo { Entry = "e2", Asked = new() { OnDelivery = true } }, hold, new ReleaseHold { Entry = "e2" });

        Assert.Equal("still-promised", released.Given(hold, new ReleaseHold { Entry = "e2" }).Refusal(new Publish { Entry = "e2" }).Code);
        Assert.Equal("reason", Assert.Single(released.Refusal(Until(2)).Fields).Field);
        Assert.Null(released.Given(new Embargo { Entry = "e2", Asked = Until(2).Asked with { Reason = "They agreed." } })["e2"].Promised);
    }

    [Fact]
    public void Once_published_nothing_is_promised_any_more()
    {
        var due = Published.Given(Until(1), new Hold { Entry = "e2", Reason = "Being checked." }, new ReleaseHold { Entry = "e2" });
        var published = (due with { Now = due.Now.AddHours(2) }).Given(new Publish { Entry = "e2" });

        Assert.Null(published["e2"].Promised);
        Assert.Contains("no embargo", published.Nothing(new LiftEmbargo { Entry = "e2" }));
    }

    [Theory]
    [InlineData(AskedTakeDown.SayNote)]
    [InlineData(AskedTakeDown.Unlist)]
    public void What_takes_no_word_away_leaves_plan_and_embargo(string form)
    {
        var asked = AskedTakeDown.Example with { Form = form, Fields = [], Note = form == AskedTakeDown.SayNote ? "n" : null };
        foreach (var waiting in new[] { Draft.Given(Plan(1), Until(2)), Published.Given(Until(1)) })
        {
            var after = waiting.Given(new TakeDownEntry { Entry = "e2", Asked = asked });
            Assert.Equal((waiting["e2"].Status, waiting["e2"].Due, null), (after["e2"].Status, after["e2"].Due, after["e2"].Promised));
        }

        var story = Scene.Drafted.Given(new ScheduleStory { At = Scene.Drafted.Now.AddHours(1) }, new TakeDownStory { Asked = asked });
        Assert.Equal("scheduled", story.Story.Status);
    }

    [Fact]
    public void A_take_down_of_a_part_ends_plan_and_embargo_as_a_hold_does_and_publishes_nothing()
    {
        var note = new TakeDownEntry { Entry = "e2", Asked = AskedTakeDown.Example };

        foreach (var waiting in new[] { Draft.Given(Plan(1)), Draft.Given(Plan(1), Until(2)), Published.Given(Until(1)) })
        {
            Assert.Equal("embargo", Assert.Single(Assert.IsType<Decision.Accepted>(waiting.When(note)).Notes).Field);
            var noted = waiting.Given(note);
            Assert.Equal(("draft", null, false), (noted["e2"].Status, noted["e2"].Due, noted["e2"].Visible));
            Assert.Equal(waiting["e2"].Embargo, noted["e2"].Promised);
        }

        var story = Scene.Drafted.Given(new ScheduleStory { At = Scene.Drafted.Now.AddHours(1) },
            new EmbargoStory { Asked = new() { OnDelivery = true } }, new TakeDownStory { Asked = note.Asked });
        Assert.Equal(("draft", null), (story.Story.Status, story.Story.Due));
        Assert.Equal("still-promised", story.Refusal(new PublishStory()).Code);
        Assert.Equal("open", story.Given(new LiftStoryEmbargo(), new PublishStory()).Story.Status);
    }

    [Fact]
    public void The_end_of_an_embargo_publishes_neither_a_draft_nor_what_is_held()
    {
        var draft = Draft.Given(Until(1), Lift);
        Assert.Equal((PublicChange.None, "draft"), (draft.Last!.Public, draft["e2"].Status));
        var held = Published.Given(new Hold { Entry = "e2", Reason = "Being checked." }, Until(1), Lift);
        Assert.Equal((PublicChange.None, "held"), (held.Last!.Public, held["e2"].Status));
    }

    [Fact]
    public void A_retraction_leaves_a_tombstone_only_of_what_was_in_view()
    {
        var retract = new Retract { Entry = "e2", Reason = "It did not happen." };

        var tombstone = Published.Given(retract);
        Assert.Equal((PublicChange.Changed, true, "retracted"),
            (tombstone.Last!.Public, tombstone["e2"].Visible, tombstone["e2"].Status));
        var never = Draft.Given(retract);
        Assert.Equal((PublicChange.None, false), (never.Last!.Public, never["e2"].Visible));
        Assert.Equal("already-retracted", tombstone.Refusal(retract).Code);
        Assert.Equal("reason", Assert.Single(Published.Refusal(new Retract { Entry = "e2" }).Fields).Field);
    }

    [Fact]
    public void A_tombstone_of_what_was_held_has_the_date_that_the_public_knew()
    {
        var entry = Published.Given(
            new Hold { Entry = "e2", Reason = "Being checked." }, Correct("""{ "when": { "edtf": "2021-01-02" } }"""),
            new Retract { Entry = "e2", Reason = "It did not happen." })["e2"];

        Assert.True(entry.Visible);
        Assert.Equal("2021-01-17/2021-01-22", entry.Body.When.Edtf);
        // A hold that ended an embargo leaves a draft, and no tombstone of what the public saw is one.
        Assert.True(Published.Given(Until(1), new Hold { Entry = "e2", Reason = "Being checked." }, new Retract { Entry = "e2", Reason = "r" })["e2"].Visible);
    }

    private static Embargo Until(int hours) => new() { Entry = "e2", Asked = new() { Until = Scene.Opened.Now.AddHours(hours) } };

    private static Schedule Plan(int hours) => new() { Entry = "e2", At = Scene.Opened.Now.AddHours(hours) };

    private static LiftEmbargo Lift => new() { Entry = "e2", End = new() { Reason = "They agreed." } };

    [Fact]
    public void A_contributor_works_on_drafts_that_come_into_view_by_no_clock_and_knows_of_nothing_else_that_is_hidden()
    {
        var later = Scene.Opened.Now.AddDays(1);
        var draft = Scene.Opened.Given(Scene.Sentencing(draft: true));
        var note = new AddNote { Entry = "e2", Text = "Checked.", IfUpdatedAt = [DateTimeOffset.UnixEpoch] };

        Assert.Equal("stale-entry", draft.ByContributor().Refusal(note).Code);
        Assert.Equal("drafts-only", draft.Given(new Schedule { Entry = "e2", At = later }).ByContributor().Refusal(note with { IfUpdatedAt = null }).Code);
        Assert.All(
            [
                draft.Given(new Hold { Entry = "e2", Reason = "We check." }),
                draft.Given(new Embargo { Entry = "e2", Asked = new() { Until = later } }),
                draft.Given(new Embargo { Entry = "e2", Asked = new() { Until = later } }, new Hold { Entry = "e2", Reason = "We check." }, new ReleaseHold { Entry = "e2" }),
            ],
            hidden => Assert.Equal("unknown-entry", hidden.ByContributor().Refusal(note).Code));
    }

    [Fact]
    public void A_contributor_sets_no_embargo_which_would_take_the_draft_out_of_their_own_sight()
    {
        var refused = Scene.Opened.ByContributor().Refusal(Scene.Sentencing(s => s with { Draft = true, EmbargoUntil = Scene.Opened.Now.AddDays(1) }));

        Assert.Equal((RefusalReason.NotAllowed, "drafts-only"), (refused.Reason, refused.Code));
        Assert.Contains("sets no embargo", refused.Sentence.ToString(), StringComparison.Ordinal);
        Assert.Contains("records drafts", Scene.Opened.ByContributor().Refusal(Scene.Sentencing()).Sentence.ToString(), StringComparison.Ordinal);
    }
}
