using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain.Tests;

public class RepetitionTests
{
    private static readonly Claim Sherwin = new() { By = "Emily Sherwin", Verb = "reports", Text = "Supporters practise their English." };

    [Fact]
    public void A_figure_stands_for_the_summary_and_the_claim_that_say_no_more() => Assert.Equal(["summary", "claims[0].text"], In(new Development
    {
        Headline = "TikTok has deleted 38% of the posts, the regulator says",
        Summary = "Roskomnadzor says that TikTok has deleted 38% of the posts.",
        Claims = [new() { By = "Roskomnadzor", Text = "TikTok has deleted 38% of the posts." }],
        Figures = [new() { Value = 38, Unit = "%", By = "Roskomnadzor" }],
    }));

    [Fact]
    public void A_claim_keeps_its_author_where_the_summary_does_not_name_them()
    {
        Assert.Equal(["claims[0].text"], In(new Development { Summary = "Supporters practise their English, as Emily Sherwin reports.", Claims = [Sherwin] }));
        Assert.Empty(In(new Development { Summary = "Supporters practise their English.", Claims = [Sherwin] }));
    }

    [Theory]
    [InlineData("The police say that 12 people were taken away from the square on Saturday.", "13 people were taken away from the square on Saturday.")]
    [InlineData("The police say that people were taken away from the square on Saturday.", "People were not taken away from the square on Saturday.")]
    [InlineData("The police say that people were not taken away from the square on Saturday.", "People were taken away from the square on Saturday.")]
    [InlineData("La policía dice que la gente no fue retirada de la plaza, the police.", "La gente fue retirada de la plaza.")]
    [InlineData("The police say that fifty people were taken away, and seventy later.", "Fifteen people were taken away, and seventeen later.")]
    [InlineData("The police say that the member voted against the bill.", "The member voted for the bill.")]
    [InlineData("Laut the police wurden am Samstag Menschen vom Platz in der Mitte gebracht.", "Am Samstag wurden keine Menschen vom Platz in der Mitte gebracht.")]
    public void What_says_another_number_or_denies_it_is_no_repetition(string summary, string claim) =>
        Assert.Empty(In(new Development { Summary = summary, Claims = [new() { By = "the police", Text = claim }] }));

    [Theory]
    [InlineData("denies")]
    [InlineData("demands")]
    [InlineData("promises")]
    public void What_is_denied_or_asked_for_is_not_what_the_summary_says_of_its_author(string verb) => Assert.Empty(In(new Development
    {
        Summary = "The prosecutor says that Navalny broke his parole terms; Navalny is silent.",
        Claims = [new() { By = "Navalny", Verb = verb, Text = "Navalny broke his parole terms." }],
    }));

    [Fact]
    public void A_figure_stands_for_no_claim_that_says_more_than_it() => Assert.Equal(["claims[1].text"], In(new Development
    {
        Headline = "Officers were hurt in the square",
        Claims =
        [
            new() { By = "the police", Text = "3 officers were hurt when protesters threw stones." },
            new() { By = "the police", Text = "3 officers were hurt." },
            new() { By = "the police", Verb = "denies", Text = "3 officers were hurt." },
            new() { By = "a doctor", Text = "3 officers were hurt." },
        ],
        Figures = [new() { Value = 3, What = "officers", By = "the police" }],
    }));

    // Whether a reader sees what a claim is about must not show in what is told to be said twice.
    [Fact]
    public void What_a_claim_is_about_is_not_asked() => Assert.Equal(["claims[0].text"], In(new Development
    {
        Summary = "Supporters practise their English, as Emily Sherwin reports.",
        Claims = [Sherwin with { About = new() { Entry = "4kdz9w2hm7x" } }],
    }));

    [Theory]
    [InlineData("organised", "organising")]
    [InlineData("participated", "participate")]
    public void Another_ending_is_the_same_word(string claim, string summary) => Assert.Equal(["claims[0].text"], In(new Development
    {
        Summary = $"The police say {summary} it.",
        Claims = [new() { By = "the police", Text = $"Say {claim}" }],
    }));

    [Fact]
    public void What_is_quoted_by_itself_is_not_quoted_as_a_claim_again_and_what_the_headline_quotes_not_at_all()
    {
        var said = new Statement
        {
            Summary = "Ann Lee says that she will come.",
            Claims = [new() { By = "Ann Lee", Text = "She will come.", Quote = "I will come with all of my friends" }],
            Speakers = ["Ann Lee"],
            Channel = "Radio One",
            Quotes = [new() { Text = "I will come with all of my friends" }],
        };
        Assert.Equal(["claims[0].text", "claims[0].quote"], In(said));
        Assert.Equal(["details.quotes[0]", "claims[0].quote", "details.speakers[0]", "details.channel"],
            In(said with { Headline = "Lee on Radio One, Ann: “I will come with all of my friends”", Summary = null }));
    }

    [Fact]
    public void What_a_kind_asks_of_others_is_known_by_its_own_path()
    {
        var search = new Search { Summary = "The police say that the office was wired.", Grounds = new() { By = "police", Text = "The office was wired." } };
        Assert.Equal(["details.grounds.text"], In(search));
    }

    private static IReadOnlyList<string> In(EntryBody body) => Repetition.In(body, KindField.Of(body.GetType()));
}
