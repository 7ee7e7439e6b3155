using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests.Editorial;

public class AddFigureTests
{
    private static readonly Scene Given = Scene.Opened.Given(new RecordEntry(Incident.Example));

    [Fact]
    public void A_later_figure_of_one_author_takes_the_place_of_the_earlier()
    {
        var entry = Given.Given(Add(40, "OVD-Info"), Add(12, "Police"), Add(57, "OVD-Info"))["e2"];

        Assert.Equal([((By)"OVD-Info", 57m), ((By)"Police", 12m)], entry.Body.Figures.Select(f => (f.By!, f.Value!.Value)));
    }

    [Fact]
    public void Figures_of_rivals_and_of_other_things_stand_side_by_side()
    {
        var entry = Given.Given(Add(40, "OVD-Info"), Add(3, "OVD-Info", "people injured"), Add(40, "Police"))["e2"];

        Assert.Equal(3, entry.Body.Figures.Count);
    }

    [Fact]
    public void A_figure_of_the_kinds_own_field_takes_its_place_there()
    {
        var entry = Given.Given(new AddFigure
        {
            Entry = "e2",
            Field = "injured",
            Figure = new() { Value = 8, Unit = "people", By = "fire service of Port Ansel" },
        })["e2"];

        Assert.Equal([9m, 8m], Assert.IsType<Incident>(entry.Body).Injured.Select(f => f.Value ?? f.AtLeast!.Value));
    }

    [Fact]
    public void What_fits_nowhere_is_refused_and_what_is_known_is_not_stored_again()
    {
        Assert.Equal("field", Assert.Single(Given.Refusal(Add(1, "A") with { Field = "cause" }).Fields).Field);
        Assert.Equal("figure", Assert.Single(Given.Refusal(new AddFigure { Entry = "e2" }).Fields).Field);
        Assert.Equal("figure.by", Assert.Single(Given.Refusal(new AddFigure { Entry = "e2", Figure = new() { Value = 1, Unit = "%" } }).Fields).Field);
        Assert.Equal("figure.what", Assert.Single(Given.Refusal(new AddFigure { Entry = "e2", Figure = new() { Value = 1, By = "A" } }).Fields).Field);
        Assert.Contains("already", Given.Given(Add(1, "A")).Nothing(Add(1, "A")));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("injured")]
    public void Whoever_is_not_named_as_a_source_is_none_of_the_people_of_the_entry(string? field)
    {
        var named = Scene.Opened.Given(new RecordEntry(Incident.Example with { People = [new() { Id = "ann-lee", Name = "Ann Lee" }] }));
        var problem = Assert.Single(named.Refusal(Add(1, "A") with { Field = field, Figure = new() { What = "people detained", Value = 1, By = By.Somebody("ann lee", "she fears for her work") } }).Fields);
        Assert.Equal("figure.by", problem.Field);
        Assert.Contains("'ann lee' is not named", problem.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_entry_said_before_a_rule_became_stricter_bars_no_later_command()
    {
        var state = Domain.Tests.Given.OpenStory(Domain.Tests.Given.Arrest("a1", a => a with { Figures = [new() { Value = 1, By = "A" }] }));
        Assert.IsType<Decision.Accepted>((Add(2, "B") with { Entry = "a1" }).Decide(state, Domain.Tests.Given.Context));
        var second = new AddFigure { Entry = "a1", Figure = new() { Value = 2, By = "B" } };
        Assert.Equal("figure.what", Assert.Single(Domain.Tests.Given.Refused(second.Decide(state, Domain.Tests.Given.Context)).Fields).Field);
    }

    [Fact]
    public void In_sight_is_of_each_author_the_last() => Assert.Equal([2m, 3m], Figure.InSight(
        [Add(1, "A").Figure!, Add(2, "B").Figure!, Add(3, "A").Figure!]).Select(f => f.Value!.Value));

    private static AddFigure Add(int value, string by, string what = "people detained") =>
        new() { Entry = "e2", Figure = new() { What = what, Value = value, By = by } };
}
