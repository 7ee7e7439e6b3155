using System.Globalization;
using System.Text;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests;

public sealed class CommandReaderTests
{
    [Theory]
    [InlineData("""{"headlin":"x"}""", "headlin")]
    [InlineData("""{"People":[]}""", "People")]
    [InlineData("""{"when":{"date":"2021"}}""", "when.date")]
    [InlineData("""{"figures":[{"value":0.1000000000000000000000000000001}]}""", "figures[0].value")]
    [InlineData("""{"figures":[{"value":1.5e-28}]}""", "figures[0].value")]
    [InlineData("""{"people":[{"id":"a","nam":"A"}]}""", "people[0].nam")]
    [InlineData("""{"people":[{"id":"a","name":"A"},{"id":"a","id":"A"}]}""", "people[1].id")]
    [InlineData("""{"headline":"a","headline":"b"}""", "headline")]
    [InlineData("""{"people":null}""", "people")]
    [InlineData("""{"when":null}""", "when")]
    [InlineData("""{"when":"2021-01-17"}""", "when")]
    [InlineData("""{"people":{}}""", "people")]
    [InlineData("""{"headline":1}""", "headline")]
    [InlineData("""{"headline":["a"]}""", "headline")]
    [InlineData("""{"key":"true"}""", "key")]
    [InlineData("""{"figures":[{"value":"38"}]}""", "figures[0].value")]
    [InlineData("""{"figures":[{"value":1e400}]}""", "figures[0].value")]
    [InlineData("""{"figures":[{"value":79228162514264337593543950336}]}""", "figures[0].value")]
    [InlineData("""{"figures":[{"value":1e-400}]}""", "figures[0].value")]
    [InlineData("""{"figures":[{"value":-0.00000000000000000000000000001}]}""", "figures[0].value")]
    [InlineData("""{"embargoUntil":"2031-01-22T18:00:00"}""", "embargoUntil")]
    [InlineData("""{"embargoUntil":"2031-01-22"}""", "embargoUntil")]
    [InlineData("""{"embargoUntil":"tomorrow"}""", "embargoUntil")]
    [InlineData("""{"embargoUntil":1611338400}""", "embargoUntil")]
    [InlineData("""{"embargoUntil":"9999-12-31T23:59:59-14:00"}""", "embargoUntil")]
    [InlineData("""{"headline":"\ud83d"}""", "headline")]
    [InlineData("""{"places":["\ude00"]}""", "places[0]")]
    [InlineData("""{"\ud83d":1}""", "")]
    [InlineData("""{"headline":"x"}}""", "")]
    [InlineData("""{"headline":"x",}""", "")]
    [InlineData("""{"headline":nul}""", "")]
    [InlineData("""{"headline":NaN}""", "")]
    [InlineData("""{"headline":'x'}""", "")]
    [InlineData("{\"headline\":\"a\tb\"}", "")]
    [InlineData(" \n", "")]
    [InlineData("""{"headline":"x" // why""", "")]
    [InlineData("null", "")]
    [InlineData("[]", "")]
    [InlineData("", "")]
    [InlineData("3", "")]
    [InlineData("\"text\"", "")]
    public void What_cannot_be_read_is_named_and_explained(string json, string field)
    {
        Assert.Null(CommandReader.Read(Encoding.UTF8.GetBytes(json), typeof(Arrest), out var problem));

        Assert.Equal(field, problem!.Field);
        Assert.EndsWith(".", problem.Sentence.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("System.", problem.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.0e5")]
    [InlineData("-0.0")]
    [InlineData("0.0001")]
    [InlineData("3.8e1")]
    public void A_number_is_read_as_it_is_written(string number)
    {
        var read = (Arrest)CommandReader.Read(
            Encoding.UTF8.GetBytes($$"""{"figures":[{"value":{{number}}}]}"""), typeof(Arrest), out var problem)!;

        Assert.Null(problem);
        Assert.Equal(decimal.Parse(number, NumberStyles.Float, CultureInfo.InvariantCulture), read.Figures[0].Value);
    }

    [Theory]
    [InlineData("""{"headline":1}""", "wrong type")]
    [InlineData("""{"headline":{}}""", "wrong type")]
    [InlineData("""{"key":"true"}""", "wrong type")]
    [InlineData("""{"key":null}""", "null")]
    [InlineData("""{"figures":[{"value":"38"}]}""", "wrong type")]
    [InlineData("""{"figures":[{"value":1e400}]}""", "too large")]
    [InlineData("""{"people":[""", "not valid JSON")]
    [InlineData("{", "not valid JSON")]
    public void What_is_said_of_it_is_true(string json, string words)
    {
        CommandReader.Read(Encoding.UTF8.GetBytes(json), typeof(Arrest), out var problem);

        Assert.Contains(words, problem!.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_entry_that_a_body_names_is_refused_where_the_address_names_it()
    {
        CommandReader.Read("""{"entry":"other","reason":"x"}"""u8, typeof(Hold), out var problem);

        Assert.Equal("entry", problem?.Field);
    }

    [Fact]
    public void Half_a_surrogate_pair_is_called_by_its_name()
    {
        CommandReader.Read("""{"headline":"\ud83d"}"""u8, typeof(Arrest), out var problem);

        Assert.Contains("surrogate", problem!.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_UTF8_are_refused()
    {
        Assert.Null(CommandReader.Read([.. "{\"headline\":\""u8, 0xC3, 0x28, .. "\"}"u8], typeof(Arrest), out var problem));

        Assert.Contains("UTF-8", problem!.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_refused()
    {
        CommandReader.Read(
            Encoding.UTF8.GetBytes("{\"changes\":{\"a\":" + new string('[', 100_000)), typeof(Correct), out var problem);

        Assert.Contains("nested", problem!.Sentence.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Every_editorial_command_has_an_address_of_its_own() => Assert.Equal(
        CommandReader.Editorial.Count, CommandReader.Editorial.Select(e => e.Route).Distinct().Count());
}
