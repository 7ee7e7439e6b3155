using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Api.Formats;

/// <summary>Entries under one heading.</summary>
/// <param name="Anchor">Its id on the page.</param>
/// <param name="Heading">What is known of when, or on which day the public learned of it.</param>
/// <param name="Entries">The entries.</param>
public sealed record EntryGroup(string Anchor, DateHeading Heading, IReadOnlyList<ShownEntry> Entries)
{
    /// <summary>Whether they lie after the story's window.</summary>
    public bool IsAftermath => Entries[0].Aftermath;

    /// <summary>The entries under headings, each of which stands once, where the first of its entries is.</summary>
    /// <param name="entries">The entries, in order.</param>
    /// <param name="reported">Under the days on which the public learned of them.</param>
    /// <param name="words">The language.</param>
    /// <param name="zone">The story's time zone.</param>
    public static IReadOnlyList<EntryGroup> Of(IReadOnlyList<ShownEntry> entries, bool reported, Language words, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(entries);
        // One day may have entries of both parts.
        var anchors = new HashSet<string>();
        return
        [
            .. entries.GroupBy(e => (DateHeading.Of(Edtf.Parse(reported ? DayOf(e.RecordedAt, zone) : e.When.Edtf), words, zone), e.Aftermath))
                .Select((group, i) => new EntryGroup(
                    group.Key.Item1.IsDay && $"d{group.Key.Item1.Edtf}" is var day && anchors.Add(day) ? day : $"d-{i}", group.Key.Item1, [.. group])),
        ];
    }

    /// <summary>The day of an instant in a time zone, in EDTF.</summary>
    public static string DayOf(DateTimeOffset instant, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}
