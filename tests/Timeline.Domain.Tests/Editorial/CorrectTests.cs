using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests.Editorial;

public class CorrectTests
{
    private static readonly Scene Given = Scene.Opened.Given(Scene.Sentencing());

    [Fact]
    public void A_correction_stores_only_the_fields_that_change()
    {
        var stored = Given.Event<EntryCorrected>(Correct("""{ "term": "2 years", "headline": "Navalny jailed for 30 days" }"""));

        Assert.Equal(["term"], stored.Changes.Select(c => c.Key));
        Assert.Equal(("correction", "The term was wrong."), (stored.Class, stored.Wrong));
    }

    [Fact]
    public void It_changes_the_kinds_own_fields_and_says_for_readers_what_was_wrong()
    {
        var entry = Given.Given(Correct("""{ "term": "2 years", "summary": "Much longer." }"""))["e2"];

        Assert.Equal("2 years", ((Sentencing)entry.Body).Term);
        Assert.Equal("Much longer.", entry.Body.Summary);
        Assert.Equal(Sentencing.Example.Headline, entry.Body.Headline);
        var correction = Assert.Single(entry.Corrections);
        Assert.Equal(("correction", "The term was wrong.", entry.UpdatedAt), (correction.Class, correction.Wrong, correction.At));
        Assert.Equal(["summary", "term"], correction.Fields);
    }

    [Fact]
    public void Null_empties_a_field() =>
        Assert.Null(((Sentencing)Given.Given(Correct("""{ "term": null }"""))["e2"].Body).Term);

    [Fact]
    public void One_that_changes_nothing_is_not_stored() =>
        Assert.Contains("already", Given.Nothing(Correct("""{ "term": "30 days" }""")));

    [Theory]
    [InlineData("""{ "when": { "edtf": "tomorrow" } }""", "changes.when.edtf")]
    [InlineData("{}", "changes")]
    [InlineData("""{ "headline": null }""", "changes.headline")]
    [InlineData("""{ "headline": "" }""", "changes.headline")]
    [InlineData("""{ "people": [ { "id": "Not A Slug", "name": "N" } ] }""", "changes.people[0].id")]
    [InlineData("""{ "terms": "2 years" }""", "changes.terms")]
    [InlineData("""{ "term": 30 }""", "changes.term")]
    [InlineData("""{ "links": [ { "entry": "e2", "relation": "follows" } ] }""", "changes.links[0].entry")]
    [InlineData("""{ "links": [ { "entry": "nothing", "relation": "follows" } ] }""", "changes.links[0].entry")]
    [InlineData("""{ "id": "another" }""", "changes.id")]
    [InlineData("""{ "mood": "grim" }""", "changes.mood")]
    public void It_is_checked_as_the_original_was(string changes, string field) =>
        Assert.Equal(field, Assert.Single(Given.Refusal(Correct(changes)).Fields).Field);

    [Theory]
    [InlineData("draft", "false")]
    [InlineData("embargoUntil", "\"2021-02-01T00:00:00Z\"")]
    [InlineData("planned", "true")]
    [InlineData("key", "true")]
    public void What_has_a_command_of_its_own_is_no_matter_of_a_correction(string field, string value) =>
        Assert.Equal($"changes.{field}", Assert.Single(Given.Refusal(Correct($$"""{ "{{field}}": {{value}} }""")).Fields).Field);

    [Theory]
    [InlineData("mistake", "The term was wrong.", "class")]
    [InlineData("correction", "", "wrong")]
    public void It_needs_a_class_and_says_what_was_wrong(string @class, string wrong, string field) =>
        Assert.Equal(field, Assert.Single(
            Given.Refusal(Correct("""{ "term": "2 years" }""") with { Class = @class, Wrong = wrong }).Fields).Field);

    [Fact]
    public void It_must_say_which_state_of_the_entry_it_was_made_for() =>
        Assert.Equal(RefusalReason.PreconditionMissing,
            Given.Refusal(Correct("""{ "term": "2 years" }""") with { AnyState = false }).Reason);

    [Fact]
    public void One_made_for_an_older_state_is_stale()
    {
        var read = Given["e2"].UpdatedAt;
        var changed = Given.Given(Correct("""{ "term": "2 years" }"""));
        var late = Correct("""{ "summary": "Longer." }""") with { AnyState = false, IfUpdatedAt = [read] };

        Assert.IsType<Decision.Accepted>(Given.When(late));
        Assert.Equal(RefusalReason.Stale, changed.Refusal(late).Reason);
    }

    [Fact]
    public void A_change_of_another_entry_does_not_make_it_stale()
    {
        var correction = Correct("""{ "term": "2 years" }""") with { AnyState = false, IfUpdatedAt = [Given["e2"].UpdatedAt] };

        Assert.IsType<Decision.Accepted>(
            Given.Given(Scene.Rally(), new MarkKey { Entry = "e3" }).When(correction));
    }

    [Fact]
    public void What_is_retracted_cannot_be_corrected() =>
        Assert.Equal("already-retracted", Given.Given(new Retract { Entry = "e2", Reason = "Untrue." })
            .Refusal(Correct("""{ "term": "2 years" }""")).Code);

    [Fact]
    public void The_kind_of_an_entry_can_be_corrected_and_what_the_new_kind_lacks_goes()
    {
        var stored = Given.Event<EntryCorrected>(Correct("""{ "kind": "ruling", "outcome": "convicted" }"""));
        Assert.Equal(["kind", "outcome", "term"], stored.Changes.Select(c => c.Key).Except(["grounds", "charges", "suspended"]).Order());

        var entry = Given.Given(Correct("""{ "kind": "ruling", "outcome": "convicted" }"""))["e2"];

        var ruling = Assert.IsType<Ruling>(entry.Body);
        Assert.Equal(("ruling", "convicted", Sentencing.Example.Headline), (entry.Kind, ruling.Outcome, ruling.Headline));
        Assert.Contains("kind", entry.Corrections[^1].Fields);
    }

    [Theory]
    [InlineData("""{ "kind": "sermon" }""", "changes.kind")]
    [InlineData("""{ "kind": null }""", "changes.kind")]
    [InlineData("""{ "kind": "ruling", "term": "30 days" }""", "changes.term")]
    [InlineData("""{ "kind": "death" }""", "changes.person")]
    public void A_kind_that_there_is_not_or_that_the_entry_does_not_fit_is_refused(string changes, string field) =>
        Assert.Equal(field, Assert.Single(Given.Refusal(Correct(changes)).Fields).Field);

    [Fact]
    public void A_field_that_both_kinds_have_stays()
    {
        var detention = Scene.Opened.Given(new RecordEntry(Arrest.Example with { Grounds = "A warrant.", By = "Police" }),
            Correct("""{ "kind": "detention" }"""))["e2"];

        var body = Assert.IsType<Detention>(detention.Body);
        Assert.Equal(("A warrant.", (Who)"Police"), (body.Grounds, body.By));
    }

    [Fact]
    public void A_claim_about_what_the_public_does_not_see_is_no_public_change()
    {
        var hidden = Scene.Opened.Given(Scene.Sentencing(), Scene.Sentencing(draft: true),
            Correct("""{ "claims": [ { "by": "A", "text": "Yes." } ] }"""));

        var told = hidden.Given(Correct("""{ "claims": [ { "by": "A", "text": "Yes.", "about": "e3" } ] }"""));

        Assert.Equal((PublicChange.None, hidden.PublicVersion), (told.Last!.Public, told.PublicVersion));
        Assert.Equal("claims[0].about", Assert.Single(hidden.Refusal(new RecordEntry(Statement.Example with
        { Claims = [new() { By = "A", Verb = "denies", About = new() { Entry = "nowhere" } }] })).Fields).Field);
    }

    [Fact]
    public void Whoever_may_not_see_what_an_entry_names_corrects_the_rest_and_it_stays()
    {
        Claim About(string entry, string? text = null) => new() { By = "A", Verb = "denies", Text = text, About = new() { Entry = entry } };
        // Two things that A denies, of which neither reads as anything without what it is about.
        var whole = Incident.Example with
        {
            Draft = true,
            Claims = [About("e2"), About("e3")],
            Links = [new() { Entry = "e2", Relation = "follows" }, new() { Entry = "e4", Relation = "caused", Claim = About("e2", "It did not.") }],
            Cause = [About("e3", "It was not that."), About("e4", "Nor that.")],
        };
        var draft = Scene.Opened.Given(Scene.Sentencing(), Scene.Sentencing(), Scene.Sentencing(), new RecordEntry(whole),
            new Hold { Entry = "e2", Reason = "Checking." }, new Hold { Entry = "e3", Reason = "Checking." }).ByContributor();
        EntryBody After(string changes) => draft.Given(Correct(changes, "e5"))["e5"].Body;

        Assert.Equal(["headline"], draft.Event<EntryCorrected>(Correct("""{ "headline": "Another" }""", "e5")).Changes.Select(c => c.Key));
        // Each list as it reads, with one more.
        var claims = After("""{ "claims": [ { "by": "A", "verb": "denies" }, { "by": "B", "text": "Yes." }, { "by": "A", "verb": "denies" } ] }""").Claims;
        Assert.Equal(["e2", null, "e3"], claims.Select(c => c.About?.Entry));
        var links = After("""
            { "links": [ { "entry": "e4", "relation": "updates" }, { "entry": "e4", "relation": "caused", "claim": { "by": "A", "verb": "denies", "text": "It did not." } } ] }
            """).Links;
        Assert.Equal([("e4", null), ("e4", "e2"), ("e2", null)], links.Select(l => (l.Entry, l.Claim?.About?.Entry)));
        var cause = ((Incident)After("""{ "cause": [ { "by": "A", "verb": "denies", "text": "It was not that." } ] }""")).Cause;
        Assert.Equal(["e3"], cause.Select(c => c.About?.Entry));
        // Nor is it theirs to find out.
        Assert.Equal("changes.cause[0].about", Assert.Single(draft.Refusal(
            Correct("""{ "cause": [ { "by": "A", "verb": "denies", "text": "It was not that.", "about": "e3" } ] }""", "e5")).Fields).Field);
    }

    [Fact]
    public void What_it_keeps_of_what_they_may_not_see_speaks_against_nothing_that_they_write()
    {
        var anna = new Person { Id = "anna-k", Name = "Anna K." };
        var whole = Incident.Example with
        {
            Draft = true,
            People = [.. Incident.Example.People, anna],
            Links = [new() { Entry = "e2", Relation = "caused", Claim = new() { By = anna.Id, Text = "It did." } }],
        };
        var draft = Scene.Opened.Given(Scene.Sentencing(), Scene.Sentencing(), new RecordEntry(whole), new Hold { Entry = "e2", Reason = "Checking." }).ByContributor();
        EntryBody After(string changes) => draft.Given(Correct(changes, "e4"))["e4"].Body;

        // Whom only that names they take out; it goes on to say who said it.
        var people = new JsonObject { ["people"] = JsonSerializer.SerializeToNode(Incident.Example.People, DomainJson.Stored) }.ToJsonString();
        Assert.Empty(Assert.IsType<Decision.Accepted>(draft.When(Correct(people, "e4"))).Notes);
        var link = Assert.Single(After(people).Links);
        Assert.Equal(("e2", anna.Name), (link.Entry, link.Claim!.By!.Authors[0].Who!.Text));
        // As many as an entry may have: what has no room beside them goes, rather than be told.
        var most = string.Join(", ", Enumerable.Repeat("""{ "entry": "e3", "relation": "updates" }""", CheckedField.DefaultList));
        Assert.All(After($$"""{ "links": [ {{most}} ] }""").Links, l => Assert.Equal("e3", l.Entry));
        Assert.Equal("changes.links", Assert.Single(draft.Refusal(Correct($$"""{ "links": [ {{most}}, { "entry": "e3", "relation": "updates" } ] }""", "e4")).Fields).Field);
    }

    internal static Correct Correct(string changes, string entry = "e2") => new()
    {
        Entry = entry,
        AnyState = true,
        Class = "correction",
        Wrong = "The term was wrong.",
        Changes = (JsonObject)JsonNode.Parse(changes)!,
    };
}
