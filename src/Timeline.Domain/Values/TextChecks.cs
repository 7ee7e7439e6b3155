using System.Buffers;
using System.Globalization;
using System.Text;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>What a text may hold, whatever it says.</summary>
public static class TextChecks
{
    /// <summary>A text that may have more characters than this may have several lines.</summary>
    public const int LongestLine = 500;

    // Letters and a symbol that are blank: of Hangul and Braille.
    private const string Fillers = "\u115f\u1160\u3164\uffa0\u2800";

    // All that may be wrong with a text, but surrogates. Most texts have nothing of it, and need not be looked at letter by letter.
    private static readonly SearchValues<char> Suspect = SearchValues.Create(
        [.. Enumerable.Range(0, char.MaxValue + 1).Select(c => (char)c).Where(c => char.IsControl(c) || Directions.Has(c) || c is '\u2028' or '\u2029')]);

    /// <summary>Whether a reader sees nothing of it: no letter, digit, punctuation mark or symbol.</summary>
    public static bool IsBlank(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if ((Rune.IsLetterOrDigit(rune) || Rune.IsPunctuation(rune) || Rune.IsSymbol(rune)) && !(rune.IsBmp && Fillers.Contains((char)rune.Value)))
                return false;
        }

        return true;
    }

    /// <summary>What is wrong with a text; null where nothing is.</summary>
    // PostgreSQL cannot store NUL in text, and JSON text with half a surrogate pair is no Unicode at all.
    public static Sentence? Problem(string text, int max)
    {
        if (text.Length > max)
            return Sentence.Of("refused.characters", text.Length, max);
        var isSuspect = text.AsSpan().ContainsAny(Suspect) || text.AsSpan().ContainsAnyInRange('\ud800', '\udfff');
        for (var i = 0; isSuspect && i < text.Length; i++)
        {
            var c = text[i];
            if (Directions.Has(c))
                return Sentence.Of("refused.direction", $"U+{(int)c:X4}", i, (object?)Beside(text, i) ?? "");
            if (char.IsControl(c) && c is not ('\n' or '\t' or '\r'))
                return Sentence.Of("refused.control", $"U+{(int)c:X4}", i);
            if (max <= LongestLine && c is ('\n' or '\r' or '\u2028' or '\u2029'))
                return Sentence.Of("refused.line-break", i);
            if (char.IsHighSurrogate(c) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(c))
                return Sentence.Of("refused.surrogate", $"U+{(int)c:X4}", i);
        }

        return text.Length > 0 && IsBlank(text) ? Sentence.Of("refused.empty") : null;
    }

    // The character is seen nowhere, so its neighbours must say where it is.
    private static Sentence? Beside(string text, int at)
    {
        var after = Shown(text[(at + 1)..].EnumerateRunes().Take(20));
        var before = Shown(text[..at].EnumerateRunes().TakeLast(20));
        return after.Length > 0 ? Sentence.Of("refused.direction-before", after) : before.Length > 0 ? Sentence.Of("refused.direction-after", before) : null;
    }

    private static string Shown(IEnumerable<Rune> runes) => string.Concat(runes.Where(r => Rune.GetUnicodeCategory(r)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate) && r != Rune.ReplacementChar)).Trim();
}
