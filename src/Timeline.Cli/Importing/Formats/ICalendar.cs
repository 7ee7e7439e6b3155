using System.Globalization;
using Ical.Net;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Timeline.Cli.Importing.Formats;

/// <summary>iCalendar (RFC 5545): its events. Whoever is invited is not carried: who comes to a meeting is nobody's business but theirs.</summary>
internal static class ICalendar
{
    public static IEnumerable<Found> Read(string text)
    {
        var calendars = Load(text);
        var ids = new HashSet<string>(StringComparer.Ordinal);
        foreach (var calendar in calendars)
        {
            foreach (var component in calendar.Events)
                yield return Event(component, ids);
            foreach (var other in calendar.Todos.Cast<RecurringComponent>().Concat(calendar.Journals))
                yield return new Found(other.Uid ?? "").Leave($"It is no event, but a {other.Name}.");
        }
    }

    private static CalendarCollection Load(string text)
    {
        try
        {
            return CalendarCollection.Load(text) is { Count: > 0 } calendars ? calendars : throw new FormatException("It has no calendar (BEGIN:VCALENDAR).");
        }
        catch (Exception error) when (error is not FormatException and not OutOfMemoryException)
        {
            throw new FormatException($"It is no iCalendar: {error.Message.TrimEnd('.')}.");
        }
    }

    private static Found Event(CalendarEvent one, HashSet<string> ids)
    {
        var start = one.DtStart;
        var id = one.RecurrenceIdentifier is { } occurrence ? $"{one.Uid}/{occurrence.StartTime}" : one.Uid ?? "";
        var found = new Found(id.Length > 0 ? id : Found.Slug(one.Summary ?? "", "event"));
        var said = found.Say(one.Summary, one.Description);
        foreach (var category in one.Categories ?? [])
            found.Group(category);
        found.Place(one.Location);
        if (one.Url is { } url)
            found.Source(null, url.OriginalString, one.Summary);
        foreach (var attachment in one.Attachments ?? [])
        {
            if (attachment.Uri is { } address)
                found.Media(address.OriginalString, null, isRecording: attachment.FormatType?.StartsWith("image/", StringComparison.OrdinalIgnoreCase) is true);
            else
                found.Lose("A file that is attached is left out.");
        }

        foreach (var (address, alt) in said.Pictures)
            found.Media(address, alt, isRecording: true);
        if (one.Class is "PRIVATE" or "CONFIDENTIAL")
        {
            found.Body["draft"] = true;
            found.Lose($"It is marked {one.Class}: recorded as a draft.");
        }

        if (one.Attendees?.Count > 0 || one.Organizer is not null)
            found.Lose("Who invites and who is invited is left out.");
        if (one.Status == "TENTATIVE")
            found.Lose("It is tentative, which an entry cannot say.");
        if (one.RecurrenceRule is not null || one.RecurrenceDates?.GetAllDates().Any() is true)
            found.Lose("It comes again: its first date alone is carried.");
        if (!ids.Add(found.Id))
            return found.Leave("Another event of the file has its UID.");
        if (one.Status == "CANCELLED")
            return found.Leave("It was cancelled: where it is recorded already, say so by its outcome.");
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            return found.Leave("It has neither SUMMARY nor DESCRIPTION.");
        if (start is null)
            return found.Leave("It has no DTSTART.");
        found.When(Edtf(one, start, found));
        return found;
    }

    private static string Edtf(CalendarEvent one, CalDateTime start, Found found)
    {
        var (first, end) = (Moment(start, found), one.EffectiveEndOf(start));
        // The end of a whole day is the day after it.
        var last = end is null ? null : Moment(end.HasTime ? end : end.AddDays(-1), found);
        return last is null || string.CompareOrdinal(last, first) <= 0 ? first : $"{first}/{last}";
    }

    private static CalDateTime? EffectiveEndOf(this CalendarEvent one, CalDateTime start) =>
        one.DtEnd ?? (one.Duration is { } duration ? start.Add(duration) : null);

    private static string Moment(CalDateTime date, Found found)
    {
        var ci = CultureInfo.InvariantCulture;
        if (!date.HasTime)
            return date.Value.ToString("yyyy-MM-dd", ci);
        var local = date.Value.ToString(date.Value.Second == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss", ci);
        if (date.IsUtc)
            return local + "Z";
        if (date.TzId is null)
            return local;
        try
        {
            var offset = date.Value - date.AsUtc;
            return local + (offset == TimeSpan.Zero ? "Z"
                : string.Create(ci, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset.Duration():hh\\:mm}"));
        }
        catch (ArgumentException)
        {
            found.Lose($"Nobody knows the time zone '{date.TzId}': the time is taken for the story's own.");
            return local;
        }
    }
}
