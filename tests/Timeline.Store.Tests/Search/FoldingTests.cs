using Timeline.Store.Search;

namespace Timeline.Store.Tests.Search;

/// <summary>The short way of <see cref="Folding"/>, which most words take.</summary>
public sealed class FoldingTests
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("Ый{0}Е")]
    [InlineData("عl{0}中")]
    public void Each_letter_and_digit_is_folded_as_by_the_long_way_wherever_it_stands(string word)
    {
        var words = Enumerable.Range(0, char.MaxValue).Select(c => (char)c).Where(char.IsLetterOrDigit).Select(c => word.Replace("{0}", $"{c}", StringComparison.Ordinal));
        Assert.DoesNotContain(words, w => Folding.Of(w) != Folding.Fold(w, wide: false));
    }
}
