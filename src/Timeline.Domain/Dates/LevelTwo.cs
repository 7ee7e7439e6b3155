using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// What EDTF has at its level 2 (ISO 8601-2:2019) and is not read here, each refused by its name, so that nobody looks for a
/// mistake where there is none. One of a set with two dots, <c>[A..B]</c>, is read.
/// </summary>
internal static partial class LevelTwo
{
    /// <summary>Why a text is refused; null where it has nothing of that level.</summary>
    public static Sentence? Refuse(string text) => Named(text) is var (name, instead) ? NotRead(text, name, instead) : null;

    /// <summary>Why a date is refused whose parts leave digits open (X) that must be known at level 1.</summary>
    /// <param name="date">The date.</param>
    /// <param name="parts">Year, month and day, as far as they are written.</param>
    public static Sentence? RefuseOpen(string date, string[] parts)
    {
        bool Open(int part) => parts.Length > part && parts[part].Contains('X', StringComparison.Ordinal);
        var right = parts is [var year]
            ? !Open(0) || (year.Length == 4 && year.TrimEnd('X') is { Length: >= 2 } known && !known.Contains('X', StringComparison.Ordinal))
            : !Open(0) && (!Open(1) || parts[1] == "XX") && (!Open(2) || parts[2] == "XX") && (!Open(1) || parts.Length == 2 || Open(2));
        return right ? null : NotRead(date, Sentence.Of("refused.date-open"), Sentence.Of("refused.date-open-instead"));
    }

    private static Sentence NotRead(string text, Sentence name, Sentence instead) => Sentence.Of("refused.date-level-two", text, name, instead);

    /// <summary>A date without its open digits, as exact as it is then.</summary>
    public static string WithoutOpen(string date) =>
        OpenYear().IsMatch(date) ? $"{date.Replace('X', '0')}/{date.Replace('X', '9')}" : date.Replace("-XX", "", StringComparison.Ordinal);

    private static (Sentence Name, Sentence Instead)? Named(string text) =>
        text.Contains('{', StringComparison.Ordinal) ? (Sentence.Of("refused.date-all-of"), Sentence.Of("refused.date-all-of-instead"))
        : text.StartsWith('[') && text.Contains(',', StringComparison.Ordinal)
            ? (Sentence.Of("refused.date-list"), Sentence.Of("refused.date-list-instead"))
        : ExponentialYear().IsMatch(text) ? (Sentence.Of("refused.date-exponent"), Sentence.Of("refused.date-exponent-instead"))
        : SignificantDigits().IsMatch(text) ? (Sentence.Of("refused.date-significant"), Sentence.Of("refused.date-significant-instead"))
        : InnerMark().IsMatch(text)
            ? (Sentence.Of("refused.date-part-mark"), Sentence.Of("refused.date-part-mark-instead"))
        : Subyear().Match(text) is { Success: true } part
            ? (Sentence.Of("refused.date-part", part.Groups[1].Value), Sentence.Of("refused.date-part-instead"))
        : null;

    [GeneratedRegex(@"(^|[/\[.])Y-?\d+E\d+", RegexOptions.CultureInvariant)]
    private static partial Regex ExponentialYear();

    [GeneratedRegex(@"\dS\d+", RegexOptions.CultureInvariant)]
    private static partial Regex SignificantDigits();

    [GeneratedRegex(@"[?~%][-\dX]", RegexOptions.CultureInvariant)]
    private static partial Regex InnerMark();

    [GeneratedRegex(@"(?:^|[/\[.-])\d{4}-(2[5-9]|3\d|4[01])(?=$|[/\].?~%])", RegexOptions.CultureInvariant)]
    private static partial Regex Subyear();

    [GeneratedRegex(@"^-?\d{2}(\dX|XX)$", RegexOptions.CultureInvariant)]
    private static partial Regex OpenYear();
}
