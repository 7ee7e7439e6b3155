using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests;

public sealed class KindTests
{
    public static TheoryData<string> Kinds => [.. KindList.All.Select(k => k.Name)];

    [Fact]
    public void The_names_under_which_events_are_stored_never_change()
    {
        // An old history must stay readable for ever: add lines here, never change one.
        Assert.Equal(
        [
            "story_opened",
            "arrest_recorded",
            "detention_recorded",
            "release_recorded",
            "sentencing_recorded",
            "investigation_recorded",
            "attack_recorded",
            "statement_recorded",
            "warning_recorded",
            "content_removal_recorded",
            "rally_recorded",
            "publication_recorded",
            "reaction_recorded",
            "charge_recorded",
            "hearing_recorded",
            "ruling_recorded",
            "search_recorded",
            "vote_recorded",
            "election_recorded",
            "law_recorded",
            "appointment_recorded",
            "departure_recorded",
            "agreement_recorded",
            "meeting_recorded",
            "sanction_recorded",
            "ban_recorded",
            "incident_recorded",
            "death_recorded",
            "journey_recorded",
            "development_recorded",
            "entry_corrected",
            "entry_held",
            "entry_released",
            "entry_retracted",
            "entry_published",
            "entry_embargoed",
            "embargo_lifted",
            "entry_key_marked",
            "source_added",
            "figure_added",
            "entry_linked",
            "outcome_recorded",
            "story_corrected",
            "story_published",
            "story_embargoed",
            "story_embargo_lifted",
            "standing_replaced",
            "story_closed",
            "story_reopened",
            "entry_past_changed",
            "entry_placed",
            "person_registered",
            "person_merged",
            "person_merge_undone",
            "person_moved",
            "entry_noted",
            "entry_legal_marked",
            "story_noted",
            "story_legal_marked",
            "entry_proposed",
            "urgent_seen",
            "story_proposed",
            "story_urgent_seen",
            "four_eyes_set",
            "reply_recorded",
            "reply_ended",
            "entry_taken_down",
            "story_taken_down",
            "person_taken_down",
            "entry_scheduled",
            "story_scheduled",
        ], EventTypes.All.Select(t => t.Alias));
    }

    [Fact]
    public void The_routes_of_the_kinds_never_change() => Assert.Equal(
        [
            ("arrest", "arrests"), ("detention", "detentions"), ("release", "releases"), ("sentencing", "sentencings"),
            ("investigation", "investigations"), ("attack", "attacks"), ("statement", "statements"),
            ("warning", "warnings"), ("content-removal", "content-removals"), ("rally", "rallies"),
            ("publication", "publications"), ("reaction", "reactions"), ("charge", "charges"), ("hearing", "hearings"),
            ("ruling", "rulings"), ("search", "searches"), ("vote", "votes"), ("election", "elections"), ("law", "laws"),
            ("appointment", "appointments"), ("departure", "departures"), ("agreement", "agreements"), ("meeting", "meetings"),
            ("sanction", "sanctions"), ("ban", "bans"), ("incident", "incidents"), ("death", "deaths"), ("journey", "journeys"),
            ("development", "developments"),
        ], KindList.All.Select(k => (k.Name, k.Plural)));

    [Fact]
    public void No_kind_takes_the_place_of_what_a_story_itself_has() => Assert.Empty(KindList.All.Select(k => k.Plural)
        .Intersect(["corrections", "closing", "reopening", "takedown", "entries", "publication", "standing", "timeline", "changes", "live", "history"]));

    [Theory, MemberData(nameof(Kinds))]
    public void A_kind_and_each_of_its_fields_has_an_English_label(string name)
    {
        var kind = KindList.Find(name)!;

        Assert.All(kind.Fields.SelectMany(f => f.Fields.Select(g => g.Label).Prepend(f.Label)).Append(kind.Label).Append(kind.PluralLabel),
            label => Assert.Matches("^[A-Z][a-z]+( [A-Za-z]+)*$", label));
        Assert.Equal(kind.Fields.Select(f => f.Label).Distinct(), kind.Fields.Select(f => f.Label));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Guilt_cause_and_responsibility_are_never_the_entrys_own_words(string name) => Assert.DoesNotContain(
        KindList.Find(name)!.Fields, f => f.Name is "perpetrator" or "allegation" or "responsibility" or "culprit" && f.Type != FieldType.Claim);

    [Fact]
    public void Every_event_of_the_domain_has_a_name_in_storage() => Assert.Equal(
        typeof(StoryEvent).Assembly.GetTypes()
            .Where(t => !t.IsAbstract && t.IsSubclassOf(typeof(StoryEvent))).Select(t => t.Name).Order(),
        EventTypes.All.Select(t => t.Type.Name).Distinct().Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_is_recorded_is_stored_once(string name)
    {
        var kind = KindList.All.Single(k => k.Name == name);
        object recorded = kind.Recorded("an-entry", kind.Example);

        var stored = JsonSerializer.SerializeToNode(recorded, recorded.GetType(), DomainJson.Stored)!.AsObject();

        Assert.Equal(["body", "entry"], stored.Select(p => p.Key).Order());
        Assert.Equal(kind.Example.Headline, (string?)stored["body"]!["headline"]);
    }

    [Fact]
    public void An_alias_that_no_event_has_is_found_nowhere() => Assert.Null(EventTypes.Find("arrest"));

    [Theory, MemberData(nameof(Kinds))]
    public void The_example_of_a_kind_is_accepted_as_an_event_of_that_kind(string name)
    {
        var kind = KindList.Find(name)!;

        var accepted = Assert.IsType<Decision.Accepted>(
            new RecordEntry(kind.Example).Decide(Given.OpenStory(), Given.Context));

        Assert.Equal(Given.NewId, accepted.Entry);
        Assert.IsType(kind.EventType, accepted.Event);
        Assert.Equal(kind.Alias, EventTypes.Alias(accepted.Event.GetType()));
        // Whether it is background hangs on the story's window.
        Assert.Equal(kind.Example, ((EntryRecorded)accepted.Event).Content with
        {
            Background = kind.Example.Background,
            Aftermath = kind.Example.Aftermath,
        });
        Assert.Same(kind, KindList.Of(kind.Example));
        Assert.Same(kind, CommandReader.KindOf(kind.Plural));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_editor_can_send_the_example_of_a_kind_as_it_is_shown(string name)
    {
        var kind = KindList.Find(name)!;
        var shown = JsonSerializer.SerializeToUtf8Bytes<object>(kind.Example, DomainJson.Stored);

        var read = CommandReader.Read(shown, kind.BodyType, out var problem);

        Assert.Null(problem);
        Assert.Equal(Json(kind.Example), Json(read!));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void An_event_reads_back_from_storage_as_it_was_written(string name)
    {
        var kind = KindList.Find(name)!;
        var written = JsonSerializer.Serialize<object>(kind.Recorded("abc", kind.Example), DomainJson.Stored);

        var read = (EntryRecorded)JsonSerializer.Deserialize(written, kind.EventType, DomainJson.Stored)!;

        Assert.Equal("abc", read.Entry);
        Assert.Equal(written, JsonSerializer.Serialize<object>(read, DomainJson.Stored));
        Assert.Equal(Json(kind.Example), Json(read.Content));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_service_reads_what_a_newer_one_stored_with_fields_that_it_does_not_know(string name)
    {
        var kind = KindList.Find(name)!;
        var written = JsonSerializer.SerializeToNode<object>(kind.Recorded("abc", kind.Example), DomainJson.Stored)!;
        written["shoeSize"] = 44;
        written["body"]!["mood"] = "grim";

        var read = (EntryRecorded)JsonSerializer.Deserialize(written, kind.EventType, DomainJson.Stored)!;

        Assert.Equal(Json(kind.Example), Json(read.Content));
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_kind_has_fields_of_its_own_beside_the_common_ones(string name)
    {
        var kind = KindList.Find(name)!;

        Assert.NotEmpty(kind.OwnFields);
        Assert.DoesNotContain("when", kind.OwnFields);
        Assert.DoesNotContain("headline", kind.OwnFields);
    }

    [Theory, MemberData(nameof(Kinds))]
    public void A_summary_of_the_most_characters_is_accepted_and_one_more_is_refused(string name)
    {
        var kind = KindList.Find(name)!;

        Assert.Empty(kind.Check(kind.Example with { Summary = new string('x', 10_000) }));
        var problem = Assert.Single(kind.Check(kind.Example with { Summary = new string('x', 10_001) }));
        Assert.Equal(("summary", "has 10001 characters; 10000 is the most."), (problem.Field, problem.Sentence.ToString()));
    }

    private static string Json(object value) =>
        JsonNode.Parse(JsonSerializer.Serialize(value, value.GetType(), DomainJson.Stored))!.ToJsonString();
}
