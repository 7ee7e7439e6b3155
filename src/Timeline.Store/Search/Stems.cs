
namespace Timeline.Store.Search;

/// <summary>What the forms of a word begin with, in the languages of the stories that are searched.</summary>
internal static class Stems
{
    private const string None = "pg_catalog.simple";

    // PostgreSQL's for Arabic spells the words in another way than we do.
    private static readonly Dictionary<string, string> Stemmers = new (string Tag, string Name)[]
    {
        ("da", "danish"), ("de", "german"), ("el", "greek"), ("en", "english"), ("es", "spanish"), ("fi", "finnish"),
        ("fr", "french"), ("hu", "hungarian"), ("it", "italian"), ("nb", "norwegian"), ("nl", "dutch"), ("nn", "norwegian"),
        ("no", "norwegian"), ("pt", "portuguese"), ("ro", "romanian"), ("ru", "russian"), ("sv", "swedish"), ("tr", "turkish"),
    }.ToDictionary(l => l.Tag, l => $"pg_catalog.{l.Name}_stem", StringComparer.OrdinalIgnoreCase);

    /// <summary>PostgreSQL's text search dictionary for a language (BCP 47).</summary>
    public static string StemmerOf(string language) => Stemmers.GetValueOrDefault(language.Split('-')[0], None);

    /// <summary>Looks words up.</summary>
    /// <param name="db">Where.</param>
    /// <param name="words">The words, folded.</param>
    /// <param name="story">In the language of this story; null for those of all.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyDictionary<string, Stem>> StemsAsync(
        this TimelineDatabase db, IEnumerable<string> words, string? story, CancellationToken ct)
    {
        var stems = new Dictionary<string, Stem>(StringComparer.Ordinal);
        string[] asked = [.. words];
        if (asked.Length == 0)
            return stems;
        await using var command = db.Source.CreateCommand($"""
            select w.word, s.stemmer, ts_lexize(s.stemmer::regdictionary, w.word)
            from (select distinct stemmer from {db.Quoted}.tl_story_states where $2 = '' or story = $2) s, unnest($1) as w(word)
            """);
        command.Parameters.Add(Conditions.Of(asked));
        command.Parameters.Add(Conditions.Of(story ?? ""));
        await using var row = await command.ReadAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var word = row.GetString(0);
            var found = row.GetString(1) == None ? [Endings.Cut(word)]
                : row.IsDBNull(2) ? [word] : row.GetFieldValue<string[]>(2);
            var known = stems.GetValueOrDefault(word, Stem.None);
            stems[word] = new([.. known.Stems.Union(found.Where(f => f != word))], known.IsStopWord || found.Length == 0);
        }

        return stems;
    }
}

/// <summary>The endings of cases, of languages whose words PostgreSQL cannot take apart: Slavic and Baltic ones, mostly.</summary>
internal static class Endings
{
    private const int ShortestStem = 3;

    // Folded; the longest first.
    private static readonly string[] All =
    [
        .. new[]
        {
            "iego", "iemu", "ego", "emu", "owi", "ami", "iem", "ich", "ymi", "imi", "ach", "ovi", "iej", "em", "om", "ie", "ia", "ow",
            "ej", "ym", "im", "ou", "as", "is", "us", "os", "ai", "ui", "a", "e", "i", "o", "u", "y",
            "ого", "ому", "ими", "ами", "ові", "еві", "ями", "ою", "ею", "ій", "ий", "им", "их", "ях", "ах", "ом", "ем", "ам", "ою",
            "ев", "ов", "ін", "а", "и", "і", "о", "е", "у", "ю", "я", "ь", "й",
        }.OrderByDescending(e => e.Length),
    ];

    /// <summary>The word without its ending.</summary>
    public static string Cut(string word) =>
        Array.Find(All, e => word.Length - e.Length >= ShortestStem && word.EndsWith(e, StringComparison.Ordinal)) is { } ending
            ? word[..^ending.Length] : word;
}
