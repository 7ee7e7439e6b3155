using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;

namespace Timeline.Domain.Tests.Editorial;

public class FourEyesTests
{
    private static readonly Scene Watched = Scene.Opened.Given(
        Scene.Sentencing(draft: true), new SetFourEyes { Commands = [FourEyes.Publication, FourEyes.Correction, FourEyes.Retraction] });

    private static readonly Publish Publish = new() { Entry = "e2" };

    [Fact]
    public void What_one_editor_asks_for_another_approves_and_it_is_done()
    {
        var proposed = Watched.By("anna").Given(Publish);
        Assert.Equal(("draft", PublicChange.None), (proposed["e2"].Status, proposed.Last!.Public));

        Assert.Equal((RefusalReason.NotAllowed, "own-work"), (proposed.Refusal(proposed.Approval()).Reason, proposed.Refusal(proposed.Approval()).Code));
        var published = proposed.Approved();

        Assert.Equal(("published", PublicChange.Recorded), (published["e2"].Status, published.Last!.Public));
        Assert.Equal("nothing-proposed", published.Refusal(published.Approval()).Code);
    }

    [Fact]
    public void An_approval_holds_for_the_state_that_was_seen_and_for_no_other()
    {
        var proposed = Watched.By("anna").Given(Publish).By("boris");
        var anything = proposed.Approval() with { IfUpdatedAt = null, AnyState = true };

        Assert.Equal((RefusalReason.PreconditionMissing, "if-match-missing"), (proposed.Refusal(anything).Reason, proposed.Refusal(anything).Code));
        Assert.Equal("if-match-missing", proposed.Refusal(anything with { AnyState = false }).Code);
        Assert.Equal("stale-entry", proposed.Refusal(Watched.Approval()).Code);
        Assert.Equal("if-match-missing", Scene.Drafted.Refusal(new ApproveStory { AnyState = true }).Code);
    }

    [Fact]
    public void A_later_change_voids_what_was_proposed_and_a_note_does_not()
    {
        var proposed = Watched.By("anna").Given(Publish, new AddNote { Entry = "e2", Text = "Please look." }).By("boris");
        Assert.IsType<EntryPublished>(proposed.Event<EntryPublished>(proposed.Approval()));

        var changed = proposed.Given(new MarkKey { Entry = "e2" });
        Assert.Equal("nothing-proposed", changed.Refusal(changed.Approval()).Code);
    }

    [Fact]
    public void What_is_urgent_passes_alone_with_a_reason_and_stays_in_sight_until_another_has_seen_it()
    {
        var urgent = Watched.By("anna").Given(Publish with { Urgent = "It is on every channel." });
        Assert.Equal(("published", "It is on every channel."), (urgent["e2"].Status, urgent["e2"].UrgentlyDone!.Reason));

        Assert.Equal("own-work", urgent.Refusal(new SeeUrgent { Entry = "e2" }).Code);
        var seen = urgent.By("boris").Given(new SeeUrgent { Entry = "e2" });

        Assert.Equal((null, PublicChange.None), (seen["e2"].UrgentlyDone, seen.Last!.Public));
        Assert.Contains("Nothing", seen.Nothing(new SeeUrgent { Entry = "e2" }));
    }

    [Fact]
    public void What_was_approved_and_comes_into_view_by_itself_changes_only_as_another_has_seen()
    {
        var later = Scene.Opened.Now.AddDays(1);
        var source = new AddSource { Entry = "e2", Source = AddSource.Example };
        var scheduled = Scene.Opened.Given(Scene.Sentencing(draft: true), new SetFourEyes { Commands = [FourEyes.Publication] })
            .By("anna").Given(new Schedule { Entry = "e2", At = later }).Approved().By("anna");
        var embargoed = Scene.Opened.Given(Scene.Sentencing(draft: true), new SetFourEyes { Commands = [FourEyes.Publication] },
                new Embargo { Entry = "e2", Asked = new() { Until = later } })
            .By("anna").Given(Publish).Approved().By("anna");

        Assert.All([scheduled, embargoed], scene =>
        {
            var proposed = scene.Given(source);
            Assert.IsType<EntryProposed>(scene.Event<EntryProposed>(source));
            Assert.Equal(scene["e2"].Body, proposed["e2"].Body);
            Assert.Contains(source.Source, proposed.Approved()["e2"].Body.Sources);
        });
        Assert.IsType<SourceAdded>(Watched.Event<SourceAdded>(source));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \u200b")]
    [InlineData(null)]
    public void Whoever_says_that_it_is_urgent_says_why_or_nothing_happens(string? reason)
    {
        reason ??= new string('x', FourEyes.LongestReason + 1);

        Assert.Equal("urgent", Assert.Single(Watched.Refusal(Publish with { Urgent = reason }).Fields).Field);
        Assert.Equal("urgent", Assert.Single(Watched.Refusal(new CorrectStory { AnyState = true, Class = "update", Changes = new() { ["to"] = "2021-01-31" }, Urgent = reason }).Fields).Field);
    }

    [Fact]
    public void A_hold_never_waits_and_nothing_is_recorded_into_view_past_it()
    {
        Assert.IsType<EntryHeld>(Watched.By("anna").Event<EntryHeld>(new Hold { Entry = "e2", Reason = "r" }));
        Assert.Equal("four-eyes", Watched.Refusal(Scene.Rally()).Code);
        Assert.Equal("commands[0]", Assert.Single(Watched.Refusal(new SetFourEyes { Commands = ["hold"] }).Fields).Field);
    }

    [Fact]
    public void An_embargo_that_is_to_end_earlier_waits_as_its_end_does_and_a_later_one_does_not()
    {
        var watched = Scene.Opened.Given(new SetFourEyes { Commands = [FourEyes.EmbargoEnd] }, Scene.Sentencing(), Until(5)).By("anna");

        Assert.IsType<EntryEmbargoed>(watched.Event<EntryEmbargoed>(Until(6)));
        var proposed = watched.Given(Until(1));
        Assert.Equal(("own-work", Scene.Opened.Now.AddHours(5)), (proposed.Refusal(proposed.Approval("e3")).Code, proposed["e3"].Embargo!.Until));
        Assert.Equal(Scene.Opened.Now.AddHours(1), proposed.Approved("e3")["e3"].Embargo!.Until);
        // What ends once the words are spoken may end before that instant.
        Assert.Equal(Scene.Opened.Now.AddHours(5), watched.Given(OnDelivery("They agreed."))["e3"].Embargo!.Until);
        Assert.Equal("reason", Assert.Single(Scene.Opened.Given(Scene.Sentencing(), Until(5) with { Entry = "e2" }).Refusal(OnDelivery(null) with { Entry = "e2" }).Fields).Field);

        static Embargo OnDelivery(string? reason) => new() { Entry = "e3", Asked = new() { OnDelivery = true, By = "The ministry", Reason = reason } };

        static Embargo Until(int hours) =>
            new() { Entry = "e3", Asked = new() { Until = Scene.Opened.Now.AddHours(hours), By = "The ministry", Reason = "They agreed." } };
    }

    [Fact]
    public void No_hold_and_release_leads_past_the_second_pair_of_eyes_that_the_end_of_an_embargo_needs()
    {
        var embargo = new Embargo { Entry = "e3", Asked = new() { OnDelivery = true, By = "The ministry" } };
        var released = Scene.Opened.Given(new SetFourEyes { Commands = [FourEyes.EmbargoEnd] }, Scene.Sentencing(), embargo,
            new Hold { Entry = "e3", Reason = "r" }, new ReleaseHold { Entry = "e3" }).By("anna");

        Assert.Equal("still-promised", released.Refusal(new Publish { Entry = "e3" }).Code);
        Assert.Equal("still-promised", released.Refusal(new Schedule { Entry = "e3", At = released.Now.AddMinutes(1) }).Code);
        var proposed = released.Given(new LiftEmbargo { Entry = "e3", End = new() { Reason = "They spoke." } });
        Assert.Equal("still-promised", proposed.Refusal(new Publish { Entry = "e3" }).Code);
        Assert.Equal("published", proposed.Approved("e3").Given(new Publish { Entry = "e3" })["e3"].Status);
    }

    [Fact]
    public void What_is_approved_is_decided_on_what_stands_then()
    {
        var correct = new Correct
        {
            Entry = "e2",
            AnyState = true,
            Class = "correction",
            Wrong = "The term was wrong.",
            Changes = new() { ["term"] = "2 years" },
        };
        var proposed = Watched.By("anna").Given(correct);

        Assert.Equal(["term"], proposed.By("boris").Event<EntryCorrected>(proposed.Approval()).Changes.Select(c => c.Key));
    }

    [Fact]
    public void A_story_is_published_and_corrected_by_two_and_urgently_by_one()
    {
        var watched = Scene.Drafted.Given(new SetFourEyes { Commands = [FourEyes.Publication, FourEyes.Correction] }).By("anna");

        var proposed = watched.Given(new PublishStory());
        Assert.Equal(("draft", "own-work"), (proposed.Story.Status, proposed.Refusal(Approval(proposed)).Code));
        var closed = proposed.Given(new CloseStory { Summary = "s" }).By("boris");
        Assert.Equal("nothing-proposed", closed.Refusal(Approval(closed)).Code);
        var published = proposed.By("boris").Given(Approval(proposed));
        Assert.Equal(("open", PublicChange.Story), (published.Story.Status, published.Last!.Public));

        var urgent = published.Given(new CorrectStory { AnyState = true, Class = "update", Changes = new() { ["to"] = "2021-01-31" }, Urgent = "It is wrong on air." });
        Assert.Equal(("2021-01-31", "It is wrong on air."), (urgent.Story.To, urgent.Story.UrgentlyDone!.Reason));
        Assert.Null(urgent.By("anna").Given(new SeeStoryUrgent()).Story.UrgentlyDone);

        static ApproveStory Approval(Scene seen) => new() { IfUpdatedAt = [seen.Story.UpdatedAt] };
    }

    [Fact]
    public void A_proposal_for_a_story_is_approved_by_no_state_that_does_not_show_it()
    {
        var correct = new CorrectStory { AnyState = true, Class = "update", Changes = new() { ["to"] = "2021-01-31" } };
        var proposed = Scene.Opened.Given(new SetFourEyes { Commands = [FourEyes.Correction] }).By("anna").Given(correct).By("boris");

        Assert.Equal("stale-story", proposed.Refusal(new ApproveStory { IfUpdatedAt = [proposed.Story.PublicUpdatedAt!.Value] }).Code);
        Assert.Equal("2021-01-31", proposed.Given(new ApproveStory { IfUpdatedAt = [proposed.Story.UpdatedAt] }).Story.To);
    }

    [Fact]
    public void Notes_and_flags_are_no_public_change()
    {
        var published = Scene.Opened.Given(Scene.Sentencing());
        var noted = published.Given(new AddNote { Entry = "e2", Text = "n" }, new MarkLegal { Entry = "e2", Legal = LegalFlag.Review },
            new NoteStory { Text = "n" }, new MarkStoryLegal { Legal = LegalFlag.Cleared });

        Assert.Equal((published.PublicVersion, published["e2"].PublicRevision, published["e2"].PublicUpdatedAt),
            (noted.PublicVersion, noted["e2"].PublicRevision, noted["e2"].PublicUpdatedAt));
        Assert.Equal((LegalFlag.Review, LegalFlag.Cleared), (noted["e2"].Legal, noted.Story.Legal));
        Assert.Contains("already", noted.Nothing(new MarkLegal { Entry = "e2", Legal = LegalFlag.Review }));
    }
}
