using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timeline.Store.Search;

/// <summary>
/// Makes words alike that are typed in different ways: without case, accents, points and harakat, with one letter where a script
/// has variants of it. Of a text and of a question alike, so that the one is found by the other.
/// </summary>
internal static class Folding
{
    private const char Breve = '\u0306';
    private const char Diaeresis = '\u0308';
    private const char Ring = '\u030A';

    // What Unicode takes for letters of their own (decomposed, in lower case).
    private static readonly Dictionary<int, string> Letters = new (string From, string To)[]
    {
        ("ı", "i"), ("ł", "l"), ("đ", "d"), ("ð", "d"), ("ø", "o"), ("æ", "ae"), ("œ", "oe"), ("ß", "ss"), ("þ", "th"),
        ("ħ", "h"), ("ŧ", "t"), ("ŋ", "n"), ("ə", "e"), ("ς", "σ"), ("ґ", "г"),
        // Arabic, Persian, Urdu.
        ("ٱ", "ا"), ("ى", "ي"), ("ی", "ي"), ("ے", "ي"), ("ک", "ك"), ("ة", "ه"), ("ە", "ه"), ("ہ", "ه"), ("ھ", "ه"), ("\u0640", ""),
        // Hebrew letters at the end of a word.
        ("ך", "כ"), ("ם", "מ"), ("ן", "נ"), ("ף", "פ"), ("ץ", "צ"),
        // Apostrophes that count as letters.
        ("ʹ", ""), ("ʺ", ""), ("ʻ", ""), ("ʼ", ""), ("ʽ", ""), ("ʾ", ""), ("ʿ", ""),
    }.ToDictionary(l => Rune.GetRuneAt(l.From, 0).Value, l => l.To);

    // Letters and digits of which nothing becomes but their small letters, wherever they stand, as the long way says itself: of Latin, Greek, Cyrillic,
    // Hebrew, Arabic and the sounds of Japanese; and the characters of Chinese and Korean, too many to ask. Most words have no other.
    private static readonly SearchValues<char> Plain = SearchValues.Create(
    [
        .. Among(0, 0x06FF).Concat(Among(0x3040, 0x30FF)).Where(c => Fold($"{c}", wide: false) == $"{char.ToLowerInvariant(c)}"),
        .. Among(0x4E00, 0x9FFF), .. Among(0xAC00, 0xD7A3),
    ]);

    /// <summary>The word as it is compared.</summary>
    /// <param name="word">Letters, digits and marks.</param>
    public static string Of(string word) => word.AsSpan().ContainsAnyExcept(Plain) ? Fold(word, wide: false) : word.ToLowerInvariant();

    /// <summary>As <see cref="Of"/>, but with two letters for one where people write so who have not that one: <c>mueller</c>,
    /// <c>aarhus</c>.</summary>
    public static string Wide(string word) => Fold(word, wide: true);

    /// <summary>The long way.</summary>
    internal static string Fold(string word, bool wide)
    {
        var folded = new StringBuilder(word.Length + 4);
        var letter = 0;
        foreach (var rune in word.Normalize(NormalizationForm.FormKD).EnumerateRunes())
        {
            if (IsAccent(rune.Value))
            {
                if (wide && rune.Value == Diaeresis && letter is 'a' or 'o' or 'u')
                    folded.Append('e');
                else if (wide && rune.Value == Ring && letter == 'a')
                    folded.Append('a');
                // No accent, but a letter of its own: й is not и.
                else if (rune.Value == Breve && letter is 'и' or 'у')
                    folded.Append(Breve);
                continue;
            }

            letter = Rune.ToLowerInvariant(rune).Value;
            if (wide && letter == 'ø')
                folded.Append("oe");
            else if (Letters.TryGetValue(letter, out var instead))
                folded.Append(instead);
            else if (Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber)
                folded.Append((int)Rune.GetNumericValue(rune));
            // What a form of a character stands for may be more than letters: of ⑴ only the figure counts.
            else if (Rune.IsLetterOrDigit(rune) || Words.IsMark(rune))
                folded.Append(new Rune(letter));
        }

        // Syllables of Korean, and the sounds of Japanese, are one character again.
        return folded.ToString().Normalize(NormalizationForm.FormC);
    }

    private static IEnumerable<char> Among(int first, int last) => Enumerable.Range(first, last - first + 1).Select(c => (char)c).Where(char.IsLetterOrDigit);

    // Not all marks are: the vowels of Thai and of the scripts of India are marks, too.
    private static bool IsAccent(int mark) => mark is
        (>= 0x0300 and <= 0x036F) or (>= 0x0483 and <= 0x0489) or (>= 0x0591 and <= 0x05C7) or (>= 0x0610 and <= 0x061A)
        or (>= 0x064B and <= 0x065F) or 0x0670 or (>= 0x06D6 and <= 0x06ED) or 0x093C or 0x09BC or 0x0A3C
        or (>= 0x1AB0 and <= 0x1AFF) or (>= 0x1DC0 and <= 0x1DFF) or (>= 0x20D0 and <= 0x20F0) or (>= 0xFE00 and <= 0xFE2F);
}
