using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests.Editorial;

public class ChangeClassTests
{
    private static readonly Scene Given = Scene.Opened.Given(Scene.Sentencing(s => s with
    {
        Summary = "Alexei Navalny is jailed for 30 days; he calls it “a mockery” of our goverment.",
        Grounds = "Violating the terms of the suspeded sentence of 2014.",
        Charges = ["fraud"],
        Figures = [new() { Value = 30, Unit = "days", By = "the court" }],
        Media = [new() { Alt = "A man and policemen", Caption = "Outside the court", Credit = "TASS" }],
        Claims = [new() { By = "alexei-navalny", Verb = "says", Text = "It is politicaly motivated.", Quote = "a mockery" }],
    }));

    [Theory]
    [InlineData("correction", null, "wrong")]
    [InlineData("clarification", "", "wrong")]
    [InlineData("update", "It was wrong.", "wrong")]
    [InlineData("correction", "It was wrong.", null)]
    [InlineData("clarification", "It could be misread.", null)]
    [InlineData("update", null, null)]
    public void What_was_wrong_is_said_of_corrections_and_not_of_updates(string @class, string? wrong, string? field) => Assert.Equal(
        field, Field(Given.When(Change("""{ "headline": "Navalny is jailed" }""", @class, wrong))));

    [Theory]
    [InlineData("""{ "summary": "Alexei Navalny is jailed for 30 days; he calls it “a mockery” of our government." }""")]
    [InlineData("""{ "headline": "Navalny jailed, for 30 days" }""")]
    [InlineData("""{ "grounds": "Violating the terms of the suspended sentence of 2014." }""")]
    [InlineData("""{ "media": [{ "alt": "A man, and policemen", "caption": "Outside the court", "credit": "TASS" }] }""")]
    [InlineData("""{ "claims": [{ "by": "alexei-navalny", "text": "It is politically motivated.", "quote": "a mockery" }] }""")]
    public void A_refile_may_mend_spelling_and_style(string changes)
    {
        Assert.Null(Field(Given.When(Change(changes, "refile", null))));
        Assert.Null(Field(Given.When(Change(changes, "refile", "A spelling mistake."))));
        Assert.Empty(Given.Given(Change(changes, "refile", "A spelling mistake."))["e2"].Corrections);
    }

    [Theory]
    [InlineData("""{ "when": { "edtf": "2021-01-18" } }""", "changes.when")]
    [InlineData("""{ "people": [{ "id": "alexei-navalny", "name": "Alexey Navalny" }] }""", "changes.people")]
    [InlineData("""{ "figures": [{ "value": 31, "unit": "days", "by": "the court" }] }""", "changes.figures")]
    [InlineData("""{ "charges": ["extremism"] }""", "changes.charges")]
    [InlineData("""{ "term": "31 days" }""", "changes.term")]
    [InlineData("""{ "claims": [{ "by": "alexei-navalny", "text": "It is politicaly motivated.", "quote": "mockery" }] }""", "changes.claims")]
    [InlineData("""{ "media": [{ "alt": "A man and policemen", "caption": "Outside the court", "credit": "AFP" }] }""", "changes.media")]
    [InlineData("""{ "summary": "Alexei Navalny is jailed for 31 days; he calls it “a mockery” of our goverment." }""", "changes.summary")]
    [InlineData("""{ "summary": "Alexei Navalny is jailed for 30 days; he calls it “mockery” of our goverment." }""", "changes.summary")]
    [InlineData("""{ "summary": "Alexei Nawalny is jailed for 30 days; he calls it “a mockery” of our goverment." }""", "changes.summary")]
    [InlineData("""{ "summary": null }""", "changes.summary")]
    public void A_refile_touches_no_name_date_figure_quotation_or_charge(string changes, string field) =>
        Assert.Equal(field, Field(Given.When(Change(changes, "refile", null))));

    [Fact]
    public void A_refile_respells_no_address() => Assert.Equal("changes.url", Field(
        Scene.Opened.Given(new RecordEntry(Statement.Example with { Url = "https://example.org/goverment" }))
            .When(Change("""{ "url": "https://example.org/government" }""", "refile", null))));

    [Fact]
    public void Only_corrections_and_clarifications_are_told_as_such()
    {
        var entry = Given.Given(
            Change("""{ "term": "2 years" }""", "update", null), Change("""{ "term": "3 years" }""", "correction", "The term."),
            Change("""{ "term": "4 years" }""", "clarification", "The term."))["e2"];

        Assert.Equal(["correction", "clarification"], entry.Corrections.Select(c => c.Class));
        Assert.Equal(("4 years", 4), (((Sentencing)entry.Body).Term, entry.PublicRevision));
    }

    private static string? Field(Decision decision) =>
        decision is Decision.Refused refused ? Assert.Single(refused.Refusal.Fields).Field : null;

    private static Correct Change(string changes, string @class, string? wrong) => new()
    {
        Entry = "e2",
        AnyState = true,
        Class = @class,
        Wrong = wrong,
        Changes = JsonNode.Parse(changes)!.AsObject(),
    };
}
