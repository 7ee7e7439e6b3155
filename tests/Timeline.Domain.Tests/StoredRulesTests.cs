using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;

namespace Timeline.Domain.Tests;

/// <summary>Of events from elsewhere it is told what no command can have stored.</summary>
public class StoredRulesTests
{
    public static TheoryData<StoryEvent, string> NoCommandStores => new()
    {
        { new OutcomeRecorded("e", null!, null, null, null, null), "status" },
        { new OutcomeRecorded("e", "evil", null, null, null, null), "status" },
        { new OutcomeRecorded(null!, "held", null, null, null, null), "entry" },
        { new EntryProposed("e", nameof(Correct), "anna", new() { ["class"] = 5, ["changes"] = "no" }), "asked" },
        { new EntryProposed("e", "Erase", "anna", []), "asked" },
        { new EntryProposed("e", nameof(Retract), "anna", null), "asked" },
        { new StoryProposed(nameof(CorrectStory), "anna", new() { ["changes"] = 7 }), "asked" },
    };

    [Theory]
    [MemberData(nameof(NoCommandStores))]
    public void What_no_command_stores_is_told(StoryEvent @event, string field) =>
        Assert.Equal(field, StoredRules.Problem(@event, rewritten: false)?.Field);

    [Fact]
    public void What_a_command_stores_passes()
    {
        Assert.Null(StoredRules.Problem(new OutcomeRecorded("e", "held", null, null, null, null), rewritten: false));
        Assert.Null(StoredRules.Problem(new EntryProposed("e", nameof(Retract), "anna", new JsonObject { ["reason"] = "It was wrong." }), rewritten: false));
        Assert.Null(StoredRules.Problem(new EntryHeld("e", "A reason\nin two lines.", "shown") { Urgent = new(new string('x', 900) + "\nand more", "anna") }, rewritten: false));
    }
}
