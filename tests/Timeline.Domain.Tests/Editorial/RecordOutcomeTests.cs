using Timeline.Domain.Editorial;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests.Editorial;

public class RecordOutcomeTests
{
    private static readonly Scene Planned = Scene.Opened.Given(Scene.Rally());

    [Fact]
    public void A_rally_that_was_held_is_no_longer_planned()
    {
        var entry = Planned.Given(Outcome("held"))["e2"];

        Assert.False(entry.Body.Planned);
        Assert.Equal(("held", null, entry.UpdatedAt), (entry.Outcome!.Status, entry.Outcome.Was, entry.Outcome.At));
    }

    [Fact]
    public void One_that_is_moved_is_still_planned_and_says_for_when_it_was()
    {
        var entry = Planned.Given(Outcome("moved", "2021-01-31"))["e2"];

        Assert.Equal((true, "2021-01-31", "2021-01-23"),
            (entry.Body.Planned, entry.Body.When.Edtf, entry.Outcome!.Was!.Edtf));
    }

    [Fact]
    public void One_that_is_cancelled_keeps_the_date_it_had()
    {
        var entry = Planned.Given(Outcome("cancelled"))["e2"];

        Assert.Equal((false, "2021-01-23", "cancelled"),
            (entry.Body.Planned, entry.Body.When.Edtf, entry.Outcome!.Status));
    }

    [Fact]
    public void One_that_is_moved_twice_says_the_date_before_and_can_still_be_cancelled()
    {
        var twice = Planned.Given(Outcome("moved", "2021-01-31"), Outcome("moved", "2021-02-14"));
        Assert.Equal(("2021-02-14", "2021-01-31"), (twice["e2"].Body.When.Edtf, twice["e2"].Outcome!.Was!.Edtf));

        var cancelled = twice.Given(Outcome("cancelled"))["e2"];
        Assert.Equal((false, "2021-02-14", "cancelled", null),
            (cancelled.Body.Planned, cancelled.Body.When.Edtf, cancelled.Outcome!.Status, cancelled.Outcome.Was));
    }

    [Fact]
    public void What_was_moved_can_be_held_later() =>
        Assert.Equal("held", Planned.Given(Outcome("moved", "2021-01-31"), Outcome("held"))["e2"].Outcome!.Status);

    [Theory]
    [InlineData("cancelled", "held")]
    [InlineData("held", "lapsed")]
    [InlineData("banned", "partly-held")]
    [InlineData("lapsed", "postponed")]
    [InlineData("postponed", "cancelled")]
    public void News_of_a_plan_may_come_in_any_order(string first, string then)
    {
        var entry = Planned.Given(Outcome(first), Outcome(then))["e2"];

        Assert.Equal((then, then == "postponed"), (entry.Outcome!.Status, entry.Body.Planned));
        Assert.Equal("2021-02-07", Planned.Given(Outcome(first), Outcome("moved", "2021-02-07"))["e2"].Body.When.Edtf);
    }

    [Fact]
    public void What_was_said_by_mistake_is_taken_back_and_the_date_of_before_with_it()
    {
        var held = Planned.Given(Outcome("held"), Outcome("planned"))["e2"];
        Assert.Equal((true, null, "2021-01-23"), (held.Body.Planned, held.Outcome, held.Body.When.Edtf));

        var moved = Planned.Given(Outcome("moved", "2021-02-06"), Outcome("planned"))["e2"];
        Assert.Equal((true, null, "2021-01-23", null), (moved.Body.Planned, moved.Outcome, moved.Body.When.Edtf, moved.Body.Aftermath));

        Assert.Contains("already", Planned.Nothing(Outcome("planned")));
        // Another date of what is planned is a correction.
        Assert.Equal("when", Assert.Single(Planned.Refusal(Outcome("planned", "2021-02-20")).Fields).Field);
        Assert.Equal("when", Assert.Single(Planned.Given(Outcome("postponed")).Refusal(Outcome("planned", "2021-02-20")).Fields).Field);
        Assert.Equal("reason", Assert.Single(Planned.Given(Outcome("held")).Refusal(Outcome("planned") with { Reason = "x" }).Fields).Field);
    }

    [Fact]
    public void It_says_who_did_it_why_and_where_the_newsroom_has_it_from()
    {
        var source = new Source { Outlet = "Interfax", Role = "agency" };
        var outcome = Planned.Given(Outcome("banned") with { By = "City of Moscow", Reason = "The epidemic.", Source = source })["e2"].Outcome!;

        Assert.Equal(((By)"City of Moscow", "The epidemic.", source), (outcome.By!, outcome.Reason, outcome.Source));
        Assert.Contains("already", Planned.Given(Outcome("banned")).Nothing(Outcome("banned")));
        Assert.Equal("by", Assert.Single(Planned.Refusal(Outcome("banned") with { By = " " }).Fields).Field);
    }

    [Fact]
    public void What_is_postponed_without_a_date_awaits_no_report() => Assert.Equal(
        (true, false, true), (Planned["e2"].AwaitsReport, Planned.Given(Outcome("postponed"))["e2"].AwaitsReport,
            Planned.Given(Outcome("postponed"), Outcome("moved", "2021-02-07"))["e2"].AwaitsReport));

    [Fact]
    public void What_is_not_planned_has_no_outcome()
    {
        Assert.Equal("not-planned", Scene.Opened.Given(Scene.Sentencing()).Refusal(Outcome("held")).Code);
    }

    [Fact]
    public void A_move_needs_another_date_and_a_cancellation_none()
    {
        Assert.Equal("when", Assert.Single(Planned.Refusal(Outcome("moved")).Fields).Field);
        Assert.Equal("when", Assert.Single(Planned.Refusal(Outcome("cancelled", "2021-01-31")).Fields).Field);
        Assert.Contains("already", Planned.Nothing(Outcome("moved", "2021-01-23")));
        Assert.Equal("when.edtf", Assert.Single(Planned.Refusal(Outcome("moved", "someday")).Fields).Field);
        Assert.Equal("status", Assert.Single(Planned.Refusal(Outcome("delayed")).Fields).Field);
    }

    [Fact]
    public void A_date_that_was_dropped_before_publication_stays_unknown()
    {
        var draft = Scene.Opened.Given(new RecordEntry(Kinds.Rally.Example with { Draft = true }), Outcome("moved", "2021-01-31"));

        Assert.Null(draft.Given(new Publish { Entry = "e2" })["e2"].Outcome);

        var cancelled = draft.Given(Outcome("cancelled"), new Publish { Entry = "e2" })["e2"];
        Assert.Equal(("cancelled", null, cancelled.UpdatedAt),
            (cancelled.Outcome!.Status, cancelled.Outcome.Was, cancelled.Outcome.At));
    }

    [Fact]
    public void What_was_moved_twice_out_of_sight_says_the_date_that_the_public_knew()
    {
        var entry = Planned.Given(
            new Hold { Entry = "e2", Reason = "Being checked." }, Outcome("moved", "2021-01-30"), Outcome("moved", "2021-01-31"),
            new ReleaseHold { Entry = "e2" })["e2"];

        Assert.Equal(("2021-01-23", entry.UpdatedAt), (entry.Outcome!.Was!.Edtf, entry.Outcome.At));
    }

    [Fact]
    public void A_new_date_decides_anew_whether_it_is_in_the_storys_window_unless_an_editor_said_so()
    {
        var after = Planned.Given(Outcome("moved", "2021-02-06"));
        Assert.True(after["e2"].Body.Aftermath);
        Assert.Contains("aftermath", Assert.IsType<Decision.Accepted>(Planned.When(Outcome("moved", "2021-02-06"))).Notes.Select(n => n.Field));
        Assert.Null(after.Given(Outcome("moved", "2021-01-23"))["e2"].Body.Aftermath);

        var said = Scene.Opened.Given(new RecordEntry(Kinds.Rally.Example with { Background = false }), Outcome("moved", "2021-02-06"))["e2"];
        Assert.Equal((false, null), (said.Body.Background, said.Body.Aftermath));
    }

    private static RecordOutcome Outcome(string status, string? edtf = null) =>
        new() { Entry = "e2", Status = status, When = edtf is null ? null : When.At(edtf) };
}
