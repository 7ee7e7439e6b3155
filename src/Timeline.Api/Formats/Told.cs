using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Api.Formats;

/// <summary>
/// What is told of an entry, each thing once (<see cref="Repetition"/>), and in a list no more than it has room for.
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
        var (quotes, claims, numbers) = (entry.Quotes, entry.Said(words).ToList(), entry.Numbers(words).ToList());
        var attribution = entry.Attribution(words);
        var summary = entry.IsAgain("summary") || entry.Summary == entry.Title ? null : entry.Summary;
        var cut = !whole && (summary?.Length > LongestText || quotes.Count > MostParts || claims.Count > MostParts || numbers.Count > MostParts
            || entry.Media.Count > 2);
        return new(
            whole ? summary : Cut(summary), Most(quotes), attribution.Length == 0 ? null : attribution,
            [.. Most(claims).Select(c => whole ? c : c with { Claim = c.Claim with { Text = Cut(c.Claim.Text), Quote = Cut(c.Claim.Quote) } })],
            Most(numbers), whole ? entry.Media : [.. entry.Media.Take(2)], cut);

        IReadOnlyList<T> Most<T>(IReadOnlyList<T> all) => whole ? all : [.. all.Take(MostParts)];
    }

    /// <summary>A text, cut at a word where a list has no room for all of it.</summary>
    public static string? Cut(string? text)
    {
        if (text is null || text.Length <= LongestText)
            return text;
        var blank = text.LastIndexOf(' ', LongestText);
        return $"{text[..(blank > LongestText / 2 ? blank : char.IsHighSurrogate(text[LongestText - 1]) ? LongestText - 1 : LongestText)]}…";
    }
}
