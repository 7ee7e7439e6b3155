namespace Timeline.Domain.Languages;

/// <summary>Which form of a word goes with a number: CLDR's categories, of whole numbers.</summary>
internal static class Plurals
{
    /// <summary>The category: zero, one, two, few, many or other.</summary>
    /// <param name="rule">The rule that the language's file names under <c>plural</c>.</param>
    /// <param name="number">Zero or more.</param>
    public static string Category(string? rule, long number) => (rule, number % 10, number % 100) switch
    {
        ("one", _, _) => number == 1 ? "one" : "other",
        ("french", _, _) => number <= 1 ? "one" : "other",
        ("slavic", 1, not 11) => "one",
        ("polish", _, _) when number == 1 => "one",
        ("slavic" or "polish", >= 2 and <= 4, < 12 or > 14) => "few",
        ("slavic" or "polish", _, _) => "many",
        ("arabic", _, var hundredth) => number switch
        {
            0 => "zero",
            1 => "one",
            2 => "two",
            _ => hundredth is >= 3 and <= 10 ? "few" : hundredth >= 11 ? "many" : "other",
        },
        _ => "other",
    };
}
