using System.Globalization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>Dates and instants as a language says them.</summary>
public static class DatesInWords
{
    /// <summary>A date in EDTF, in words; a text that is none, as it is.</summary>
    /// <param name="language">The language.</param>
    /// <param name="edtf">The date.</param>
    /// <param name="zone">The story's time zone, which is told with a time.</param>
    public static string Date(this Language language, string edtf, TimeZoneInfo zone) =>
        Edtf.TryParse(edtf, out var date, out _) ? DateWords.Say(date.Extent, language, zone) : edtf;

    /// <summary>The same without the zone of its times, to be written where that is known: in a form.</summary>
    public static string DateAlone(this Language language, string edtf) => Edtf.TryParse(edtf, out var date, out _) ? DateWords.Say(date.Extent, language, null) : edtf;

    /// <summary>An instant in a time zone, in words.</summary>
    public static string Instant(this Language language, DateTimeOffset instant, TimeZoneInfo zone) =>
        DateWords.Say(Minute(TimeZoneInfo.ConvertTime(instant, zone)).Extent, language, zone);

    /// <summary>The time of day of an instant in a time zone, in words.</summary>
    public static string Clock(this Language language, DateTimeOffset instant, TimeZoneInfo zone)
    {
        var there = TimeZoneInfo.ConvertTime(instant, zone);
        return DateWords.SayClock(Minute(there).Extent, language, zone, (there.Year, there.Month, there.Day))!;
    }

    /// <summary>How far the clocks of a zone are from UTC at noon of some days, such as <c>UTC+3</c>; null where that differs, or no day is given.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="days">The days (ISO 8601).</param>
    public static string? Offset(this TimeZoneInfo zone, IEnumerable<string> days)
    {
        ArgumentNullException.ThrowIfNull(zone);
        var offsets = days.Select(day => DateTime.TryParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : (DateTime?)null)
            .OfType<DateTime>().Select(date => zone.GetUtcOffset(date.AddHours(12))).Distinct().ToList();
        return offsets.Count == 1 ? "UTC" + DateWords.Ahead((int)offsets[0].TotalMinutes, "") : null;
    }

    private static Edtf Minute(DateTimeOffset instant) => Edtf.Parse(instant.ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture));
}
