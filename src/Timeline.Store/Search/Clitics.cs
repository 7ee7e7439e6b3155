namespace Timeline.Store.Search;

/// <summary>What Hebrew and Arabic write together with the word that follows: and, in, to, from, the.</summary>
internal static class Clitics
{
    private const int Shortest = 3;

    /// <summary>The words that may be meant by a word of a text, itself aside.</summary>
    public static IEnumerable<string> Without(string word) =>
        word.Length > Shortest && word[0] is >= '\u0590' and <= '\u06FF' ? OfOneWord(word) : [];

    private static IEnumerable<string> OfOneWord(string word)
    {
        var most = word[0] <= '\u05FF' ? 2 : 3;
        for (var rest = word; most > 0; most--)
        {
            var article = rest.StartsWith("ال", StringComparison.Ordinal) || rest.StartsWith("لل", StringComparison.Ordinal);
            var length = article ? 2 : rest[0] is 'ו' or 'ה' or 'ב' or 'כ' or 'ל' or 'מ' or 'ש'
                or 'و' or 'ف' or 'ب' or 'ك' or 'ل' or 'س' ? 1 : 0;
            if (length == 0 || rest.Length - length < Shortest)
                yield break;
            yield return rest = rest[length..];
            if (article)
                yield break;
        }
    }

    /// <summary>The word of a question without its article; null where it has none.</summary>
    public static string? WithoutArticle(string word) =>
        word.StartsWith("ال", StringComparison.Ordinal) && word.Length - 2 >= Shortest ? word[2..]
        : word[0] == 'ה' && word.Length - 1 >= Shortest ? word[1..]
        : null;
}
