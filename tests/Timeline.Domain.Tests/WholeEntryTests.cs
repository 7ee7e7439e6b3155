using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Tests.Editorial;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

/// <summary>How much an entry may say in all is checked on what it says after the command, whichever that is.</summary>
public sealed class WholeEntryTests
{
    [Fact]
    public void Recording_more_than_the_words_of_an_entry_may_be_is_refused() =>
        TooMuch("claims", Given.OpenStory(), new RecordEntry(Arrest.Example with { Claims = Claims(48) }));

    [Fact]
    public void So_is_a_correction_that_makes_it_more() => TooMuch("claims", Given.OpenStory(Given.Arrest("e")), new Correct
    {
        Entry = "e",
        AnyState = true,
        Class = "correction",
        Wrong = "Who said what.",
        Changes = new() { ["claims"] = JsonNode.Parse(JsonSerializer.Serialize(Claims(48), DomainJson.Stored)) },
    });

    [Fact]
    public void So_is_one_source_more() => TooMuch("claims", Full, new AddSource { Entry = "e", Source = new() { Outlet = new string('o', 200) } });

    [Fact]
    public void What_leaves_its_words_alone_is_done_however_full_it_is()
    {
        Assert.IsType<Decision.Accepted>(new Hold { Entry = "e", Reason = "Being checked." }.Decide(Full, Given.Context));
        Assert.IsType<Decision.Accepted>(new RecordEntry(Arrest.Example with { Claims = Claims(23) }).Decide(Given.OpenStory(), Given.Context));
    }

    [Fact]
    public void What_a_contributor_may_not_see_takes_no_room_from_what_they_write()
    {
        var held = Scene.Opened.Given(Scene.Sentencing(), new Hold { Entry = "e2", Reason = "Being checked." });
        Claim[] links = [.. Enumerable.Range(0, 2).Select(_ => Claims(1)[0] with { Text = new string('ж', 2_000), Original = new string('ж', 5_000) })];
        Scene Draft(bool linked) => held.Given(Scene.Sentencing(s => s with
        {
            Draft = true,
            Claims = [.. Claims(13).Select(c => linked ? c with { About = new() { Entry = "e2" } } : c)],
            Links = linked ? [.. links.Select(c => new Link { Entry = "e2", Relation = Link.Caused, Claim = c })] : [],
        })).ByContributor();

        Assert.Equal(Written(Draft(linked: false)), Written(Draft(linked: true)));

        // Until nothing more is taken; and what is refused then is told of what they see.
        static (int, string) Written(Scene draft)
        {
            for (var sources = 0; ; sources++)
            {
                var more = new AddSource { Entry = "e4", Source = new() { Outlet = new string('ж', 200), Title = $"{new string('ж', 290)} {sources:000}" } };
                if (draft.When(more) is Decision.Refused { Refusal: var refusal })
                    return (sources, Assert.Single(refusal.Fields).ToString());
                draft = draft.Given(more);
            }
        }
    }

    // As full as none is that was recorded under this limit.
    private static StoryState Full => Given.OpenStory(Given.Arrest("e", a => a with { Claims = Claims(25) }));

    // In bytes each letter counts twice.
    private static Claim[] Claims(int count) => [.. Enumerable.Repeat(new Claim { By = "X", Verb = "says", Quote = new string('ж', 2_000) }, count)];

    private static void TooMuch(string field, StoryState story, Command command)
    {
        var refusal = Given.Refused(command.Decide(story, Given.Context));

        Assert.Equal(RefusalReason.Invalid, refusal.Reason);
        var problem = Assert.Single(refusal.Fields);
        Assert.Equal(field, problem.Field);
        Assert.Contains($"{WholeEntry.MostBytes} is the most", problem.Sentence.ToString(), StringComparison.Ordinal);
    }
}
