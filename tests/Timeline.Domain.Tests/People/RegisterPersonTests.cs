using Timeline.Domain.People;

namespace Timeline.Domain.Tests.People;

public sealed class RegisterPersonTests
{
    private static readonly PersonRecord Girl = new() { Visibility = PersonRecord.Protected, Description = "a girl of 15" };

    [Theory]
    [InlineData("person:mara-tolven", "mara-tolven")]
    [InlineData("mara-tolven", null)]
    public void A_stream_is_a_persons_or_a_storys_by_its_name(string stream, string? person) =>
        Assert.Equal((person, true), (StreamId.PersonOf(stream), StreamId.IsOne(stream)));

    [Fact]
    public void Whoever_is_registered_is_private_unless_it_is_said_otherwise() => Assert.Equal(
        PersonRecord.Private, Registered(new PersonRecord { Name = "Mara Tolven" }).Record.Visibility);

    [Fact]
    public void Of_somebody_protected_a_description_is_taken_and_nothing_else()
    {
        Assert.Equal("a girl of 15", Registered(Girl).Record.Shown);
        Assert.Equal(["name", "names", "wikidata", "picture"], Problems(Girl with
        {
            Name = "Somebody",
            Names = [new() { Name = "S." }],
            Wikidata = "Q42",
            Picture = new() { Alt = "She", Url = "https://example.org/a.jpg" },
        }));
        Assert.Equal(["description"], Problems(new() { Visibility = PersonRecord.Protected }));
    }

    [Fact]
    public void Everybody_else_has_a_name_and_each_field_is_checked()
    {
        Assert.Equal(["name"], Problems(new() { Description = "a minister" }));
        Assert.Equal(["type", "wikidata", "visibility"],
            Problems(new() { Name = "M", Type = "animal", Wikidata = "Tolven", Visibility = "secret" }));
        Assert.Equal(["names[0].name", "names[0].language"], Problems(new() { Name = "M", Names = [new() { Language = "!" }] }));
    }

    [Fact]
    public void An_id_is_lower_case_letters_digits_and_hyphens() => Assert.Equal("person", Assert.Single(
        Given.Refused(new RegisterPerson(RegisterPerson.Example) { Person = "Mara Tolven" }.Decide(StoryState.Empty, Given.Context)).Fields).Field);

    [Fact]
    public void What_the_register_says_is_replaced_by_who_has_read_it()
    {
        var state = State(new PersonRegistered("mara-tolven", RegisterPerson.Example));
        var other = RegisterPerson.Example with { Description = "minister" };
        RegisterPerson Say(PersonRecord record, DateTimeOffset? seen) =>
            new(record) { Person = "mara-tolven", IfUpdatedAt = seen is { } at ? [at] : null };

        Assert.IsType<Decision.NothingToDo>(Say(RegisterPerson.Example, null).Decide(state, Given.Context));
        Assert.Equal(RefusalReason.PreconditionMissing, Given.Refused(Say(other, null).Decide(state, Given.Context)).Reason);
        Assert.Equal(RefusalReason.Stale, Given.Refused(Say(other, Given.Now.AddDays(-1)).Decide(state, Given.Context)).Reason);
        Assert.IsType<Decision.Accepted>(Say(other, state.Person!.UpdatedAt).Decide(state, Given.Context));
        Assert.Equal(RefusalReason.Stale, Given.Refused(Say(other, Given.Now).Decide(StoryState.Empty, Given.Context)).Reason);
    }

    [Fact]
    public void Whom_only_hidden_entries_name_waits_for_one_in_view_and_whoever_is_listed_stays_so()
    {
        var context = Given.Context with { Unseen = new HashSet<string> { "mara-tolven" } };
        var command = new RegisterPerson(RegisterPerson.Example) { Person = "mara-tolven", AnyState = true };
        var accepted = Assert.IsType<Decision.Accepted>((command with { AnyState = false }).Decide(StoryState.Empty, context));
        Assert.True(Assert.IsType<PersonRegistered>(accepted.Event).AwaitsMention);
        Assert.Equal("visibility", Assert.Single(accepted.Notes).Field);

        var listed = State(new PersonRegistered("mara-tolven", RegisterPerson.Example with { Name = "Tolven" }));
        Assert.False(Assert.IsType<PersonRegistered>(Assert.IsType<Decision.Accepted>(command.Decide(listed, context)).Event).AwaitsMention);
    }

    private static StoryState State(params PersonEvent[] events) => events.Aggregate(
        StoryState.Empty, (state, @event) => state.Apply(@event, state.Version + 1, Given.Now.AddMinutes(state.Version - 10)).State);

    private static RegisteredPerson Registered(PersonRecord record)
    {
        var accepted = Assert.IsType<Decision.Accepted>(
            new RegisterPerson(record) { Person = "somebody" }.Decide(StoryState.Empty, Given.Context));
        return State((PersonRegistered)accepted.Event).Person!;
    }

    private static IEnumerable<string> Problems(PersonRecord record) => Given.Refused(
        new RegisterPerson(record) { Person = "somebody" }.Decide(StoryState.Empty, Given.Context)).Fields.Select(f => f.Field);
}
