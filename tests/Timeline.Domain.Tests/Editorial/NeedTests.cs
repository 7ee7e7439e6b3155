using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;

namespace Timeline.Domain.Tests.Editorial;

public class NeedTests
{
    private static readonly Scene Watched = Scene.Opened.Given(Scene.Sentencing(draft: true), new SetFourEyes { Commands = [FourEyes.Publication] });

    [Fact]
    public void A_draft_waits_for_its_publication_and_that_for_another_editor_or_to_be_seen()
    {
        Assert.Equal([Need.Draft, Need.Source], Need.Of(Watched["e2"]));

        var proposed = Watched.By("anna").Given(new Publish { Entry = "e2" }, new MarkLegal { Entry = "e2", Legal = LegalFlag.Review });
        Assert.Equal([Need.Approval, Need.Legal, Need.Draft, Need.Source], Need.Of(proposed["e2"]));

        var urgent = Watched.By("anna").Given(new Publish { Entry = "e2", Urgent = "It is on every channel." });
        Assert.Equal([Need.Urgent, Need.Source], Need.Of(urgent["e2"]));
        Assert.Empty(Need.Of(urgent.By("boris").Given(new SeeUrgent { Entry = "e2" }, new AddSource { Entry = "e2", Source = new() { Outlet = "Reuters" } })["e2"]));
    }

    [Fact]
    public void What_is_held_waits_for_its_release_and_what_is_retracted_for_nothing()
    {
        var held = Watched.Given(new Hold { Entry = "e2", Reason = "r" });
        Assert.Equal([Need.Held, Need.Source], Need.Of(held["e2"]));
        Assert.Empty(Need.Of(held.Given(new Retract { Entry = "e2", Reason = "r" })["e2"]));
    }

    [Fact]
    public void What_is_planned_awaits_a_report_and_arrests_and_charges_what_came_of_them()
    {
        Assert.Contains(Need.Report, Need.Of(Scene.Opened.Given(Scene.Rally())["e2"]));
        Assert.True(KindList.Find("arrest")!.AwaitsOutcome(Arrest.Example));
        Assert.True(KindList.Find("charge")!.AwaitsOutcome(Charge.Example));
        Assert.False(KindList.Find("charge")!.AwaitsOutcome(Charge.Example with { Status = "dropped" }));
        Assert.False(KindList.Find("statement")!.AwaitsOutcome(Statement.Example));
    }
}
