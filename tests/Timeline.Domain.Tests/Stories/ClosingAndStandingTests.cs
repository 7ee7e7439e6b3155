using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Timeline.Domain.Tests.Editorial;

namespace Timeline.Domain.Tests.Stories;

public class ClosingAndStandingTests
{
    private static readonly Scene Told = Scene.Opened.Given(Scene.Rally(), Scene.Sentencing(draft: true));

    [Fact]
    public void Nothing_new_is_recorded_in_a_closed_story_and_what_it_has_can_still_be_corrected()
    {
        var closed = Told.Given(new CloseStory { Summary = "The rallies were held." });

        Assert.Equal(("closed", "The rallies were held.", closed.Story.UpdatedAt),
            (closed.Story.Status, closed.Story.Closing!.Summary, closed.Story.Closing.At));
        Assert.Equal((RefusalReason.State, "story-closed"), (closed.Refusal(Scene.Rally()).Reason, closed.Refusal(Scene.Rally()).Code));
        closed.Given(
            new RecordOutcome { Entry = "e2", Status = "held" },
            new Correct { Entry = "e2", AnyState = true, Class = "update", Changes = new JsonObject { ["headline"] = "Held" } },
            new CorrectStory { AnyState = true, Class = "update", Changes = new JsonObject { ["to"] = "2021-01-24" } },
            new Retract { Entry = "e2", Reason = "Wrong." });
    }

    [Fact]
    public void A_closed_story_can_be_opened_again()
    {
        var again = Told.Given(new CloseStory(), new ReopenStory());

        Assert.Equal(("open", null), (again.Story.Status, again.Story.Closing));
        again.Given(Scene.Rally());
        Assert.Equal("The story is open.", again.Nothing(new ReopenStory()));
        Assert.Equal("The story is closed already.", Told.Given(new CloseStory()).Nothing(new CloseStory()));
    }

    [Theory]
    [InlineData("navalny-return-2021")]
    [InlineData("nobody-sees-it")]
    public void It_is_continued_by_another_story_that_readers_can_see(string other)
    {
        Assert.Equal("continuedBy", Assert.Single(Told.Refusal(new CloseStory { ContinuedBy = other }).Fields).Field);
        Assert.IsType<Decision.Accepted>(new CloseStory { ContinuedBy = "later" }.Decide(
            Given.OpenStory(), Given.Context with { Stories = new HashSet<string> { "later" } }));
    }

    [Fact]
    public void Where_things_stand_is_replaced_as_a_whole()
    {
        var said = Told.Given(Standing(["One.", "Two."], ["Three."]), Standing(["Four."], []));

        Assert.Equal(["Four."], said.Story.Standing!.Known.Select(p => p.Text));
        Assert.Empty(said.Story.Standing.Unknown);
        Assert.Equal((3L + 1, said.Story.UpdatedAt), (said.PublicVersion, said.Story.Standing.At));
        Assert.Equal("That is where things stand already.", said.Nothing(Standing(["Four."], [])));
        Assert.Null(said.Given(Standing([], [])).Story.Standing);
    }

    [Theory]
    [InlineData(6, 0, "known")]
    [InlineData(0, 4, "unknown")]
    public void At_most_five_things_are_known_and_three_are_not(int known, int unknown, string field) => Assert.Equal(field,
        Assert.Single(Told.Refusal(Standing(Some(known), Some(unknown))).Fields).Field);

    [Fact]
    public void Each_sentence_rests_on_an_entry_that_there_is()
    {
        Assert.Equal("known[0].entries", Assert.Single(Told.Refusal(
            new SetStanding { Known = [new() { Text = "One." }] }).Fields).Field);
        Assert.Equal("unknown[0].entries[1]", Assert.Single(Told.Refusal(
            new SetStanding { Unknown = [new() { Text = "One.", Entries = ["e2", "e9"] }] }).Fields).Field);
    }

    [Fact]
    public void A_link_to_an_entry_that_the_public_does_not_see_is_no_public_change()
    {
        var said = Told.Given(Standing(["One."], []));
        var hidden = said.Given(new SetStanding { Known = [new() { Text = "One.", Entries = ["e2", "e3"] }] });

        Assert.Equal((said.PublicVersion, PublicChange.None), (hidden.PublicVersion, hidden.Last!.Public));
        Assert.Equal((said.Story.Standing!.At, said.Story.PublicUpdatedAt), (hidden.Story.Standing!.At, hidden.Story.PublicUpdatedAt));
        Assert.Equal(["e2", "e3"], hidden.Story.Standing.Entries);
    }

    private static SetStanding Standing(string[] known, string[] unknown) => new()
    {
        Known = [.. known.Select(t => new StandingPoint { Text = t, Entries = ["e2"] })],
        Unknown = [.. unknown.Select(t => new StandingPoint { Text = t, Entries = ["e2"] })],
    };

    private static string[] Some(int count) => [.. Enumerable.Range(1, count).Select(i => $"Sentence {i}.")];
}
