using System.Globalization;

namespace Timeline.Store.Search;

/// <summary>What a stemmer says of a word.</summary>
/// <param name="Stems">What its forms begin with.</param>
/// <param name="IsStopWord">Whether every text has it.</param>
internal sealed record Stem(IReadOnlyCollection<string> Stems, bool IsStopWord)
{
    public static Stem None { get; } = new([], false);
}

/// <summary>
/// What a reader searches for: words, in the syntax of a web search (<c>"two words" or -without</c>). What of it goes to
/// PostgreSQL's parser are letters, digits and marks of ours, whatever was typed.
/// </summary>
internal sealed class SearchQuery
{
    // Shorter beginnings are those of too many words.
    private const int ShortestBeginning = 3;
    private const int MostWords = 40;

    // What all have that is found: one or the other.
    private readonly List<List<Clause>> _either = [[]];

    private SearchQuery()
    {
    }

    private sealed record Clause(bool Without, bool Together, IReadOnlyList<Compound> Words);

    /// <summary>The words that a stemmer may know.</summary>
    public IEnumerable<string> Stemmed => _either.SelectMany(all => all).Where(c => !c.Together)
        .SelectMany(c => c.Words).SelectMany(Parts).SelectMany(part => part).Where(t => t.Kind == TermKind.Word).Select(t => t.Text).Distinct();

    public static SearchQuery Parse(string typed)
    {
        var query = new SearchQuery();
        var text = typed.ReplaceLineEndings(" ");
        var left = MostWords;
        for (var i = 0; i < text.Length;)
        {
            if (char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            var without = text[i] == '-' && i + 1 < text.Length;
            if (without)
                i++;
            var together = IsQuote(text, i);
            var end = together ? i + 1 : i;
            while (end < text.Length && !(together ? IsQuote(text, end) : char.IsWhiteSpace(text[end]) || IsQuote(text, end)))
                end++;
            var said = text[i..end];
            i = together ? end + 1 : Math.Max(end, i + 1);
            if (!together && !without && said.Equals("or", StringComparison.OrdinalIgnoreCase) && query._either[^1].Count > 0)
            {
                query._either.Add([]);
                continue;
            }

            Compound[] words = [.. Words.Of(said).Where(c => Parts(c).Any(p => p.Count > 0)).Take(left)];
            left -= words.Length;
            if (words.Length > 0)
                query._either[^1].Add(new(without, together, words));
        }

        return query;
    }

    /// <summary>All that is meant, as a <c>tsquery</c>; null where that is nothing.</summary>
    /// <param name="stems">What is known of <see cref="Stemmed"/>.</param>
    public string? Find(IReadOnlyDictionary<string, Stem> stems) => Write(clause => Write(clause, stems, exact: false), stems);

    /// <summary>Only the words as they were typed: what has those comes first.</summary>
    public string? Exact() => Write(clause => clause.Without ? null : Write(clause, new Dictionary<string, Stem>(), exact: true), null);

    private string? Write(Func<Clause, string?> write, IReadOnlyDictionary<string, Stem>? stems) => Any(_either.Select(all =>
    {
        // Words that every text has are looked for only where there is nothing else.
        var telling = all.Where(c => c.Without || c.Together || stems is null
            || c.Words.SelectMany(Parts).SelectMany(p => p).Any(t => !stems.GetValueOrDefault(t.Text, Stem.None).IsStopWord)).ToList();
        return All((telling.Exists(c => !c.Without) ? telling : all).Select(write));
    }));

    private static string? Write(Clause clause, IReadOnlyDictionary<string, Stem> stems, bool exact)
    {
        var text = clause.Together
            ? Phrase(clause.Words)
            : All(clause.Words.Select(c => Any([
                All(Parts(c).SelectMany(p => p).Select(t => exact ? Same(t) : Alike(t, stems.GetValueOrDefault(t.Text, Stem.None)))),
                Words.Joined(c) is { } joined ? All(Words.Terms(joined).Terms.Select(t => exact ? Same(t) : Alike(t, Stem.None))) : null,
            ])));
        return clause.Without && text is not null ? $"!{text}" : text;
    }

    // In this order, and nothing between them.
    private static string? Phrase(IReadOnlyList<Compound> words)
    {
        string? phrase = null;
        var (place, before) = (0, 0);
        foreach (var (terms, places) in words.SelectMany(c => c.Parts).Select(Words.Terms))
        {
            foreach (var term in WithoutLast(terms))
            {
                var distance = place + term.Place - before;
                phrase = phrase is null ? Same(term)
                    : string.Create(CultureInfo.InvariantCulture, $"{phrase} <{distance}> {Same(term)}");
                before = place + term.Place;
            }

            place += places;
        }

        return phrase is null ? null : $"({phrase})";
    }

    // In a text the last character of a question need not be the last of its run.
    private static IReadOnlyList<Term> WithoutLast(IReadOnlyList<Term> terms) =>
        [.. terms.Where((t, i) => t.Kind != TermKind.Last || i == 0 || terms[i - 1].Kind != TermKind.Pair)];

    private static IEnumerable<IReadOnlyList<Term>> Parts(Compound compound) =>
        compound.Parts.Select(p => WithoutLast(Words.Terms(p).Terms));

    private static string Same(Term term) =>
        term.Kind == TermKind.Last ? $"'{term.Text}':*" : Any([$"'{term.Text}'", term.Wide is null ? null : $"'{term.Wide}'"])!;

    // It, what begins with it or with its stem, and what it may be without an article.
    private static string Alike(Term term, Stem stem) => term.Kind != TermKind.Word ? Same(term) : Any(
        new[] { term.Text, term.Wide, Clitics.WithoutArticle(term.Text) }.Select(Beginning)
            .Concat(stem.Stems.Select(s => s.Length < ShortestBeginning ? null : Beginning(s)))
            .Append(stem.Stems.FirstOrDefault(s => s.EndsWith('i')) is { } s ? $"'{s[..^1]}y'" : null))!;

    private static string? Beginning(string? word) =>
        word is null ? null : word.Length < ShortestBeginning ? $"'{word}'" : $"'{word}':*";

    private static string? All(IEnumerable<string?> queries) => Joined(queries, " & ");

    private static string? Any(IEnumerable<string?> queries) => Joined(queries, " | ");

    private static string? Joined(IEnumerable<string?> queries, string by)
    {
        string[] some = [.. queries.OfType<string>().Distinct()];
        return some.Length == 0 ? null : some.Length == 1 ? some[0] : $"({string.Join(by, some)})";
    }

    private static bool IsQuote(string text, int i) => text[i] switch
    {
        '“' or '”' or '„' or '«' or '»' or '「' or '」' => true,
        '"' => !(i > 0 && i + 1 < text.Length && IsHebrew(text[i - 1]) && IsHebrew(text[i + 1])),
        _ => false,
    };

    private static bool IsHebrew(char c) => c is >= '\u0590' and <= '\u05FF';
}
