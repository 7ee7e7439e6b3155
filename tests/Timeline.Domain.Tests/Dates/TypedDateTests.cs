using Timeline.Domain.Dates;

namespace Timeline.Domain.Tests.Dates;

public class TypedDateTests
{
    [Theory]
    [InlineData("22 January 2021", "send 2021-01-22.")]
    [InlineData("Friday, 22 January 2021", "send 2021-01-22.")]
    [InlineData("January 22nd, 2021", "send 2021-01-22.")]
    [InlineData("22 Jan 2021", "send 2021-01-22.")]
    [InlineData("22. Januar 2021", "send 2021-01-22.")]
    [InlineData("22 января 2021", "send 2021-01-22.")]
    [InlineData("22.01.2021", "send 2021-01-22.")]
    [InlineData("January 2021", "send 2021-01.")]
    [InlineData("30 March", "such as ")]
    [InlineData("30 марта", "such as ")]
    [InlineData("March 30", "such as ")]
    public void A_date_in_words_is_refused_with_what_to_send(string text, string sentence)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Equal(sentence == "such as ", error.Contains("says no year", StringComparison.Ordinal) && error.Contains("-03-30", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sometime")]
    [InlineData("31 February 2021")]
    [InlineData("2021-13-01")]
    public void Of_what_is_no_date_nothing_is_guessed(string text)
    {
        Assert.False(Edtf.TryParse(text, out _, out var error));
        Assert.DoesNotContain("in words", error, StringComparison.Ordinal);
    }
}
