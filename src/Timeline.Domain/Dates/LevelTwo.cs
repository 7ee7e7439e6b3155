using System.Text.RegularExpressions;

namespace Timeline.Domain.Dates;

/// <summary>
/// What EDTF has at its level 2 (ISO 8601-2:2019) and is not read here, each refused by its name, so that nobody looks for a
/// mistake where there is none. One of a set with two dots, <c>[A..B]</c>, is read.
/// </summary>
internal static partial class LevelTwo
{
    /// <summary>Why a text is refused; null where it has nothing of that level.</summary>
    public static string? Refuse(string text) => Named(text) is var (name, instead) ? Sentence(text, name, instead) : null;

    /// <summary>Why a date is refused whose parts leave digits open (X) that must be known at level 1.</summary>
    /// <param name="date">The date.</param>
    /// <param name="parts">Year, month and day, as far as they are written.</param>
    public static string? RefuseOpen(string date, string[] parts)
    {
        bool Open(int part) => parts.Length > part && parts[part].Contains('X', StringComparison.Ordinal);
        var right = parts is [var year]
            ? !Open(0) || (year.Length == 4 && year.TrimEnd('X') is { Length: >= 2 } known && !known.Contains('X', StringComparison.Ordinal))
            : !Open(0) && (!Open(1) || parts[1] == "XX") && (!Open(2) || parts[2] == "XX") && (!Open(1) || parts.Length == 2 || Open(2));
        return right ? null : Sentence(date, "open digits elsewhere than at its right end",
            "only these may be X: the last one or two of a year alone, a whole day, or a whole month and the day with it");
    }

    private static string Sentence(string text, string name, string instead) =>
        $"{text} has {name}, which is of EDTF's level 2 and not read; {instead}.";

    /// <summary>A date without its open digits, as exact as it is then.</summary>
    public static string WithoutOpen(string date) =>
        OpenYear().IsMatch(date) ? $"{date.Replace('X', '0')}/{date.Replace('X', '9')}" : date.Replace("-XX", "", StringComparison.Ordinal);

    private static (string Name, string Instead)? Named(string text) =>
        text.Contains('{', StringComparison.Ordinal) ? ("all of a set", "record each of them as an entry")
        : text.StartsWith('[') && text.Contains(',', StringComparison.Ordinal)
            ? ("a list of dates", "write the first and the last, as in [1667..1672]")
        : ExponentialYear().IsMatch(text) ? ("a year with an exponent", "write all its digits, as in Y170000000")
        : SignificantDigits().IsMatch(text) ? ("a year with significant digits", "write 195X for a decade, or 1950~ for about that year")
        : InnerMark().IsMatch(text)
            ? ("a mark of one part of the date", "put ? ~ or % at its very end, for all of it, as in 2021-01-21~")
        : Subyear().Match(text) is { Success: true } part
            ? ($"a part of the year by the number {part.Groups[1].Value}", "seasons run from 21 (spring) to 24 (winter); write the months otherwise")
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
