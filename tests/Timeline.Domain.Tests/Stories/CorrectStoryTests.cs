using System.Text.Json.Nodes;
using Timeline.Domain.Stories;
using Timeline.Domain.Tests.Editorial;

namespace Timeline.Domain.Tests.Stories;

public class CorrectStoryTests
{
    [Fact]
    public void A_correction_stores_what_changes_and_is_told_to_readers()
    {
        var correction = Correct("""{ "title": "Another title", "timeZone": "Europe/Moscow" }""", "correction", "It was misspelt.");

        var corrected = Scene.Opened.Given(correction);

        Assert.Equal(["title"], Scene.Opened.Event<StoryCorrected>(correction).Changes.Select(c => c.Key));
        Assert.Equal(("Another title", "Europe/Moscow", 2L), (corrected.Story.Title, corrected.Story.TimeZone, corrected.PublicVersion));
        var told = Assert.Single(corrected.Story.Corrections);
        Assert.Equal(("correction", "It was misspelt.", corrected.Story.UpdatedAt), (told.Class, told.Wrong, told.At));
        Assert.Equal(["title"], told.Fields);
    }

    [Fact]
    public void An_update_is_no_correction_and_null_empties_a_field()
    {
        var updated = Scene.Opened.Given(Correct("""{ "to": null, "standfirst": "It goes on." }"""));

        Assert.Equal((null, "It goes on."), (updated.Story.To, updated.Story.Standfirst));
        Assert.Empty(updated.Story.Corrections);
    }

    [Theory]
    [InlineData("""{ "timeZone": "Asia/Tokyo" }""", true)]
    [InlineData("""{ "language": "ru" }""", true)]
    [InlineData("""{ "title": "Other", "from": "2021-01-01" }""", false)]
    public void Only_another_zone_or_language_makes_the_entries_read_otherwise(string changes, bool anew) =>
        Assert.Equal(anew, Scene.Opened.Given(Scene.Rally(), Correct(changes)).Last!.Anew);

    [Theory]
    [InlineData("""{ "title": "Russia, January 2021: Navalny's return, arrest and the rallies" }""")]
    [InlineData("""{ "standfirst": "" }""")]
    public void What_changes_nothing_stores_nothing(string changes) => Assert.Equal(
        "The correction says what the story says already.", Scene.Opened.Nothing(Correct(changes)));

    [Theory]
    [InlineData("{}", "changes")]
    [InlineData("""{ "id": "other" }""", "changes.id")]
    [InlineData("""{ "draft": true }""", "changes.draft")]
    [InlineData("""{ "status": "closed" }""", "changes.status")]
    [InlineData("""{ "title": null }""", "changes.title")]
    [InlineData("""{ "title": 7 }""", "changes.title")]
    [InlineData("""{ "timeZone": "Europe/Nowhere" }""", "changes.timeZone")]
    [InlineData("""{ "to": "2020-12-31" }""", "changes.to")]
    [InlineData("""{ "picture": { "url": "https://example.org/a.jpg" } }""", "changes.picture.alt")]
    public void What_is_wrong_is_refused_by_its_name(string changes, string field) =>
        Assert.Equal(field, Assert.Single(Scene.Opened.Refusal(Correct(changes)).Fields).Field);

    [Theory]
    [InlineData("""{ "title": "Russia, January 2021: Navalny's return, arrest, and the rallies" }""", null)]
    [InlineData("""{ "title": "Russia, January 2022: Navalny's return, arrest and the rallies" }""", "changes.title")]
    [InlineData("""{ "title": "Russia, January 2021: Navalny's return, trial and the rallies" }""", "changes.title")]
    [InlineData("""{ "standfirst": "He came back." }""", "changes.standfirst")]
    [InlineData("""{ "from": "2021-01-16" }""", "changes.from")]
    [InlineData("""{ "language": "de" }""", "changes.language")]
    public void A_refile_touches_words_and_nothing_else(string changes, string? field)
    {
        var decided = Scene.Opened.When(Correct(changes, "refile"));

        Assert.Equal(field, decided is Decision.Refused refused ? Assert.Single(refused.Refusal.Fields).Field : null);
    }

    [Fact]
    public void It_must_name_the_state_that_the_editor_saw()
    {
        var correction = Correct("""{ "title": "Other" }""") with { AnyState = false };
        var seen = Scene.Opened.Story.UpdatedAt;

        Assert.Equal("if-match-missing", Scene.Opened.Refusal(correction).Code);
        var corrected = Scene.Opened.Given(correction with { IfUpdatedAt = [seen] });
        Assert.Equal("stale-story", corrected.Refusal(correction with { IfUpdatedAt = [seen] }).Code);
        // What becomes of an entry does not concern it.
        Assert.IsType<Decision.Accepted>(Scene.Opened.Given(Scene.Rally()).When(correction with { IfUpdatedAt = [seen] }));
    }

    private static CorrectStory Correct(string changes, string @class = "update", string? wrong = null) =>
        new() { Class = @class, Wrong = wrong, Changes = JsonNode.Parse(changes)!.AsObject(), AnyState = true };
}
