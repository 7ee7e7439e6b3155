using System.Collections;
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

    // Verbs by which something is only said. Any other says more than its text: that it is denied, asked for, threatened.
    private static readonly HashSet<string> Saying = ["says", "announces", "reports", "estimates", "alleges"];

    /// <summary>
    /// What repeats other parts of an entry, as paths into its answer: <c>summary</c>, <c>claims[0].text</c>, <c>details.quotes[1]</c>. What a claim
    /// is about is not asked, as not everybody may see it: whoever shows the entry keeps a claim that is about something, as they see it.
    /// </summary>
    /// <param name="body">What the entry says.</param>
    /// <param name="fields">Its kind's own fields.</param>
    public static IReadOnlyList<string> In(EntryBody body, IReadOnlyList<KindField> fields)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(fields);
        fields = Filled(body, fields);
        // Most entries only tell.
        if (fields.Count + body.Claims.Count + body.Figures.Count == 0)
            return body.Summary is { } said && said == body.Headline ? ["summary"] : [];
        var headline = body.Headline ?? "";
        var figures = fields.Where(f => f.Shown == ShownAs.Number).SelectMany(f => Figure.InSight([.. f.Items<Figure>(body)]))
            .Concat(Figure.InSight(body.Figures)).Select(f => (f.By, Words: InWords(f), Value: f.Value is { } value ? Digits(value) : null)).ToList();
        var quotes = Own<Quote>(ShownAs.Said).ToList();
        Wording? text = null;
        return [.. Summary(), .. Quotes(), .. Claims(), .. Attribution()];

        IEnumerable<(string Path, T Item)> Own<T>(params ShownAs[] places) => fields.Where(f => places.Contains(f.Shown)).SelectMany(f => f.Placed<T>(body));

        string Name(Who who) => body.People.FirstOrDefault(p => p.Id == who.Text)?.Name ?? who.Text;

        string Names(By by) => string.Join(", ", by.Authors.Select(a => a.Who is { } who ? Name(who) : a.Unnamed!.Unnamed));

        string InWords(Figure f) => $"{f.Of} {f.What} {f.Unit} {(f.By is null ? "" : Names(f.By))} {(f.Value is { } value ? Digits(value) : "")}";

        IEnumerable<string> Summary() => body.Summary is { } summary && (summary == body.Headline || (figures.Count > 0
            && Wording.Of($"{headline} {string.Join(' ', figures.Select(f => f.Words))}").Covers(summary))) ? ["summary"] : [];

        // The headline has it word for word, or, of a few words, the summary.
        IEnumerable<string> Quotes() => quotes.Where(q => Has(body.Headline, q.Item.Text)
            || (Has(body.Summary, q.Item.Text) && Wording.Of(q.Item.Text).Count <= FewWords)).Select(q => q.Path);

        // By the figure of the same author, by the summary, which names the author, or as a quotation.
        IEnumerable<string> Claims()
        {
            foreach (var (path, claim) in body.Claims.Select((c, i) => ($"claims[{i}]", c)).Concat(Own<Claim>(ShownAs.Said)))
            {
                if (claim.By is not { } by || !Saying.Contains(claim.Verb))
                    continue;
                if (claim.Text is { } said
                    && (figures.Exists(f => f.By == by && f.Value is { } value && Wording.Of($"{headline} {f.Words}").Covers(said) && Wording.Of(said).Has(value))
                        || ((text ??= Wording.Of($"{headline} {body.Summary}")).Covers(said) && Wording.Of(Names(by)) is var author && text.Shared(author) * 2 >= author.Count)))
                    yield return $"{path}.text";
                if (claim.Quote is { } quote && quotes.Exists(q => q.Item.Text == quote))
                    yield return $"{path}.quote";
            }
        }

        // Who speaks, and where, of whom and which the text or the list of people tells.
        IEnumerable<string> Attribution()
        {
            var said = Own<object>(ShownAs.Attribution, ShownAs.Through).ToList();
            var told = said.Count == 0 ? null : Wording.Of($"{headline} {body.Summary} {string.Join(' ', body.People.Select(p => p.Name))}");
            return said.Select(s => Wording.Of(s.Item is Who who ? Name(who) : $"{s.Item}")).All(s => told!.Shared(s) == s.Count) ? said.Select(s => s.Path) : [];
        }
    }

    // Those own fields that can repeat something, and hold anything.
    private static List<KindField> Filled(EntryBody body, IReadOnlyList<KindField> fields)
    {
        var filled = new List<KindField>();
        foreach (var field in fields)
        {
            if (field.Shown is ShownAs.Number or ShownAs.Said or ShownAs.Attribution or ShownAs.Through && field.Value(body) is not (null or ICollection { Count: 0 }))
                filled.Add(field);
        }

        return filled;
    }

    private static bool Has(string? text, string words) => text?.Contains(words, StringComparison.OrdinalIgnoreCase) is true;

    private static string Digits(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);
}
