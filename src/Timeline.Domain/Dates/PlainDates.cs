using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>A date that was written in plain words.</summary>
/// <param name="Edtf">The date in EDTF.</param>
/// <param name="Note">What EDTF cannot say of it, in the editor's words; null where it says all.</param>
public sealed record PlainDate(string Edtf, string? Note);

/// <summary>
/// Dates as editors write them, in English, German and Russian: "by Friday evening", "21 January, late", "zwischen dem 17. und
/// 22. Januar", "45 до н. э.", or EDTF as it is. What is not understood to its last word is not read: nobody's date is guessed.
/// </summary>
public static partial class PlainDates
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 200;

    private static readonly DateOnly SomeDay = new(2021, 6, 15);

    /// <summary>Reads a date.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="today">The day in the story's zone near which weekdays, and days without a year, are meant.</param>
    /// <returns>The date; null where it is not understood.</returns>
    public static PlainDate? Read(string? text, DateOnly today)
    {
        text = Blanks().Replace(text ?? "", " ").Trim();
        if (text.Length is 0 or > MaxLength)
            return null;
        if (IsEdtf(text))
            return new(text, null);
        var said = text.Replace('–', '-').Replace('—', '-').TrimEnd('.', ' ');
        var unsure = said.EndsWith('?');
        var found = Relation(unsure ? said[..^1].TrimEnd() : said, today, unsure);
        return found is { } read && IsEdtf(read.Edtf)
            ? new(read.Edtf, read.ByWeekday ? text : read.Vague)
            : null;
    }

    /// <summary>Reads a date that leaves nothing out, such as the year: what reads otherwise on another day does.</summary>
    /// <param name="text">What was written.</param>
    /// <returns>The date; null where it is not understood, or not whole.</returns>
    public static PlainDate? ReadWhole(string? text) => Read(text, SomeDay) is { } read && read == Read(text, new(2011, 6, 13)) ? read : null;

    /// <summary>What to send in place of a date in words, which says less than it seems to; null where the text is none.</summary>
    internal static Sentence? Hint(string text)
    {
        text = text.Trim();
        return !text.Any(char.IsAsciiDigit) || Read(text, SomeDay) is not { } read ? null
            : ReadWhole(text) is null ? Sentence.Of("refused.date-no-year", text, read.Edtf)
            : read.Note is null ? Sentence.Of("refused.date-words", text, read.Edtf) : Sentence.Of("refused.date-words-note", text, read.Edtf, read.Note);
    }

    // Not by Edtf itself, which asks for a hint where it is none.
    private static bool IsEdtf(string text) => ExtentReader.Read(text, out _) is null;

    private static (string Edtf, string? Vague, bool ByWeekday)? Relation(string text, DateOnly today, bool unsure)
    {
        foreach (var (pattern, form) in new[] { (Between(), "[{0}..{1}]"), (FromTo(), "{0}/{1}"), (Dash(), "{0}/{1}") })
        {
            if (pattern.Match(text) is { Success: true } match && Both(match, form, today) is { } both)
                return both;
        }

        // "c 17 января" is since; "до н. э." is no end, but an era.
        foreach (var (pattern, form) in new[] { (By(), "[..{0}]"), (AfterThat(), "[{0}..]"), (Since(), "{0}/.."), (Until(), "../{0}") })
        {
            if (pattern.Match(text) is { Success: true } match && PlainPoint.Read(match.Groups["a"].Value) is { } end && end.Edtf(today) is { } edtf)
                return (string.Format(null, form, edtf), end.Vague, end.ByWeekday);
        }

        return PlainPoint.Read(unsure ? text + " perhaps" : text) is { } point && point.Edtf(today) is { } alone
            ? (alone, point.Vague, point.ByWeekday && point.Vague is not null)
            : null;
    }

    private static (string Edtf, string? Vague, bool ByWeekday)? Both(Match match, string form, DateOnly today)
    {
        if (PlainPoint.Read(match.Groups["a"].Value) is not { } a || PlainPoint.Read(match.Groups["b"].Value) is not { } b
            || b.Edtf(today, a) is not { } last || a.Edtf(today, b) is not { } first)
            return null;
        return (string.Format(null, form, first, last), (a.Vague, b.Vague) is (null, null) ? null : match.Value, a.ByWeekday || b.ByWeekday);
    }

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^(between|zwischen|между)\s(?<a>.+)\s(and|und|и)\s(?<b>.+)$", Options)]
    private static partial Regex Between();

    [GeneratedRegex(@"^(from|von|vom|с|со|от)?\s?(?<a>.+)\s(to|till|until|through|bis zum|bis|по|до)\s(?<b>.+)$", Options)]
    private static partial Regex FromTo();

    [GeneratedRegex(@"^(?<a>.*[^-\s])\s?-\s?(?<b>[^-]+)$", Options)]
    private static partial Regex Dash();

    [GeneratedRegex(@"^(by|before|no later than|not later than|bis|bis zum|bis spätestens|spätestens|vor|до|к|ко|не позднее)\s(?<a>.+)$", Options)]
    private static partial Regex By();

    [GeneratedRegex(@"^(on or after|after|not before|nach|frühestens|после|не ранее|не раньше)\s(?<a>.+)$", Options)]
    private static partial Regex AfterThat();

    [GeneratedRegex(@"^(since|from|seit|ab|von|с|со|начиная с)\s(?<a>.+)$", Options)]
    private static partial Regex Since();

    [GeneratedRegex(@"^(until|till|вплоть до)\s(?<a>.+)$", Options)]
    private static partial Regex Until();

    private const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant;
}
