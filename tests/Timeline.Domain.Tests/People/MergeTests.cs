using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests.People;

/// <summary>Two ids of one person: given an entry with the old one, when it is moved and moved back.</summary>
public sealed class MergeTests
{
    private static readonly RegisteredPerson Tolven = new() { Id = "mara-tolven", Record = RegisterPerson.Example };

    private static readonly DecisionContext Context = Given.Context with { Register = new(new Dictionary<string, RegisteredPerson> { ["mara-tolven"] = Tolven }, []) };

    private static readonly Statement Old = Statement.Example with
    {
        People = [new() { Id = "m-tolven", Name = "M. Tolven", Role = "speaker", As = "minister" }, new() { Id = "other", Name = "Other" }],
        Speakers = ["m-tolven", "Mr X"],
        Claims = [new() { By = new([new() { Who = "m-tolven" }, new() { Who = "other" }]), Text = "m-tolven" }],
        Figures = [new() { Value = 1, Unit = "%", By = "m-tolven" }],
        Headline = "m-tolven",
    };

    [Fact]
    public void A_move_changes_the_id_wherever_it_is_one_and_keeps_name_and_office_and_its_undoing_changes_all_back()
    {
        var moved = After(Given.OpenStory(new Recorded<Statement>("e", Old)), Move());

        var body = (Statement)moved.Entries["e"].Body;
        Assert.Equal(("mara-tolven", "M. Tolven", "minister"), (body.People[0].Id, body.People[0].Name, body.People[0].As));
        Assert.Equal([(Who)"mara-tolven", "Mr X"], body.Speakers);
        Assert.Equal(new By([new() { Who = "mara-tolven" }, new() { Who = "other" }]), body.Claims[0].By);
        Assert.Equal((By)"mara-tolven", body.Figures[0].By);
        Assert.Equal(("m-tolven", "m-tolven"), (body.Headline, body.Claims[0].Text));
        Assert.Equal(PublicChange.Changed, Changed(Given.OpenStory(new Recorded<Statement>("e", Old)), Move()));

        var back = After(moved, Back());
        Assert.Empty(JsonDifference.Of(Old, back.Entries["e"].Body));
        Assert.IsType<Decision.NothingToDo>(Back().Decide(back, Context));
        Assert.IsType<Decision.NothingToDo>(Move().Decide(moved, Context));
    }

    [Fact]
    public void Who_was_there_twice_is_there_once_and_twice_again()
    {
        var both = Old with { People = [.. Old.People, new() { Id = "mara-tolven", Name = "Mara Tolven" }] };
        var moved = After(Given.OpenStory(new Recorded<Statement>("e", both)), Move());

        Assert.Equal(["other", "mara-tolven"], moved.Entries["e"].Body.People.Select(p => p.Id));
        Assert.Equal(["m-tolven", "other", "mara-tolven"], After(moved, Back()).Entries["e"].Body.People.Select(p => p.Id));
    }

    [Fact]
    public void What_was_corrected_since_stays_so_when_a_merge_is_undone()
    {
        var moved = After(Given.OpenStory(new Recorded<Statement>("e", Old)), Move());
        var corrected = After(moved, new Correct { Entry = "e", AnyState = true, Class = "update", Changes = new() { ["speakers"] = new System.Text.Json.Nodes.JsonArray("mara-tolven") } });

        var body = (Statement)After(corrected, Back()).Entries["e"].Body;
        Assert.Equal([(Who)"m-tolven"], body.Speakers);
        Assert.Equal("m-tolven", body.People[0].Id);
    }

    // What names somebody may be more in a later version: what was stored before is held to what it is.
    [Fact]
    public void A_move_that_was_stored_may_leave_an_id_where_it_was_and_changes_no_word()
    {
        string? Against(System.Text.Json.Nodes.JsonObject changes)
        {
            var (before, moved) = (Given.OpenStory(new Recorded<Statement>("e", Old)), new PersonMoved("e", "m-tolven", "mara-tolven", changes));
            return StoredRules.Against(moved, before.Entries["e"], before.Apply(moved, before.Version + 1, Given.Now).State.Entries["e"], before.Story!, _ => true, rewritten: false);
        }

        Assert.Null(Against(new() { ["speakers"] = new System.Text.Json.Nodes.JsonArray("mara-tolven", "Mr X") }));
        Assert.Contains("does not name", Against(new() { ["speakers"] = new System.Text.Json.Nodes.JsonArray("mara-tolven", "Mr Y") }), StringComparison.Ordinal);
        Assert.Contains("does not name", Against([]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nobody", "is not in the register")]
    [InlineData("mara-tolve", "did you mean \"mara-tolven\"")]
    public void An_entry_is_moved_to_somebody_who_is_there(string to, string sentence) => Assert.Contains(sentence, Assert.Single(
        Given.Refused((Move() with { To = to }).Decide(Given.OpenStory(new Recorded<Statement>("e", Old)), Context)).Fields).Sentence.ToString(), StringComparison.Ordinal);

    [Fact]
    public void A_merge_leads_to_somebody_in_the_register_who_leads_nowhere()
    {
        Decision Merge(string into, RegisteredPerson? person = null, DecisionContext? context = null) =>
            new MergePeople(new() { Into = into }) { Person = "m-tolven" }.Decide(new() { Person = person }, context ?? Context);

        Assert.IsType<PersonMerged>(Assert.IsType<Decision.Accepted>(Merge("mara-tolven")).Event);
        Assert.Equal(["into"], Given.Refused(Merge("nobody")).Fields.Select(f => f.Field));
        Assert.Equal(["into"], Given.Refused(Merge("m-tolven")).Fields.Select(f => f.Field));
        var merged = Context with { Register = new(new Dictionary<string, RegisteredPerson> { ["mara-tolven"] = Tolven with { MergedInto = "third" } }, []) };
        Assert.Contains("\"third\"", Assert.Single(Given.Refused(Merge("mara-tolven", context: merged)).Fields).Sentence.ToString(), StringComparison.Ordinal);
        Assert.Equal("protected-person", Given.Refused(Merge("mara-tolven",
            new() { Id = "m-tolven", Record = new() { Visibility = PersonRecord.Protected, Description = "a girl" } })).Code);
        var state = new StoryState().Apply(new PersonMerged("m-tolven", "mara-tolven"), 1, Given.Now).State;
        Assert.IsType<Decision.NothingToDo>(Merge("mara-tolven", state.Person));
        Assert.Equal("already-merged", Given.Refused(new RegisterPerson(RegisterPerson.Example) { Person = "m-tolven" }.Decide(state, Context)).Code);
        Assert.Null(state.Apply(new PersonMergeUndone("m-tolven", "mara-tolven"), 2, Given.Now).State.Person!.MergedInto);
    }

    [Fact]
    public void Who_is_merged_is_written_by_the_id_that_stays()
    {
        var register = new Register(new Dictionary<string, RegisteredPerson> { ["m-tolven"] = Tolven with { Id = "m-tolven", MergedInto = "mara-tolven" } }, []);
        var refused = Given.Refused(new RecordEntry(Old with { Claims = [] }).Decide(Given.OpenStory(), Given.Context with { Register = register }));
        Assert.Equal(["people[0].id"], refused.Fields.Select(f => f.Field));
        Assert.Contains("mara-tolven", refused.Sentence.ToString(), StringComparison.Ordinal);
    }

    private static MovePerson Move() => new() { Entry = "e", From = "m-tolven", To = "mara-tolven" };

    private static MovePerson Back() => new() { Entry = "e", From = "mara-tolven", To = "m-tolven", Undo = true };

    private static StoryState After(StoryState state, Command command) => Apply(state, command).State;

    private static PublicChange Changed(StoryState state, Command command) => Apply(state, command).Change.Public;

    private static (StoryState State, Change Change) Apply(StoryState state, Command command) =>
        state.Apply(Assert.IsType<Decision.Accepted>(command.Decide(state, Context)).Event, state.Version + 1, Given.Now);
}
