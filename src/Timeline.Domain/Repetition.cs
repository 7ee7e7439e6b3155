using System.Globalization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>
/// What an entry says twice, so that whoever shows it says each thing once: a figure stands for the claim and the summary that say
/// no more than it, a quotation for the sentence that only announces it. What others claim keeps its author.
/// </summary>
public static class Repetition
{
    // Of so many words or fewer a quotation is taken to be said where the summary has it.
    private const int FewWords = 5;

    private const int Ending = 3;

    // Which say nothing by themselves. Any other word may make it another statement: a number, a "not".
    private static readonly HashSet<string> Empty =
    [
        "a", "an", "the", "that", "for", "has", "have", "is", "are", "was", "were", "der", "die", "das", "dem", "den", "des", "ein", "eine", "dass", "что", "el", "la", "los", "las", "que", "le", "les", "że", "що",
    ];

    /// <summary>What repeats other parts of an entry, as paths into its answer: <c>summary</c>, <c>claims[0].text</c>, <c>details.quotes[1]</c>.</summary>
    /// <param name="body">What the entry says.</param>
    /// <param name="fields">Its kind's own fields.</param>
    public static IReadOnlyList<string> In(EntryBody body, IReadOnlyList<KindField> fields)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(fields);
        var figures = fields.Where(f => f.Shown == ShownAs.Number).SelectMany(f => Figure.InSight([.. f.Items<Figure>(body)]))
            .Concat(Figure.InSight(body.Figures)).ToList();
        var quotes = Own<Quote>(ShownAs.Said).ToList();
        // Most entries only tell.
        var text = new Lazy<HashSet<string>>(() => Words($"{body.Headline} {body.Summary}"));
        return [.. Summary(), .. Quotes(), .. Claims(), .. Attribution()];

        IEnumerable<(string Path, T Item)> Own<T>(params ShownAs[] places) => fields.Where(f => places.Contains(f.Shown)).SelectMany(f => f.Placed<T>(body));

        string Name(Who who) => body.People.FirstOrDefault(p => p.Id == who.Text)?.Name ?? who.Text;

        string Names(By by) => string.Join(", ", by.Authors.Select(a => a.Who is { } who ? Name(who) : a.Unnamed!.Unnamed));

        IEnumerable<string> Summary() => body.Summary is { } summary && (summary == body.Headline || (figures.Count > 0
            && IsCovered(Words(summary), [.. Words(body.Headline ?? ""), .. figures.SelectMany(f =>
                Words($"{f.Of} {f.What} {(f.By is null ? "" : Names(f.By))} {(f.Value is { } value ? Digits(value) : "")}"))]))) ? ["summary"] : [];

        // The headline has it word for word, or, of a few words, the summary.
        IEnumerable<string> Quotes() => quotes.Where(q => Has(body.Headline, q.Item.Text)
            || (Words(q.Item.Text).Count <= FewWords && Has(body.Summary, q.Item.Text))).Select(q => q.Path);

        // By the figure of the same author, by the summary, which names the author, or as a quotation.
        IEnumerable<string> Claims()
        {
            foreach (var (path, claim) in body.Claims.Select((c, i) => ($"claims[{i}]", c)).Concat(Own<Claim>(ShownAs.Said)))
            {
                if (claim is not { By: { } by, About: null })
                    continue;
                var (words, author) = (Words(claim.Text ?? ""), Words(Names(by)));
                if (figures.Exists(f => f.By == by && f.Value is { } value && words.Contains(Digits(value)))
                    || (IsCovered(words, text.Value) && author.Count(text.Value.Contains) * 2 >= author.Count))
                    yield return $"{path}.text";
                if (claim.Quote is { } quote && quotes.Exists(q => q.Item.Text == quote))
                    yield return $"{path}.quote";
            }
        }

        // Who speaks, and where, of whom and which the text or the list of people tells.
        IEnumerable<string> Attribution()
        {
            var said = Own<object>(ShownAs.Attribution, ShownAs.Through).ToList();
            var told = said.Count == 0 ? [] : text.Value.Concat(body.People.SelectMany(p => Words(p.Name))).ToHashSet();
            return said.SelectMany(s => Words(s.Item is Who who ? Name(who) : $"{s.Item}")).All(told.Contains) ? said.Select(s => s.Path) : [];
        }
    }

    private static bool Has(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;

    // Word for word, but for endings: "organised" by "organising".
    private static bool IsCovered(HashSet<string> words, HashSet<string> by) => words.Count > 0 && words.All(w => by.Contains(w) || Empty.Contains(w)
        || (w.Length > Ending * 2 && w.All(char.IsLetter) && by.Any(b => b.StartsWith(w[..^Ending], StringComparison.Ordinal))));

    private static string Digits(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static HashSet<string> Words(string text) =>
    [
        .. text.Split([' ', '\n', '\u00a0', ',', ';', ':', '“', '”', '"', '«', '»', '(', ')', '!', '?', '%', '…', '،', '。', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Trim('.', '\'', '’').ToLowerInvariant()).Where(w => w.Length > 0),
    ];
}
