using System.Globalization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Api.Formats;

/// <summary>
/// What is told of an entry, each thing once: a figure replaces the claim and the summary that say no more than it, a quotation
/// the sentence that only announces it. What others claim keeps its author.
/// </summary>
/// <param name="Summary">The summary; null where something else says it.</param>
/// <param name="Quotes">The quoted words.</param>
/// <param name="Attribution">Who says them, where and through whom; null where the text says so.</param>
/// <param name="Claims">What others say, with the label of its field.</param>
/// <param name="Numbers">The figures, with the labels of their fields.</param>
/// <param name="Media">Pictures and recordings.</param>
/// <param name="IsCut">Whether there is more than a list has room for.</param>
public sealed record Told(
    string? Summary, IReadOnlyList<Quote> Quotes, string? Attribution, IReadOnlyList<(string? Label, Claim Claim)> Claims,
    IReadOnlyList<(string? Label, Figure Figure)> Numbers, IReadOnlyList<Media> Media, bool IsCut)
{
    private const int LongestText = 700, MostParts = 4;

    /// <summary>What is told of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="words">The language.</param>
    /// <param name="whole">All of it, where it stands alone.</param>
    public static Told Of(ShownEntry entry, Language words, bool whole)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(words);
        var numbers = entry.Numbers(words).ToList();
        var text = Words($"{entry.Title} {entry.Summary}");
        var names = Words(string.Join(' ', entry.People.Select(p => p.Name)));
        // The headline has it word for word, or, of a few words, the summary.
        var quotes = entry.Quotes.Where(q => entry.Title?.Contains(q.Text, StringComparison.OrdinalIgnoreCase) is not true
            && !(Words(q.Text).Count < 6 && entry.Summary?.Contains(q.Text, StringComparison.OrdinalIgnoreCase) is true)).ToList();
        var claims = entry.Said(words).Select(c => (c.Label, Claim: Untold(c.Claim, entry, numbers, text)))
            .Where(c => c.Claim is { Text: not null } or { Quote: not null } or { About: not null } or { SaysNothing: true }).ToList();
        var attribution = entry.Attribution(words);
        var summary = IsTold(entry, numbers) ? null : entry.Summary;
        var cut = !whole && (summary?.Length > LongestText || quotes.Count > MostParts || claims.Count > MostParts || numbers.Count > MostParts
            || entry.Media.Count > 2);
        return new(
            whole ? summary : Cut(summary), Most(quotes),
            attribution.Length == 0 || Words(attribution).IsSubsetOf([.. text, .. names]) ? null : attribution,
            [.. Most(claims).Select(c => whole ? c : c with { Claim = c.Claim with { Text = Cut(c.Claim.Text), Quote = Cut(c.Claim.Quote) } })],
            Most(numbers), whole ? entry.Media : [.. entry.Media.Take(2)], cut);

        IReadOnlyList<T> Most<T>(List<T> all) => whole ? all : [.. all.Take(MostParts)];
    }

    /// <summary>A text, cut at a word where a list has no room for all of it.</summary>
    public static string? Cut(string? text)
    {
        if (text is null || text.Length <= LongestText)
            return text;
        var blank = text.LastIndexOf(' ', LongestText);
        return $"{text[..(blank > LongestText / 2 ? blank : char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}…";
    }

    // What of a claim is not said elsewhere: by the figure of the same author, by the summary, which names the author, or as a quotation.
    private static Claim Untold(Claim claim, ShownEntry entry, List<(string?, Figure Figure)> numbers, HashSet<string> text)
    {
        if (claim.By is null || claim.About is not null)
            return claim;
        var (words, author) = (Words(claim.Text ?? ""), Words(entry.Name(claim.By)));
        var told = numbers.Any(n => n.Figure.By == claim.By && n.Figure.Value is { } value && words.Contains(Digits(value)))
            || (IsCovered(words, text) && author.Count(text.Contains) * 2 >= author.Count);
        return claim with
        {
            Text = told ? null : claim.Text,
            Quote = entry.Quotes.Any(q => q.Text == claim.Quote) ? null : claim.Quote,
        };
    }

    private static bool IsTold(ShownEntry entry, List<(string?, Figure Figure)> numbers)
    {
        if (entry.Summary is not { } summary || summary == entry.Title)
            return true;
        return numbers.Count > 0 && IsCovered(Words(summary), [.. Words(entry.Title ?? ""), .. numbers.SelectMany(n =>
            Words($"{n.Figure.Of} {n.Figure.What} {entry.Name(n.Figure.By!)} {(n.Figure.Value is { } value ? Digits(value) : "")}"))]);
    }

    private static bool IsCovered(HashSet<string> words, HashSet<string> by) =>
        words.Count > 0 && words.Count(by.Contains) >= words.Count * .85;

    private static string Digits(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    private static HashSet<string> Words(string text) =>
    [
        .. text.Split([' ', '\n', '\u00a0', ',', ';', ':', '“', '”', '"', '«', '»', '(', ')', '!', '?', '%', '…', '،', '。', ','], StringSplitOptions.RemoveEmptyEntries)
            .Select(w => w.Trim('.', '\'', '’').ToLowerInvariant()).Where(w => w.Length > 0),
    ];
}
