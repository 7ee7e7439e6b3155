using System.Globalization;
using Timeline.Domain.Dates;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Http;

/// <summary>A recorded moment as a reader names it: an instant (ISO 8601 with offset), a date of the
/// story's time zone (its end; today: now), or a public version of the story.</summary>
/// <param name="Instant">The instant.</param>
/// <param name="Version">The public version that was made at that instant; null where it is not known to be one.</param>
/// <param name="IsVersion">Whether the reader named the version: what is said of it stays so. What is said of an instant may yet change:
/// an append may be on its way that has an earlier one.</param>
internal sealed record Moment(DateTimeOffset Instant, long? Version, bool IsVersion)
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFzzz", "yyyy-MM-dd'T'HH:mmzzz",
        "yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", "yyyy-MM-dd'T'HH:mm'Z'",
    ];

    /// <summary>Reads a parameter; null, and perhaps a problem in <paramref name="query"/>, where it is not given.</summary>
    public static async Task<Moment?> ReadAsync(
        QueryReader query, MomentParameter parameter, string? story, TimelineDatabase db, CancellationToken ct)
    {
        if (query.One(parameter) is not { } text)
            return null;
        if (text.All(char.IsAsciiDigit))
        {
            if (story is null)
            {
                query.Fail(parameter, "a version is of one story: say of which by story=, or give an instant.");
                return null;
            }

            if (long.TryParse(text, CultureInfo.InvariantCulture, out var version)
                && await db.InstantOfAsync(story, version, ct) is { } made)
            {
                return new(made, version, true);
            }

            query.Fail(parameter, $"the story has no version {(text.Length > 20 ? text[..20] + "…" : text)}: what is read " +
                "counts public changes, of which there may be fewer than the events that the answer to a command counts.");
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            return await EndOfDayAsync(query, parameter, story, text, db, ct);

        if (TryParse(text) is { } instant)
        {
            if (instant <= DateTimeOffset.UtcNow + ClockSkew.Most)
                return new(instant, null, false);
            query.Fail(parameter, "lies in the future, of which nothing is recorded; give an instant that has passed.");
            return null;
        }

        query.Fail(parameter, "give an instant with an offset, such as 2021-01-22T14:00:00Z, a date, such as 2021-01-22, or a version of the story, such as 12.");
        return null;
    }

    // A date of the story's time zone is its end; of a day that has not ended, now.
    private static async Task<Moment?> EndOfDayAsync(
        QueryReader query, MomentParameter parameter, string? story, string text, TimelineDatabase db, CancellationToken ct)
    {
        if (story is null || await db.StoryAsync(story, hidden: true, ct) is not { } known)
        {
            query.Fail(parameter, "a date is of one story's time zone: say of which by story=, or give an instant.");
            return null;
        }

        var day = Edtf.Parse(text).Bounds(TimeZoneInfo.FindSystemTimeZoneById(known.Story.TimeZone));
        var now = DateTimeOffset.UtcNow;
        if (day.Earliest > Domain.Dates.Instant.Of(now))
        {
            query.Fail(parameter, "lies in the future, of which nothing is recorded; give a date that has begun.");
            return null;
        }

        // Bounds are to the second.
        var end = day.Latest!.Value.Moment.AddSeconds(1).AddMicroseconds(-1).ToUniversalTime();
        return new(end < now ? end : now, null, false);
    }

    /// <summary>The moment at which the public version was made that held then, for what the public saw was the same; itself before the first.</summary>
    public async Task<Moment> OfVersionAsync(string story, TimelineDatabase db, CancellationToken ct) =>
        Version is null && await db.VersionAtAsync(story, Instant, ct) is { } last
            ? new(last.Recorded, last.Version, false)
            : this;

    /// <summary>How long an answer about a moment of a story may be kept; about the present, where there is none.</summary>
    public static CacheLifetime Lifetime(Moment? moment, bool hidden, string? story, params IReadOnlyCollection<string> entries) =>
        hidden ? CacheLifetime.Private
        : moment is { IsVersion: true } && story is not null ? CacheLifetime.Version(story, entries)
        : CacheLifetime.Present;

    /// <summary>An instant with an offset; null where the text is none.</summary>
    public static DateTimeOffset? TryParse(string text) =>
        DateTimeOffset.TryParseExact(text.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal, out var instant)
            ? instant.ToUniversalTime()
            : null;
}
