using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Tests.Desk;

public sealed class NamesTests
{
    [Theory]
    [InlineData("""[{"id":"aa","name":"Ivan"},{"id":"bb","name":"Ivan"},{"id":"cc","name":"aa"}]""", """["aa"]""", "aa")]
    [InlineData("""[{"id":"xx","name":"X; Y"},{"id":"yy","name":"xx"}]""", """["xx"]""", "xx")]
    [InlineData("""[{"id":"zz","name":"vera-1"},{"id":"vera-1","name":"Vera One"}]""", """["vera-1"]""", "Vera One")]
    [InlineData("""[{"id":"ma","name":"Ma"},{"id":"na","name":"ma"}]""", """["ma","na"]""", "Ma; na")]
    [InlineData("""[{"id":"p1","name":"p2"},{"id":"p2","name":"p1"}]""", """["p1"]""", "p1")]
    public void Whom_a_form_shows_by_a_name_that_is_somebody_elses_id_stays_who_they_are(string people, string by, string shown)
    {
        var called = Names.Called(JsonNode.Parse(people));
        string[] inputs = [.. JsonNode.Parse(by)!.AsArray().Select(one => called.GetValueOrDefault((string)one!) ?? (string)one!)];
        Assert.Equal(shown, string.Join("; ", inputs));
        var body = new JsonObject
        {
            ["people"] = JsonNode.Parse(people),
            ["claims"] = new JsonArray(new JsonObject { ["by"] = new JsonArray([.. inputs.Select(i => JsonValue.Create(i))]), ["verb"] = "says" }),
        };

        Names.Fill(body, FormFields.Of(KindList.Find("detention")!), new Dictionary<string, string>(), new Dictionary<string, string>(), JsonNode.Parse(people));

        Assert.Equal(by, body["claims"]![0]!["by"]!.ToJsonString());
    }

    [Fact]
    public void Who_has_another_name_by_now_is_meant_by_the_one_that_they_had_unless_that_is_somebody_elses()
    {
        var before = JsonNode.Parse("""[{"id":"vera-1","name":"Vera"},{"id":"otto-2","name":"Otto"}]""");
        var body = JsonNode.Parse("""
            {"people":[{"id":"vera-1","name":"Vera Three"},{"id":"otto-2","name":"Karl"},{"id":"otto-4","name":"Otto"}],
             "claims":[{"by":"Vera","verb":"says"},{"by":"Otto","verb":"says"},{"by":"Karl","verb":"says"}]}
            """)!.AsObject();

        Names.Fill(body, FormFields.Of(KindList.Find("detention")!), new Dictionary<string, string>(), new Dictionary<string, string>(), before);

        Assert.Equal(["vera-1", "otto-4", "otto-2"], body["claims"]!.AsArray().Select(c => (string?)c!["by"]));
    }
}
