using System.Text.Json.Nodes;
using Timeline.Api.Pages;
using Timeline.Api.Reading;
using Timeline.Domain.Languages;

namespace Timeline.Api.Tests.Pages;

/// <summary>What an entry said before, as its page tells it.</summary>
public sealed class StateInWordsTests
{
    private const string Moved = """{"status":"moved","was":{"edtf":"2021-02-01","display":"1. Februar 2021"},"by":"FSIN","reason":"Krank.","at":"2021-01-30T12:00:00.5+00:00"}""";

    [Theory]
    [InlineData("rally", "outcome", Moved, "Was daraus wurde", "Verschoben, 1. Februar 2021, FSIN, Krank.")]
    [InlineData("ruling", "outcome", Moved, "Was daraus wurde", "Verschoben, 1. Februar 2021, FSIN, Krank.")]
    [InlineData("ruling", "details.outcome", "\"dismissed\"", "Entscheidung", "abgewiesen")]
    [InlineData("charge", "details.status", "\"dropped\"", "Status", "fallen gelassen")]
    [InlineData("charge", "status", "\"withheld\"", "Status", "Zurückgehalten")]
    [InlineData("charge", "plea", "\"none\"", "Einlassung", "keine")]
    [InlineData("ban", "figures", """[{"what":"Demos","from":2000,"to":3000}]""", "Zahlen", "Demos, 2.000, 3.000")]
    [InlineData("departure", "manner", "\"dismissed\"", "Wie", "entlassen")]
    [InlineData("sentencing", "appealUntil", "\"2021-01-28\"", "Anfechtbar bis", "28. Januar 2021")]
    [InlineData("arrest", "aftermath", "true", "Nachgeschichte", "ja")]
    [InlineData("arrest", "sources", """[{"outlet":"DW","role":"originator","published":"2021-01"}]""", "Quellen", "DW, ursprüngliche Quelle, Januar 2021")]
    [InlineData("arrest", "people", """[{"id":"a","name":"Ann","role":"suspect"}]""", "Beteiligte", "Ann, verdächtig")]
    public void It_says_words_and_dates_as_the_page_does_and_no_moment_of_the_newsroom(string kind, string field, string value, string label, string said)
    {
        var state = StateInWords.Of(new(2, DateTimeOffset.UnixEpoch, null, null, [new(field, null, JsonNode.Parse(value))]), kind, Language.Of("de"), TimeZoneInfo.Utc);
        Assert.Equal((label, null, said), Assert.Single(state.Changes));
    }

    [Fact]
    public void What_became_of_a_plan_is_never_compared_with_what_a_court_decided()
    {
        var planned = JsonNode.Parse("""{"details":{"outcome":"dismissed"}}""")!.AsObject();
        var moved = new JsonObject { ["outcome"] = JsonNode.Parse(Moved), ["details"] = planned["details"]!.DeepClone() };

        var change = Assert.Single(FieldChanges.Between(planned, moved));
        Assert.Equal(("outcome", null), (change.Field, change.Was));
    }
}
