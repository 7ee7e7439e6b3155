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
