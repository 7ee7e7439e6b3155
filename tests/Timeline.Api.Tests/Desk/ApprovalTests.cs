using System.Text.Json.Nodes;
using Timeline.Api.Desk.Stories;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Desk;

/// <summary>What is told of a proposal to whoever is to approve it.</summary>
public sealed class ApprovalTests
{
    [Theory]
    [InlineData("Correct", """{"changes":{"manner":"dismissed"}}""", "Wie: entlassen")]
    [InlineData("RecordOutcome", """{"status":"held"}""", "Was daraus wurde: Hat stattgefunden")]
    public void It_says_what_is_asked_in_the_words_of_the_command_and_of_the_kind(string command, string asked, string said)
    {
        var told = Approval.Asked(
            new(command, "anna", JsonNode.Parse(asked)!.AsObject(), DateTimeOffset.UnixEpoch), "entry", new(Language.Of("de"), TimeZoneInfo.Utc, "departure"));
        Assert.Equal(said, string.Join("; ", told.Select(t => $"{t.Label}: {t.Text}")));
    }
}
