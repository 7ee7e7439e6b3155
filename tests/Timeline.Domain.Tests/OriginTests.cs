using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Tests.Editorial;

namespace Timeline.Domain.Tests;

/// <summary>What is taken over from another system is recorded once, whoever asks for it and when.</summary>
public sealed class OriginTests
{
    private static readonly RecordEntry Record = new(Arrest.Example with { Origin = "timelinejs:return" });

    [Fact]
    public void The_id_follows_from_the_origin_for_ever() => Assert.Equal("2ms5s3fxqx7", EntryId.OfOrigin("timelinejs:return"));

    [Fact]
    public void A_second_entry_of_one_origin_is_refused_and_the_first_one_named()
    {
        var story = Scene.Opened.Given(Record);

        Assert.Equal(Arrest.Example.Headline, story["2ms5s3fxqx7"].Body.Headline);
        var refusal = story.Refusal(new RecordEntry(Arrest.Example with { Origin = "timelinejs:return", Headline = "Another" }));
        Assert.Equal((RefusalReason.State, "already-recorded"), (refusal.Reason, refusal.Code));
        Assert.Contains("2ms5s3fxqx7", refusal.Sentence.ToString(), StringComparison.Ordinal);
        Assert.Contains("2ms5s3fxqx7", Record.Needs);
    }

    [Fact]
    public void Whoever_may_not_see_the_entry_of_an_origin_records_one_beside_it_once_and_the_publisher_is_told()
    {
        const string First = "2ms5s3fxqx7";
        var id = EntryId.BesideOrigin("timelinejs:return");
        var draft = new RecordEntry(Arrest.Example with { Origin = "timelinejs:return", Draft = true });
        var held = Scene.Opened.Given(Record, new Hold { Entry = First, Reason = "Being checked." });
        Assert.Equal([First, id], draft.Needs.TakeLast(2));
        Assert.Contains(First, held.Refusal(draft).Sentence.ToString(), StringComparison.Ordinal);

        var beside = held.ByContributor().Given(draft);

        Assert.True(beside[id].IsOpenDraft);
        Assert.Contains(id, beside.Refusal(draft).Sentence.ToString(), StringComparison.Ordinal);
        Assert.Contains(First, beside.By("anna").Refusal(draft).Sentence.ToString(), StringComparison.Ordinal);
        var published = Assert.IsType<Decision.Accepted>(beside.By("anna").When(new Publish { Entry = id }));
        Assert.Contains(First, Assert.Single(published.Notes).Sentence.ToString(), StringComparison.Ordinal);
        // What stands beside it was in their sight.
        var both = beside.By("anna").Given(new Hold { Entry = id, Reason = "Being checked, too." });
        Assert.Contains(id, both.ByContributor().Refusal(draft).Sentence.ToString(), StringComparison.Ordinal);
        // Once they see the first one it is the one.
        var shown = held.Given(new ReleaseHold { Entry = First });
        Assert.Contains(First, shown.ByContributor().Refusal(draft).Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void It_cannot_be_corrected()
    {
        var story = Scene.Opened.Given(Record);

        var refusal = story.Refusal(new Timeline.Domain.Editorial.Correct
        {
            Entry = "2ms5s3fxqx7",
            AnyState = true,
            Class = "update",
            Changes = new() { ["origin"] = "other" },
        });

        Assert.Equal("changes.origin", Assert.Single(refusal.Fields).Field);
    }
}
