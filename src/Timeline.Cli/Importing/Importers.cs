using Timeline.Cli.Importing.Formats;

namespace Timeline.Cli.Importing;

/// <summary>Reads the timelines of one other tool.</summary>
/// <param name="Name">What <c>--from</c> takes.</param>
/// <param name="About">What it reads, in a line.</param>
/// <param name="Read">What a file says, in its order. It throws a <see cref="FormatException"/>, whose message is a sentence, where
/// the file is none of that tool's.</param>
internal sealed record Importer(string Name, string About, Func<string, IEnumerable<Found>> Read)
{
    /// <summary>What holds of all that it reads, and an editor must look after; null where nothing does.</summary>
    public string? Caution { get; init; }
}

/// <summary>Every format that is read: one line each.</summary>
internal static class Importers
{
    private const string Published = "What is no event is dated by when it was published, which need not be when it happened: correct what tells of another day.";

    public static IReadOnlyList<Importer> All { get; } =
    [
        new("timelinejs", "TimelineJS 3: its JSON, or its spreadsheet as CSV", TimelineJs.Read),
        new("csv", "CSV with a line of our own names: id, kind, when, headline, summary ...", Csv.Read),
        new("ics", "iCalendar (RFC 5545)", ICalendar.Read),
        new("wordpress", "WordPress's export (WXR), with the entries of its Liveblog", WordPress.Read) { Caution = Published },
        new("liveblog", "the posts of Live Blog (Sourcefabric), as its API gives them", LiveBlogPosts.Read) { Caution = Published },
        new("ninjs", "ninjs (IPTC), 1 to 3: one item, or several", Ninjs.Read) { Caution = Published },
    ];
}
