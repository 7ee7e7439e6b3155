using System.Globalization;
using System.Text.RegularExpressions;
using Ical.Net.CalendarComponents;
using Ical.Net.DataTypes;

namespace Timeline.Cli.Importing.Formats;

/// <summary>iCalendar (RFC 5545): its events. Whoever is invited is not carried: who comes to a meeting is nobody's business but theirs.</summary>
internal static partial class ICalendar
{
    // A trial may sit for a hundred days; what comes more often is no news.
    private const int MostDays = 200;

    public static IEnumerable<Found> Read(string text)
    {
        var (calendars, broken) = CalendarFile.Read(text);
        // What cannot be read may say of what comes again that a day of it is moved, or that it comes again at all: nothing of it is taken.
        var unknown = broken.Select(b => b.Id).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
        foreach (var calendar in calendars)
        {
            var events = calendar.Events.Where(e => !unknown.Contains(e.Uid ?? "")).ToList();
            // What is said of one day of what comes again stands for that day.
            var apart = events.Where(e => e.RecurrenceIdentifier is not null).Select(e => DayOf(e, e.RecurrenceIdentifier!.StartTime)).ToHashSet(StringComparer.Ordinal);
            foreach (var component in events)
            {
                var days = Occurrences(component);
                if (days.Count == 0)
                    yield return Event(component, component.DtStart, component.DtStart is { } start ? component.EffectiveEndOf(start) : null, Id(component));
                // The first has the id that it had while it was the only one, so that it is not recorded again.
                foreach (var (i, (start, end)) in days.Index().Where(d => !apart.Contains(DayOf(component, d.Item.Start))))
                    yield return Event(component, start, end, i == 0 && component.Uid is { Length: > 0 } id ? id : DayOf(component, start), comesAgain: true);
            }

            foreach (var other in calendar.Todos.Cast<RecurringComponent>().Concat(calendar.Journals))
                yield return new Found(other.Uid ?? "").Leave($"It is no event, but a {other.Name}.");
        }

        foreach (var one in broken)
        {
            if (calendars.SelectMany(c => c.Events).Any(e => one.Id.Length > 0 && e.Uid == one.Id))
                one.Lose("What else the file has of its UID is left out with it.");
            yield return one;
        }
    }

    // The days of what comes again and has an end; none of what does not, or goes on for ever.
    private static List<(CalDateTime Start, CalDateTime? End)> Occurrences(CalendarEvent one)
    {
        if (!ComesAgain(one) || one.DtStart is null || one.RecurrenceIdentifier is not null || one.RecurrenceRule is { Count: null, Until: null })
            return [];
        try
        {
            var days = one.GetOccurrences().Take(MostDays + 1).Select(o => (o.Period.StartTime, o.Period.EffectiveEndTime)).ToList();
            return days.Count <= MostDays ? days : [];
        }
        // A zone that nobody knows, or a rule that is none.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return [];
        }
    }

    private static bool ComesAgain(CalendarEvent one) => one.RecurrenceRule is not null || one.RecurrenceDates?.GetAllDates().Any() is true;

    // By its day alone: at another hour it is the same one, corrected.
    private static string DayOf(CalendarEvent one, CalDateTime start) => $"{one.Uid}/{start.Value:yyyy-MM-dd}";

    private static string Id(CalendarEvent one) => one.RecurrenceIdentifier is { } day ? DayOf(one, day.StartTime)
        : one.Uid is { Length: > 0 } id ? id : Found.Slug(one.Summary ?? "", "event");

    private static Found Event(CalendarEvent one, CalDateTime? start, CalDateTime? end, string id, bool comesAgain = false)
    {
        var found = new Found(id);
        var said = found.Say(one.Summary, Said(one.Description, found));
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

        found.Show(said);
        // What nobody knows counts as private (RFC 5545, 3.8.1.3).
        if (one.Class is { Length: > 0 } marked && !marked.Equals("PUBLIC", StringComparison.OrdinalIgnoreCase))
            found.AsDraft($"It is marked {marked}");

        if (one.Attendees?.Count > 0 || one.Organizer is not null)
            found.Lose("Who invites and who is invited is left out.");
        if ("TENTATIVE".Equals(one.Status, StringComparison.OrdinalIgnoreCase))
            found.Lose("It is tentative, which an entry cannot say.");
        if (ComesAgain(one) && !comesAgain)
            found.Lose($"It comes again, for ever or more than {MostDays} times: its first date alone is carried.");
        if ("CANCELLED".Equals(one.Status, StringComparison.OrdinalIgnoreCase))
            return found.Leave("It was cancelled: where it is recorded already, say so by its outcome.");
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            return found.Leave("It has neither SUMMARY nor DESCRIPTION.");
        if (start is null)
            return found.Leave("It has no DTSTART that can be read.");
        found.When(Edtf(start, end, found, one.Calendar));
        return found;
    }

    // How to join a meeting stands below a line of its own (of underscores: Outlook, Teams; of "-::~:~": Google), and is for whoever is
    // invited. Hyphens alone underline a heading. Lines are meant, also where some words are marked up.
    private static string Said(string? description, Found found)
    {
        var text = (description ?? "").ReplaceLineEndings("\n");
        if (Line().Match(text) is { Success: true } line)
        {
            found.Lose("What stands below a line, as how to join a meeting does, is left out.");
            text = text[..line.Index];
        }

        return PlainText.IsHtml(text) && !text.Contains("<br", StringComparison.OrdinalIgnoreCase) && !text.Contains("<p", StringComparison.OrdinalIgnoreCase)
            ? text.Replace("\n", "<br>", StringComparison.Ordinal) : text;
    }

    [GeneratedRegex(@"^[ \t]*(_{20,}|(?=-*[:~])[-:~]{20,})[ \t]*$", RegexOptions.Multiline)]
    private static partial Regex Line();

    private static string Edtf(CalDateTime start, CalDateTime? end, Found found, Ical.Net.Calendar? calendar)
    {
        var first = Moment(start, found, calendar);
        // The end of a whole day is the day after it.
        var last = end is null ? null : Moment(end.HasTime ? end : end.AddDays(-1), found, calendar);
        return last is null || string.CompareOrdinal(last, first) <= 0 ? first : $"{first}/{last}";
    }

    private static CalDateTime? EffectiveEndOf(this CalendarEvent one, CalDateTime start) =>
        one.DtEnd ?? (one.Duration is { } duration ? start.Add(duration) : null);

    private static string Moment(CalDateTime date, Found found, Ical.Net.Calendar? calendar)
    {
        var ci = CultureInfo.InvariantCulture;
        if (!date.HasTime)
            return date.Value.ToString("yyyy-MM-dd", ci);
        var local = date.Value.ToString(date.Value.Second == 0 ? "yyyy-MM-dd'T'HH:mm" : "yyyy-MM-dd'T'HH:mm:ss", ci);
        if (date.IsUtc)
            return local + "Z";
        if (date.TzId is null)
            return local;
        if (CalendarZone.OffsetAt(date, calendar) is not { } offset)
        {
            found.Lose($"Nobody knows the time zone '{date.TzId}': the time is taken for the story's own.");
            return local;
        }

        return local + (offset == TimeSpan.Zero ? "Z"
            : string.Create(ci, $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset.Duration():hh\\:mm}"));
    }
}
