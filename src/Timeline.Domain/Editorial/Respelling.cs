using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Editorial;

/// <summary>
/// Whether a text only became another one in spelling and style. No dictionary tells, as there is none for every language: what might be
/// another word is refused, but for one letter inside a long word that came, went or changed places, which is nearly always a slip.
/// </summary>
internal static partial class Respelling
{
    private const int ShortestWord = 6;

    /// <summary>That a change of a text does more than mend spelling and style, and what; null where it does not.</summary>
    /// <param name="before">The text as it stood.</param>
    /// <param name="after">As it is to stand.</param>
    /// <param name="kept">Words that stay as they are spelled here: names, charges and the like.</param>
    public static Sentence? Excess(string before, string after, IReadOnlySet<string> kept)
    {
        if (Quoted(before) != Quoted(after))
            return Sentence.Of("refused.refile-for", Sentence.Of("refused.refile-quoted"));
        var (was, now) = (Parts(before), Parts(after));
        var same = was.Zip(now).TakeWhile(p => IsSame(p.First, p.Second, kept)).Count();
        if (same == was.Length && same == now.Length)
            return null;
        var end = was.Reverse().Zip(now.Reverse()).Take(Math.Min(was.Length, now.Length) - same).TakeWhile(p => IsSame(p.First, p.Second, kept)).Count();
        var (went, came) = (Say(was[same..^end]), Say(now[same..^end]));
        return Sentence.Of("refused.refile-for", went.Length == 0 ? Sentence.Of("refused.refile-adds", came)
            : came.Length == 0 ? Sentence.Of("refused.refile-leaves", went) : Sentence.Of("refused.refile-turns", went, came));
    }

    /// <summary>The words of a text; an apostrophe in one is punctuation.</summary>
    public static IEnumerable<string> Words(string text) => Parts(text).Where(p => char.IsLetter(p, 0));

    private static string[] Parts(string text) => [.. Part().Matches(text).Select(m => Apostrophe().Replace(m.Value, ""))];

    private static bool IsSame(string was, string now, IReadOnlySet<string> kept) =>
        was == now || (!kept.Contains(was) && ((char.ToUpperInvariant(was[0]) == char.ToUpperInvariant(now[0]) && was[1..] == now[1..]) || IsMisspelled(was, now)));

    // One letter inside a word came, went or changed places with its neighbour. Another one in its place would be another word too often:
    // charges and changes, sesenta and setenta, konnte and könnte. So would one at the end, or in a short word.
    private static bool IsMisspelled(string was, string now)
    {
        var (shorter, longer) = was.Length < now.Length ? (was, now) : (now, was);
        if (longer.Length < ShortestWord || shorter[0] != longer[0] || shorter[^1] != longer[^1] || !shorter.All(IsSmall) || !longer.All(IsSmall))
            return false;
        var at = shorter.Zip(longer).TakeWhile(p => p.First == p.Second).Count();
        return longer.Length - shorter.Length == 1 ? shorter[at..] == longer[(at + 1)..]
            : longer.Length == shorter.Length && at + 1 < longer.Length
                && shorter[at] == longer[at + 1] && shorter[at + 1] == longer[at] && shorter[(at + 2)..] == longer[(at + 2)..];
    }

    // Of the scripts that write names with capitals: Latin, Greek, Cyrillic, Armenian. In others each word may be a name.
    private static bool IsSmall(char c) => char.IsLower(c) && c is < '\u0590' or (>= '\u1e00' and <= '\u1fff');

    private static string Quoted(string text) =>
        OpeningMark().Match(text) is { Success: true } first ? text[first.Index..(Mark().Matches(text)[^1].Index + 1)] : "";

    private static string Say(string[] parts) => string.Join(' ', parts.Length > 5 ? [.. parts[..5], "…"] : parts);

    // Words; numbers with their signs; of other signs those that say something (a question is no statement); and what .NET tells no letter of.
    [GeneratedRegex(@"\p{L}[\p{L}\p{M}'’]*|[\p{Sc}\p{Sm}\p{Pd}]?\p{N}(?:[^\p{L}\s]*\p{N})?|[\p{S}%‰§&@#?؟？\u037e]|\p{Cs}+")]
    private static partial Regex Part();

    [GeneratedRegex("(?<=.)['’]")]
    private static partial Regex Apostrophe();

    [GeneratedRegex("""["“”„‟«»‹›‚‛「」『』〝〞〟＂《》〈〉]|(?<![\p{L}\p{M}\p{N}])['‘’`´]""")]
    private static partial Regex OpeningMark();

    [GeneratedRegex("""["“”„‟«»‹›‚‛「」『』〝〞〟＂《》〈〉]|(?<![\p{L}\p{M}\p{N}])['‘’`´]|['‘’`´](?![\p{L}\p{M}\p{N}])""")]
    private static partial Regex Mark();
}
