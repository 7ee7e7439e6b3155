using System.Text.RegularExpressions;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// The offset of a time in a calendar's zone: by its name, where the system knows that (IANA's, or Windows'), or as the calendar itself
/// defines it (RFC 5545, 3.6.5). Ical.Net takes a name that merely contains a known one, such as UTC, for that one.
/// </summary>
internal static partial class CalendarZone
{
    /// <summary>The offset; null where nobody knows the zone.</summary>
    public static TimeSpan? OffsetAt(CalDateTime date, Calendar? calendar)
    {
        var name = date.TzId?.Trim('"') ?? "";
        // Some put their own names before it: /citadel.org/20211207_1/Europe/Berlin.
        return TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) || TimeZoneInfo.TryFindSystemTimeZoneById(Iana().Match(name).Value, out zone)
            ? zone.GetUtcOffset(DateTime.SpecifyKind(date.Value, DateTimeKind.Unspecified))
            : calendar?.TimeZones.FirstOrDefault(z => z.TzId?.Trim('"') == name)?.TimeZoneInfos
                .Select(i => (Since: Onset(i, date.Value), Offset: i.OffsetTo?.Offset)).Where(i => i.Since is not null && i.Offset is not null).OrderBy(i => i.Since).LastOrDefault().Offset;
    }

    // When an observance began last before a time; null where it had not begun.
    private static DateTime? Onset(VTimeZoneInfo observance, DateTime at)
    {
        if (observance.DtStart?.Value is not { } first || first > at)
            return null;
        if (observance.RecurrenceRule is not { } rule)
            return first;
        if (rule.Frequency != FrequencyType.Yearly)
            return null;
        // It may have begun centuries ago, and ended before: its last years are enough, where none are counted.
        var year = Math.Min(at.Year, rule.Until?.Value.Year ?? at.Year) - 2;
        var start = rule.Count is not null || first.Year >= year ? first : new DateTime(year, first.Month, 1, first.Hour, first.Minute, 0, DateTimeKind.Unspecified);
        var comes = new CalendarEvent { DtStart = new CalDateTime(start), RecurrenceRule = rule };
        return comes.GetOccurrences().Select(o => o.Period.StartTime.Value).TakeWhile(d => d <= at).Select(d => (DateTime?)d).LastOrDefault();
    }

    [GeneratedRegex("[A-Za-z_]+/[A-Za-z_]+(/[A-Za-z_]+)?$")]
    private static partial Regex Iana();
}
