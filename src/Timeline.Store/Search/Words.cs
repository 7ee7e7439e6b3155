using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timeline.Store.Search;

/// <summary>What stands between two blanks, where signs hold it together: <c>O'Brien</c> is two parts, and <c>obrien</c>.</summary>
/// <param name="First">Its first part: letters, digits and marks, as they were written.</param>
/// <param name="Several">All of its parts; null where there is but one, as of most: texts have many.</param>
internal readonly record struct Compound(string First, IReadOnlyList<string>? Several)
{
    /// <summary>Its parts, at least one.</summary>
    public IReadOnlyList<string> Parts => Several ?? [First];
}

/// <summary>What is looked for in the index: a word, or two characters of a script without blanks.</summary>
/// <param name="Text">It, folded.</param>
/// <param name="Wide">As it is written by those who have no umlaut; null where that is the same.</param>
/// <param name="Place">Its place behind the beginning of its part.</param>
/// <param name="Kind">What it is.</param>
internal readonly record struct Term(string Text, string? Wide, int Place, TermKind Kind);

/// <summary>What a term is.</summary>
internal enum TermKind
{
    /// <summary>A word between blanks.</summary>
    Word,

    /// <summary>Two characters that follow one another in a script without blanks.</summary>
    Pair,

    /// <summary>The last character before something else, so that each character begins a term.</summary>
    Last,
}

/// <summary>Takes texts apart.</summary>
internal static class Words
{
    /// <summary>More of a word says no more.</summary>
    public const int Longest = 60;

    // More parts than these are an address or a number of something: nobody writes them together.
    private const int MostJoined = 6;
    private const int NoBreak = 0x200C;

    private static readonly SearchValues<char> Widened = SearchValues.Create("äöüåøÄÖÜÅØ\u0308\u030A");

    /// <summary>The words of a text, in its order.</summary>
    public static IEnumerable<Compound> Of(string text)
    {
        if (!Ascii.IsValid(text))
            text = WithoutFormats(text);
        var (first, several) = ((string?)null, (List<string>?)null);
        // Where the part began, and where it ends; less than 0 where there is none.
        var (start, end) = (-1, 0);
        var (link, last) = (false, default(Rune));
        Rune rune;
        for (var i = 0; i < text.Length; i += rune.Utf16SequenceLength)
        {
            rune = At(text, i);
            if (IsWord(rune) && (start >= 0 || !IsMark(rune)))
            {
                if (link)
                    End();
                start = start < 0 ? i : start;
                (link, last, end) = (false, rune, i + rune.Utf16SequenceLength);
            }
            else if (start >= 0 && !link && Joins(rune, last, At(text, i + rune.Utf16SequenceLength)))
            {
                link = true;
            }
            else if (start >= 0)
            {
                End();
                yield return new(first!, several);
                (first, several, link) = (null, null, false);
            }
        }

        if (start >= 0)
        {
            End();
            yield return new(first!, several);
        }

        void End()
        {
            var part = text[start..end];
            if (first is null)
                first = part;
            else
                (several ??= [first]).Add(part);
            start = -1;
        }
    }

    /// <summary>The terms of a part, in its order; and how many places it takes.</summary>
    public static (IReadOnlyList<Term> Terms, int Places) Terms(string part) =>
        Single(part, out var folded) is { } single ? ([single], 1) : Several(folded);

    /// <summary>The same of a part that is more than a single term.</summary>
    /// <param name="folded">The part, folded.</param>
    public static (IReadOnlyList<Term> Terms, int Places) Several(string folded)
    {
        var terms = new List<Term>();
        var word = new StringBuilder();
        var places = 0;
        Rune? before = null;
        foreach (var rune in folded.EnumerateRunes())
        {
            if (IsWithoutBlanks(rune))
            {
                EndWord();
                if (before is { } first)
                    terms.Add(new($"{first}{rune}", null, places - 1, TermKind.Pair));
                before = rune;
                places++;
            }
            else
            {
                EndPairs();
                word.Append(rune);
            }
        }

        EndWord();
        EndPairs();
        return (terms, places);

        void EndWord()
        {
            if (word.Length > 0)
                terms.Add(new(Cut(word.ToString()), null, places++, TermKind.Word));
            word.Clear();
        }

        void EndPairs()
        {
            if (before is { } last)
                terms.Add(new($"{last}", null, places - 1, TermKind.Last));
            before = null;
        }
    }

    /// <summary>The one term of a part of a script with blanks; null where it has none, or more.</summary>
    /// <param name="part">The part.</param>
    /// <param name="folded">It, folded.</param>
    public static Term? Single(string part, out string folded)
    {
        folded = Folding.Of(part);
        if (folded.Length == 0 || (!Ascii.IsValid(folded) && HasPairs(folded)))
            return null;
        var wide = part.AsSpan().ContainsAny(Widened) ? Folding.Wide(part) : folded;
        return new(Cut(folded), wide == folded ? null : Cut(wide), 0, TermKind.Word);
    }

    /// <summary>Its parts as one word; null where nobody would write them so.</summary>
    public static string? Joined(Compound compound) =>
        compound.Several is { Count: <= MostJoined } parts ? string.Concat(parts) : null;

    /// <summary>Whether it belongs to the letter before it.</summary>
    public static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark or UnicodeCategory.EnclosingMark;

    /// <summary>Whether it is of Hebrew, where a quotation mark inside of a word is a part of it.</summary>
    public static bool IsHebrew(Rune rune) => rune.Value is >= 0x0590 and <= 0x05FF;

    private static string Cut(string word) =>
        word.Length <= Longest ? word : word[..(char.IsHighSurrogate(word[Longest - 1]) ? Longest - 1 : Longest)];

    private static bool IsWord(Rune rune) => rune.IsAscii ? Rune.IsLetterOrDigit(rune)
        : Rune.IsLetter(rune) || Rune.IsNumber(rune) || IsMark(rune);

    // What is not seen takes no word apart: a soft hyphen, a mark of direction.
    private static string WithoutFormats(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsFormat(rune))
                return string.Concat(text.EnumerateRunes().Where(r => !IsFormat(r)));
        }

        return text;
    }

    private static bool IsFormat(Rune rune) =>
        !rune.IsAscii && rune.Value != NoBreak && Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format;

    private static bool Joins(Rune rune, Rune before, Rune after) => IsWord(after) && rune.Value switch
    {
        '\'' or '’' or '‘' or '`' or '´' or '-' or '‐' or '‑' or '.' or '·' or '&' or '_' or '׳' or '״' or '־' or NoBreak => true,
        ',' => Rune.IsNumber(before) && Rune.IsNumber(after),
        '"' => IsHebrew(before) && IsHebrew(after),
        _ => false,
    };

    private static bool HasPairs(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsWithoutBlanks(rune))
                return true;
        }

        return false;
    }

    // What is no character is read as one that belongs to no word.
    private static Rune At(string text, int i) =>
        i < text.Length && Rune.TryGetRuneAt(text, i, out var rune) ? rune : Rune.ReplacementChar;

    // Chinese, Japanese, Korean, Thai, Lao, Khmer, Burmese. Korean has blanks, but not between what makes up a word.
    private static bool IsWithoutBlanks(Rune rune) => rune.Value is
        (>= 0x0E01 and <= 0x0E4E) or (>= 0x0E81 and <= 0x0ECD) or (>= 0x1000 and <= 0x103F) or (>= 0x1050 and <= 0x108F)
        or (>= 0x1780 and <= 0x17D3) or (>= 0x1100 and <= 0x11FF) or (>= 0x2E80 and <= 0x2FDF) or 0x3005 or 0x3007
        or (>= 0x3040 and <= 0x30FF) or (>= 0x31F0 and <= 0x31FF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);
}
