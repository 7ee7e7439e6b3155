using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;

namespace Timeline.Domain.Tests.Editorial;

/// <summary>What of a sentence may change in spelling and style, in whatever language it is.</summary>
public class RefilingTests
{
    [Theory]
    [InlineData("He was politicaly active.", "He was politically active.")]
    [InlineData("They recieve five letters.", "They receive five letters.")]
    [InlineData("The goverment resigned.", "The government resigned.")]
    [InlineData("The colour of the flag", "The color of the flag")]
    [InlineData("He was, it seems, arrested", "He was (it seems) arrested.")]
    [InlineData("A long term sentence", "A long-term sentence")]
    [InlineData("Court Jails Him For A Week", "Court jails him for a week")]
    [InlineData("the court jails him", "The court jails him")]
    [InlineData("The state TVs report , twice :  30 days", "The state TVs report, twice: 30 days.")]
    [InlineData("Its his lawyers’ view", "It’s his lawyers’ view")]
    [InlineData("He said “I shall” and was unconsious", "He said “I shall”, and was unconscious")]
    [InlineData("Он был задежран в аэропорту", "Он был задержан в аэропорту")]
    [InlineData("Die Regirung ist zurückgetreten", "Die Regirung, heißt es, ist zurückgetreten", "adds \"heißt es\"")]
    [InlineData("Die Anwältin wurde abgefürt", "Die Anwältin wurde abgeführt")]
    [InlineData("Five were hurt", "Six were hurt", "turns \"Five\" into \"Six\"")]
    [InlineData("They met five times", "They met nine times", "turns \"five\" into \"nine\"")]
    [InlineData("Había sesenta heridos", "Había setenta heridos", "sesenta")]
    [InlineData("He stands accused of fraud", "He stands convicted of fraud", "turns \"accused\" into \"convicted\"")]
    [InlineData("The charges were read", "The changes were read", "charges")]
    [InlineData("The prison was named", "The poison was named", "prison")]
    [InlineData("He was not there", "He was there", "leaves out \"not\"")]
    [InlineData("He was not there", "He was now there", "turns \"not\" into \"now\"")]
    [InlineData("It was legal", "It was illegal", "legal")]
    [InlineData("Er war unschuldig", "Er war schuldig", "schuldig")]
    [InlineData("Man konnte fliehen", "Man könnte fliehen", "konnte")]
    [InlineData("Er wurde verurteilt", "Er würde verurteilt", "wurde")]
    [InlineData("Он виновен", "Он невиновен", "виновен")]
    [InlineData("هو مذنب في القضية", "هو مذنبة في القضية", "مذنب")]
    [InlineData("五人が逮捕された", "六人が逮捕された", "五人が")]
    [InlineData("ხუთი ადამიანი დააკავეს", "ხუთი ადამანი დააკავეს", "ადამიანი")]
    [InlineData("Ivanov was there", "Ivanova was there", "Ivanov")]
    [InlineData("Alexei Navalny spoke", "Alexei navalny spoke", "Navalny")]
    [InlineData("A man from the UN came", "A man from the Un came", "UN")]
    [InlineData("He was jailed for 30 days", "He was jailed for 31 days", "30")]
    [InlineData("It fell to -5 degrees", "It fell to 5 degrees", "-5")]
    [InlineData("A loss of 1.2 million", "A loss of 12 million", "1.2")]
    [InlineData("At 10:30 they met", "At 10:50 they met", "10:30")]
    [InlineData("A fine of $500", "A fine of €500", "$500")]
    [InlineData("Is he guilty?", "Is he guilty.", "?")]
    [InlineData("He said “I will go” and left", "He said “I shall go” and left", "quotation mark")]
    [InlineData("He said 'I will go' and left", "He said 'I shall go' and left", "quotation mark")]
    [InlineData("He said ‘I will go’ and left", "He said I will go and left", "quotation mark")]
    [InlineData("Он сказал: «да» и ушёл", "Он сказал: «нет» и ушёл", "quotation mark")]
    [InlineData("It may be so", "It maybe so", "maybe")]
    [InlineData("They re-signed the lawyers", "They resigned the lawyers", "resigned")]
    [InlineData("There was a demostration", "There were demonstrations", "was a demostration")]
    [InlineData("He got 𝟑𝟎 days", "He got 𝟑𝟏 days", "𝟑𝟎")]
    public void A_refile_mends_spelling_and_style_and_says_what_would_be_more(string before, string after, string? more = null)
    {
        var given = Scene.Opened.Given(Scene.Sentencing(s => s with { Summary = before }));

        var decided = given.When(new Correct { Entry = "e2", AnyState = true, Class = ChangeClass.Refile, Changes = new() { ["summary"] = JsonValue.Create(after) } });

        var problem = decided is Decision.Refused refused ? Assert.Single(refused.Refusal.Fields).Sentence.ToString() : null;
        Assert.Equal(more is null, problem is null);
        Assert.Contains(more ?? "", problem ?? "", StringComparison.Ordinal);
        Assert.Contains(more is null ? "" : "send it as a correction, a clarification or an update.", problem ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void What_stands_in_a_field_that_it_cannot_touch_stays_in_a_sentence_too()
    {
        var given = Scene.Opened.Given(Scene.Sentencing(s => s with { Summary = "The charge is extremism, says the judge.", Charges = ["extremism"] }));

        Assert.Contains("extremism", Assert.Single(given.Refusal(Refile("The charge is extremsim, says the judge.")).Fields).Sentence.ToString(), StringComparison.Ordinal);
        Assert.IsType<Decision.Accepted>(given.When(Refile("The charge is extremism, says the Judge.")));

        static Correct Refile(string summary) => new() { Entry = "e2", AnyState = true, Class = ChangeClass.Refile, Changes = new() { ["summary"] = summary } };
    }
}
