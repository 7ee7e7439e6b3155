using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public sealed class RecordEntryTests
{
    [Fact]
    public void Nothing_is_recorded_into_a_story_that_nobody_opened()
    {
        var refusal = Given.Refused(new RecordEntry(Arrest.Example).Decide(StoryState.Empty, Given.Context));

        Assert.Equal((RefusalReason.Unknown, "unknown-story"), (refusal.Reason, refusal.Code));
    }

    [Fact]
    public void An_entry_may_link_to_another_of_its_story()
    {
        var command = new RecordEntry(Arrest.Example with { Links = [new() { Entry = "one", Relation = "follows" }] });

        Assert.Equal(["one"], command.Needs);
        Assert.IsType<Decision.Accepted>(command.Decide(Given.OpenStory(Given.Arrest("one")), Given.Context));
    }

    [Theory]
    [InlineData("-0043-03-15", "-0043 is 44 BC")]
    [InlineData("-0043/-0030", "-0043 is 44 BC, -0030 is 31 BC")]
    [InlineData("0000", "0000 is 1 BC")]
    [InlineData("../Y-10000", "-10000 is 10001 BC")]
    public void A_year_before_one_is_said_back(string edtf, string said)
    {
        var accepted = Assert.IsType<Decision.Accepted>(
            new RecordEntry(Arrest.Example with { When = When.At(edtf), Background = true }).Decide(Given.OpenStory(), Given.Context));

        var note = Assert.Single(accepted.Notes, n => n.Field == "when.edtf");
        Assert.StartsWith(said + ":", note.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_year_since_one_needs_no_note() => Assert.DoesNotContain(
        Assert.IsType<Decision.Accepted>(new RecordEntry(Arrest.Example).Decide(Given.OpenStory(), Given.Context)).Notes, n => n.Field == "when.edtf");

    [Fact]
    public void A_link_to_an_entry_that_the_story_lacks_is_refused_by_its_path()
    {
        var command = new RecordEntry(Arrest.Example with { Links = [new() { Entry = "one" }, new() { Entry = "two" }] });

        var refusal = Given.Refused(command.Decide(Given.OpenStory(Given.Arrest("one")), Given.Context));

        Assert.Equal(("invalid-fields", "links[1].entry"), (refusal.Code, Assert.Single(refusal.Fields).Field));
        Assert.Contains("links[1].entry", refusal.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_entry_cannot_link_to_itself() => Assert.Equal("links[0].entry", Assert.Single(Given.Refused(
        new RecordEntry(Arrest.Example with { Links = [new() { Entry = Given.NewId }] })
            .Decide(Given.OpenStory(), Given.Context)).Fields).Field);

    [Theory]
    [InlineData(null, 2, null)]
    [InlineData(null, 3, "claims[1].about.claim")]
    [InlineData("one", 1, null)]
    [InlineData("one", 7, "claims[1].about.claim")]
    public void A_claim_about_a_claim_that_the_entry_lacks_is_refused_by_its_path(string? entry, int claim, string? field)
    {
        Claim said = new() { By = "Police", Text = "He was there." };
        var one = Given.Arrest("one", a => a with { Claims = [said] });
        var command = new RecordEntry(Arrest.Example with { Claims = [said, said with { Verb = "denies", About = new() { Entry = entry, Claim = claim } }] });

        var decision = command.Decide(Given.OpenStory(one), Given.Context);

        Assert.Equal(field, (decision as Decision.Refused)?.Refusal.Fields.Single().Field);
    }

    [Fact]
    public void A_link_that_is_null_is_refused_by_its_path()
    {
        var command = new RecordEntry(Arrest.Example with { Links = [null!] });

        Assert.Empty(command.Needs);
        Assert.Equal("links[0]", Assert.Single(Given.Refused(command.Decide(Given.OpenStory(), Given.Context)).Fields).Field);
    }

    [Fact]
    public void A_link_without_an_entry_is_refused_once() => Assert.Equal("links[0].entry", Assert.Single(Given.Refused(
        new RecordEntry(Arrest.Example with { Links = [new()] }).Decide(Given.OpenStory(), Given.Context)).Fields).Field);

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, false)]
    [InlineData(1, true)]
    public void An_embargo_must_end_in_the_future(int seconds, bool accepted)
    {
        var decision = new RecordEntry(Arrest.Example with { EmbargoUntil = Given.Now.AddSeconds(seconds) })
            .Decide(Given.OpenStory(), Given.Context);

        Assert.Equal(accepted, decision is Decision.Accepted);
        if (!accepted)
            Assert.Equal("embargoUntil", Assert.Single(Given.Refused(decision).Fields).Field);
    }

    [Fact]
    public void A_command_about_an_entry_that_the_story_lacks_is_refused()
    {
        var refusal = Given.Refused(new Hold { Entry = "one", Reason = "r" }.Decide(Given.OpenStory(), Given.Context));

        Assert.Equal((RefusalReason.Unknown, "unknown-entry"), (refusal.Reason, refusal.Code));
    }
}
