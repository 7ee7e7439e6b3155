using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests.TakeDowns;

/// <summary>What a feed still says of what was taken down here does not come back by itself.</summary>
public class LostWordsTests
{
    private static readonly Arrest Body = Arrest.Example with { Headline = "Arrested", Summary = "At home." };

    [Theory]
    [InlineData("/body/summary", "summary")]
    [InlineData("/body/when", "when")]
    [InlineData("/changes/summary", "summary")]
    [InlineData("/source", "sources")]
    [InlineData("/figure", "figures")]
    [InlineData("/reason", "")]
    [InlineData("/asked", "")]
    public void The_fields_that_a_take_down_rewrote_are_known_of_the_entry(string rewritten, string fields)
    {
        StoryEvent @event = rewritten.StartsWith("/body", StringComparison.Ordinal) ? new Recorded<Arrest>("e", Body)
            : rewritten.StartsWith("/changes", StringComparison.Ordinal) ? new EntryCorrected("e", "update", null, new JsonObject { ["summary"] = null })
            : new EntryNoted("e", "n");
        StoryEvent[] events = @event is EntryRecorded ? [] : [new Recorded<Arrest>("e", Body)];

        var state = Given.OpenStory([.. events, @event with { Rewritten = [rewritten] }]);

        Assert.Equal(fields, string.Join(' ', state.Entries["e"].LostWords));
    }

    [Fact]
    public void No_update_writes_a_field_that_lost_words_and_an_editor_writes_it_anew()
    {
        var state = Given.OpenStory(new Recorded<Arrest>("e", Body) with { Rewritten = ["/body/summary"] });

        var refused = Given.Refused(Corrected("update", "headline", "summary"));

        Assert.Equal((RefusalReason.State, "words-taken-down"), (refused.Reason, refused.Code));
        Assert.Equal("changes.summary", Assert.Single(refused.Fields).Field);
        Assert.IsType<Decision.Accepted>(Corrected("update", "headline"));
        var anew = Assert.IsType<Decision.Accepted>(Corrected("clarification", "summary"));
        // Nor is what stands there since a feed's to write.
        state = state.Apply(anew.Event, state.Version + 1, Given.Now).State;
        Assert.Equal("words-taken-down", Given.Refused(Corrected("update", "summary", to: "At home.")).Code);
        Assert.IsType<Decision.NothingToDo>(Corrected("update", "summary"));

        Decision Corrected(string @class, string field, string? other = null, string to = "In the street.") => new Correct
        {
            Entry = "e",
            AnyState = true,
            Class = @class,
            Wrong = @class == "update" ? null : "Parts were left out.",
            Changes = new JsonObject(new[] { field, other }.OfType<string>().Select(f => KeyValuePair.Create(f, (JsonNode?)to))),
        }.Decide(state, Given.Context);
    }
}
