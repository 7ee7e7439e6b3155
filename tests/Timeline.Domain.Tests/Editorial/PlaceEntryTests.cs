using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Timeline.Domain.Editorial;

namespace Timeline.Domain.Tests.Editorial;

public sealed class PlaceEntryTests
{
    private static readonly TimeZoneInfo Moscow = TimeZoneInfo.FindSystemTimeZoneById("Europe/Moscow");

    private static readonly string[] Dates =
        ["2021-01-21", "2021-01-22", "[..2021-01-22]", "2021-01-22T18:00", "2021-01-17/2021-01-23", "[2021-01-22..]", "2021-01", "-0043"];

    private static readonly Scene ThreeOfADay = Scene.Opened.Given(Scene.Rally("2021-01-22"), Scene.Rally("2021-01-22"), Scene.Rally("2021-01-22"));

    [Fact]
    public void An_entry_stands_beside_the_one_that_it_was_placed_by()
    {
        Assert.Equal("e2 e3 e4", Order(ThreeOfADay));
        Assert.Equal("e4 e2 e3", Order(ThreeOfADay.Given(new PlaceEntry { Entry = "e4", Before = "e2" })));
        Assert.Equal("e3 e2 e4", Order(ThreeOfADay.Given(new PlaceEntry { Entry = "e2", After = "e3" })));
    }

    [Fact]
    public void The_last_one_placed_is_the_nearest()
    {
        Assert.Equal("e2 e4 e3", Order(ThreeOfADay.Given(new PlaceEntry { Entry = "e3", After = "e2" }, new PlaceEntry { Entry = "e4", After = "e2" })));
        Assert.Equal("e2 e3 e4", Order(ThreeOfADay.Given(new PlaceEntry { Entry = "e2", Before = "e4" }, new PlaceEntry { Entry = "e3", Before = "e4" })));
        Assert.Equal("e4 e3 e2", Order(ThreeOfADay.Given(new PlaceEntry { Entry = "e3", Before = "e2" }, new PlaceEntry { Entry = "e4", Before = "e3" })));
    }

    [Fact]
    public void A_span_can_be_placed_on_a_day_inside_it() => Assert.Equal("e2 e3 e4", Order(Scene.Opened
        .Given(Scene.Rally("2021-01-22"), Scene.Rally("2021-01-17/2021-01-23"), Scene.Rally("2021-01-23"), new PlaceEntry { Entry = "e3", After = "e2" })));

    [Theory]
    [InlineData("2021-01-22", "2021-01-23", "stands at 23 January 2021, outside the date of this entry (22 January 2021)")]
    [InlineData("2021-01-22", "2021-01-21", "outside the date of this entry")]
    [InlineData("[..2021-01-22]", "2021-01-22T18:00+03:00", null)]
    [InlineData("[..2021-01-22]", "2021-01-23", "outside the date of this entry")]
    [InlineData("2021-01-22T18:00", "2021-01-22", "outside the date of this entry")]
    public void Its_own_date_bounds_where_an_entry_can_stand(string own, string other, string? refused)
    {
        var scene = Scene.Opened.Given(Scene.Rally(own), Scene.Rally(other));
        var command = new PlaceEntry { Entry = "e2", After = "e3" };

        if (refused is null)
            Assert.IsType<Decision.Accepted>(scene.When(command));
        else
            Assert.Contains(refused, scene.Refusal(command).Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_neighbour_that_readers_see_must_be_named()
    {
        var scene = ThreeOfADay.Given(Scene.Sentencing(draft: true));

        Assert.All<PlaceEntry>(
            [new(), new() { Before = "e3", After = "e4" }, new() { Before = "e2" }, new() { After = "e99" }, new() { After = "e5" }],
            command => Assert.Equal("invalid-fields", scene.Refusal(command with { Entry = "e2" }).Code));
    }

    [Fact]
    public void Placing_it_again_where_it_stands_stores_nothing() => Assert.Contains("already", ThreeOfADay
        .Given(new PlaceEntry { Entry = "e4", Before = "e2" }).Nothing(new PlaceEntry { Entry = "e4", Before = "e2" }), StringComparison.Ordinal);

    [Fact]
    public void It_goes_back_to_where_its_date_puts_it()
    {
        var placed = ThreeOfADay.Given(new PlaceEntry { Entry = "e4", Before = "e2" });

        Assert.Equal("e2 e3 e4", Order(placed.Given(new PlaceEntry { Entry = "e4", Back = true })));
        Assert.Contains("already", ThreeOfADay.Nothing(new PlaceEntry { Entry = "e4", Back = true }), StringComparison.Ordinal);
        Assert.Equal("back", Assert.Single(placed.Refusal(new PlaceEntry { Entry = "e4", Back = true, Before = "e3" }).Fields).Field);
    }

    [Fact]
    public void The_place_is_dropped_with_the_date_and_that_is_said()
    {
        var placed = ThreeOfADay.Given(new PlaceEntry { Entry = "e4", Before = "e2" });
        var correct = new Correct { Entry = "e4", AnyState = true, Class = "correction", Wrong = "The day.", Changes = new() { ["when"] = new System.Text.Json.Nodes.JsonObject { ["edtf"] = "2021-01-21" } } };

        Assert.Contains(Assert.IsType<Decision.Accepted>(placed.When(correct)).Notes, n => n.Field == "changes.when");
        Assert.Null(placed.Given(correct)["e4"].Place);
    }

    [Property]
    public Property The_order_is_total_and_never_against_the_bounds() => Prop.ForAll(
        (from dates in Gen.ArrayOf(Gen.Elements(Dates), 6)
         from places in Gen.ArrayOf(from a in Gen.Choose(2, 7) from b in Gen.Choose(2, 7) from before in Gen.Elements(true, false) select (a, b, before), 8)
         select (dates, places)).ToArbitrary(),
        pair =>
        {
            var scene = pair.dates.Aggregate(Scene.Opened, (s, date) => s.Given(Scene.Rally(date)));
            foreach (var (a, b, before) in pair.places)
            {
                var command = new PlaceEntry { Entry = $"e{a}", Before = before ? $"e{b}" : null, After = before ? null : $"e{b}" };
                scene = scene.When(command) is Decision.Accepted ? scene.Given(command) : scene;
            }

            var entries = Enumerable.Range(2, 6).Select(i => scene[$"e{i}"]).OrderBy(e => EntryOrder.KeyOf(e, Moscow), StringComparer.Ordinal).ToArray();
            return entries.Select(e => EntryOrder.KeyOf(e, Moscow)).Distinct().Count() == 6
                && entries.All(e => EntryOrder.KeyOf(e, Moscow).Length <= EntryOrder.MaxLength)
                && entries.Index().All(a => entries.Skip(a.Index + 1).All(b =>
                    !(b.Body.When.Date.Bounds(Moscow).Latest < a.Item.Body.When.Date.Bounds(Moscow).Earliest)));
        });

    private static string Order(Scene scene) => string.Join(' ', Enumerable.Range(2, 3).Select(i => $"e{i}")
        .OrderBy(id => EntryOrder.KeyOf(scene[id], Moscow), StringComparer.Ordinal));
}
