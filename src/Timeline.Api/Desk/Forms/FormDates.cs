using System.Globalization;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Api.Desk.Forms;

/// <summary>Dates in plain words, as they are meant in a story: near its last day where that has passed, else near today.</summary>
/// <param name="Zone">The story's time zone.</param>
/// <param name="Today">What weekdays, and days without a year, are near to.</param>
internal sealed record FormDates(TimeZoneInfo Zone, DateOnly Today)
{
    /// <summary>Of a story.</summary>
    public static FormDates Of(Story story, DateTimeOffset now)
    {
        var today = Day(now, story.Zone);
        var last = story.To is not null && Edtf.TryParse(story.To, out var to, out _) && to.Bounds(story.Zone).Latest is { } end
            ? end.UnixSeconds : long.MaxValue;
        return new(story.Zone, last < now.ToUnixTimeSeconds() ? Day(DateTimeOffset.FromUnixTimeSeconds(Math.Max(last, -60_000_000_000)), story.Zone) : today);
    }

    /// <summary>Of no story yet.</summary>
    public static FormDates Now(DateTimeOffset now) => new(TimeZoneInfo.Utc, Day(now, TimeZoneInfo.Utc));

    /// <summary>Reads a date; null where it is not understood.</summary>
    public PlainDate? Read(string? text) => PlainDates.Read(text, Today);

    /// <summary>A stored date in an editor's words, where they are read as the same date again; else as it is stored.</summary>
    public string Words(string edtf, Language words) =>
        // A form's times are the story's own.
        words.DateAlone(edtf) is var said && Read(said) is { Note: null } read && read.Edtf == edtf ? said : edtf;

    /// <summary>An instant as a browser's input writes it, without an offset: in the story's zone. Any other text as it is.</summary>
    public string? Instant(string? text) =>
        DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var local)
            && Zone.GetUtcOffset(local) is var offset && local.Ticks - offset.Ticks is >= 0 and var utc && utc <= DateTime.MaxValue.Ticks
            ? new DateTimeOffset(local, offset).ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture)
            : text;

    private static DateOnly Day(DateTimeOffset instant, TimeZoneInfo zone) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, zone).DateTime);
}
