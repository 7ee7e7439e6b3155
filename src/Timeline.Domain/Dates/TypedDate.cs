using System.Globalization;
using System.Text.RegularExpressions;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// A date as people type one: "22 January 2021", "30 March", "22.01.2021". It is not read, since it says less than it seems to;
/// but whoever sends it is told what to send.
/// </summary>
internal static partial class TypedDate
{
    private static readonly string[] Days =
    [
        "d MMMM yyyy", "d MMM yyyy", "d. MMMM yyyy", "d. MMM yyyy", "MMMM d, yyyy", "MMM d, yyyy", "MMMM d yyyy", "MMM d yyyy", "d.M.yyyy",
        "yyyy MMMM d",
    ];

    private static readonly string[] Months = ["MMMM yyyy", "MMM yyyy", "MMMM, yyyy", "yyyy MMMM"];
    private static readonly string[] WithoutYear = ["d MMMM", "d MMM", "d. MMMM", "d. MMM", "MMMM d", "MMM d", "d.M."];

    /// <summary>What to send in place of a date in words; null where the text is none.</summary>
    public static string? Hint(string text)
    {
        // In words of any language that the service speaks; a day of the week says nothing more.
        text = text.Trim();
        var plain = Weekday().Replace(Ordinal().Replace(text, "$1"), "");
        return Read(plain, Days) is { } day ? $"\"{text}\" is a date in words; send {Iso(day, "yyyy-MM-dd")}."
            : Read(plain, Months) is { } month ? $"\"{text}\" is a month in words; send {Iso(month, "yyyy-MM")}."
            : Read(plain, WithoutYear) is { } some ? $"\"{text}\" says no year; send year, month and day, such as {Iso(some, "yyyy-MM-dd")}, and the words as note where readers should see them."
            : null;
    }

    private static DateTime? Read(string text, string[] formats) => Language.All.Select(l => Language.Of(l).Culture)
        .Select(culture => DateTime.TryParseExact(text, formats, culture, DateTimeStyles.AllowWhiteSpaces, out var date) ? date : (DateTime?)null)
        .FirstOrDefault(date => date is not null);

    private static string Iso(DateTime date, string format) => date.ToString(format, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(\d)(st|nd|rd|th)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Ordinal();

    [GeneratedRegex(@"^\p{L}+day,? |^\p{L}+tag,? |^(mon|tue|wed|thu|fri|sat|sun)[.,]* ", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Weekday();
}
