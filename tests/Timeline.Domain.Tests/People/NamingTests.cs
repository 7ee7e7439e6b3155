using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;

namespace Timeline.Domain.Tests.People;

/// <summary>Who is meant where an entry names somebody.</summary>
public sealed class NamingTests
{
    private static readonly Statement Sound = Statement.Example;

    private static readonly Register Register = new(
        new[]
        {
            Person("mara-tolven", new() { Name = "Mara Tolven", Names = [new() { Name = "Мара Толвен", Language = "ru", Native = true, Shown = true }] }),
            Person("girl-15", new() { Visibility = PersonRecord.Protected, Description = "a girl of 15" }),
        }.ToDictionary(p => p.Id), ["rune-osk", "ivan-zhdanov"]);

    [Theory]
    [InlineData("alexei-navalny")]
    [InlineData("mara-tolven")]
    [InlineData("OVD-Info")]
    [InlineData("the city")]
    public void Whoever_says_something_is_of_the_entry_of_the_register_or_a_name(string by) => Accepted(By(by));

    [Theory]
    [InlineData("alexei-navalni", "alexei-navalny")]
    [InlineData("mara-tolwen", "mara-tolven")]
    [InlineData("zhdanov", "ivan-zhdanov")]
    [InlineData("rune-oks", "rune-osk")]
    [InlineData("interfax", null)]
    public void What_has_the_form_of_an_id_and_is_none_is_refused_with_the_nearest(string by, string? meant)
    {
        var problem = Assert.Single(Refused(By(by)));

        Assert.Equal("claims[0].by", problem.Field);
        Assert.Equal(meant is not null, problem.Sentence.ToString().Contains("did you mean", StringComparison.Ordinal));
        Assert.Contains(meant ?? "has the form of an id", problem.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void So_is_anybody_in_a_field_of_the_kind_a_figure_or_a_list() => Assert.Equal(
        ["speakers[1]", "figures[0].by[1]"],
        Refused(Sound with { Speakers = ["alexei-navalny", "nobody"], Figures = [new() { Value = 1, Unit = "%", By = new([new() { Who = "A" }, new() { Who = "nobody" }]) }] })
            .Select(p => p.Field));

    [Fact]
    public void A_text_that_is_taken_for_a_name_is_told_once_and_whom_it_may_mean()
    {
        var notes = Accepted(Sound with { Speakers = ["Alexei Navalny", "The city"], Claims = [new() { By = "The city", Text = "No." }] }).Notes;

        Assert.Equal(["speakers[0]", "speakers[1]"], notes.Select(n => n.Field));
        Assert.Contains("write alexei-navalny", notes[0].Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_register_gives_the_name_where_the_entry_gives_none_and_the_entry_keeps_it()
    {
        var body = Body(Accepted(Sound with { People = [.. Sound.People, new() { Id = "mara-tolven" }, new() { Id = "girl-15" }] }));

        Assert.Equal([("Mara Tolven", "Мара Толвен"), ("a girl of 15", null)], body.People.Skip(1).Select(p => (p.Name, p.NativeName)));
        Assert.Equal("people[1].name", Assert.Single(Refused(Sound with { People = [.. Sound.People, new() { Id = "nobody" }] })).Field);
    }

    [Fact]
    public void Of_somebody_protected_no_name_is_taken_in_an_entry_either() => Assert.Equal(["people[1].name", "people[1].nativeName"],
        Refused(Sound with { People = [.. Sound.People, new() { Id = "girl-15", Name = "Jane", NativeName = "J" }] }).Select(p => p.Field));

    [Fact]
    public void What_somebody_is_is_one_of_a_few_words_beside_the_newsrooms_own()
    {
        Accepted(Sound with { People = [new() { Id = "alexei-navalny", Name = "A", Role = "suspect", As = "party leader" }] });
        Assert.Equal("people[0].role", Assert.Single(Refused(Sound with { People = [new() { Id = "alexei-navalny", Name = "A", Role = "party leader" }] })).Field);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Later_commands_ask_the_same_of_what_they_add_and_of_nothing_else(bool known)
    {
        var who = known ? "mara-tolven" : "nobody";
        var story = Given.OpenStory(new Recorded<Statement>("e", Sound with { Speakers = ["gone-since"], People = [] }), Given.Arrest("f"),
            new Recorded<Rally>("r", Rally.Example));
        EntryCommand[] commands =
        [
            new AddFigure { Entry = "e", Figure = new() { Value = 1, Unit = "%", By = who } },
            new LinkEntry { Entry = "e", Link = new() { Entry = "f", Relation = "caused", Claim = new() { By = who, Text = "So it was." } } },
            new RecordOutcome { Entry = "r", Status = "cancelled", By = who },
            new Correct { Entry = "e", AnyState = true, Class = "update", Changes = new() { ["claims"] = new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject { ["by"] = who, ["text"] = "x" }) } },
        ];
        foreach (var command in commands)
        {
            var decision = command.Decide(story, Given.Context with { Register = Register });
            Assert.True(known == decision is Decision.Accepted, $"{command} {decision}");
            Assert.Contains(who, command.NamesPeople);
        }
    }

    [Fact]
    public void Whoever_is_named_by_the_register_alone_is_among_the_entrys_people_then()
    {
        var body = Body(Accepted(By("mara-tolven")));
        Assert.Equal(("mara-tolven", "Mara Tolven"), (body.People[^1].Id, body.People[^1].Name));

        var story = Given.OpenStory(new Recorded<Statement>("e", Sound));
        var accepted = Assert.IsType<Decision.Accepted>(new AddFigure { Entry = "e", Figure = new() { Value = 1, Unit = "%", By = "mara-tolven" } }
            .Decide(story, Given.Context with { Register = Register }));
        Assert.Equal("Mara Tolven", story.Apply(accepted.Event, 3, Given.Now).State.Entries["e"].Body.People[^1].Name);
    }

    private static Statement By(string by) => Sound with { Claims = [new() { By = by, Text = "So it is." }] };

    private static Decision.Accepted Accepted(EntryBody body) => Assert.IsType<Decision.Accepted>(Decide(body));

    private static EntryBody Body(Decision.Accepted accepted) => ((EntryRecorded)accepted.Event).Content;

    private static IReadOnlyList<FieldProblem> Refused(EntryBody body) => Given.Refused(Decide(body)).Fields;

    private static Decision Decide(EntryBody body) => new RecordEntry(body).Decide(Given.OpenStory(), Given.Context with { Register = Register });

    private static RegisteredPerson Person(string id, PersonRecord record) => new() { Id = id, Record = record };
}
