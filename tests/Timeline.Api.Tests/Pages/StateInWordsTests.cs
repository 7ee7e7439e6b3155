using System.Text.Json.Nodes;
using Timeline.Api.Pages;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Pages;

/// <summary>What an entry said before, as its page tells it.</summary>
public sealed class StateInWordsTests
{
    private const string Moved = """{"status":"moved","was":{"edtf":"2021-02-01","display":"1. Februar 2021"},"by":"FSIN","reason":"Krank.","at":"2021-01-30T12:00:00.5+00:00"}""";

    [Theory]
    [InlineData("rally", "outcome", Moved, "Was daraus wurde", "Verschoben, 1. Februar 2021, FSIN, Krank.")]
    [InlineData("ruling", "outcome", "\"dismissed\"", "Entscheidung", "abgewiesen")]
    [InlineData("departure", "manner", "\"dismissed\"", "Wie", "entlassen")]
    [InlineData("sentencing", "appealUntil", "\"2021-01-28\"", "Anfechtbar bis", "28. Januar 2021")]
    [InlineData("arrest", "aftermath", "true", "Nachgeschichte", "ja")]
    [InlineData("arrest", "sources", """[{"outlet":"DW","role":"originator","published":"2021-01"}]""", "Quellen", "DW, ursprüngliche Quelle, Januar 2021")]
    [InlineData("arrest", "people", """[{"id":"a","name":"Ann","role":"suspect"}]""", "Beteiligte", "Ann, verdächtig")]
    public void It_says_words_and_dates_as_the_page_does_and_no_moment_of_the_newsroom(string kind, string field, string value, string label, string said)
    {
        var state = StateInWords.Of(new(2, DateTimeOffset.UnixEpoch, null, null, [new(field, null, JsonNode.Parse(value))]), KindList.Find(kind), Language.Of("de"), TimeZoneInfo.Utc);
        Assert.Equal((label, null, said), Assert.Single(state.Changes));
    }
}
