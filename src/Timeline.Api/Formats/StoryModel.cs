using System.Globalization;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Overviews;
using Timeline.Domain.Values;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>Where the pages around a page are; null where there is none.</summary>
/// <param name="First">The first.</param>
/// <param name="Previous">The one before.</param>
/// <param name="Next">The one after.</param>
/// <param name="Last">The last.</param>
public sealed record PageLinks(string? First, string? Previous, string? Next, string? Last)
{
    /// <summary>Of what is on one page.</summary>
    public static PageLinks None { get; } = new(null, null, null, null);

    /// <summary>Whether there are others.</summary>
    public bool Any => (Previous ?? Next) is not null;
}

/// <summary>A story's page.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Story">The story.</param>
/// <param name="Query">What the reader asked for.</param>
/// <param name="Since">When the story was opened (UTC).</param>
/// <param name="UpdatedAt">When the public last saw it change (UTC).</param>
/// <param name="AsOf">The recorded moment that it shows; null for the present.</param>
/// <param name="Entries">The entries, in order.</param>
public sealed record StoryModel(
    Site Site, StoryDocument Story, PageQuery Query, DateTimeOffset Since, DateTimeOffset UpdatedAt, DateTimeOffset? AsOf,
    IReadOnlyList<ShownEntry> Entries)
{
    private const int MostMoments = 12;

    private readonly HashSet<string> _here = [.. Entries.Select(e => e.Id)];

    /// <summary>The story's public version.</summary>
    public long Version { get; init; }

    /// <summary>Which history of the story the version is of.</summary>
    public string Lineage { get; init; } = "";

    /// <summary>Where what changes is told, without the host; null of the past, and of a story that is closed.</summary>
    public string? Live => AsOf is null && Story.Closing is null ? $"{Site.Root}/stories/{Story.Id}" : null;

    /// <summary>When it is read (UTC).</summary>
    public DateTimeOffset Now { get; init; }

    /// <summary>All entries of the story in brief, in the order of their dates.</summary>
    public IReadOnlyList<EntryInBrief> All { get; init; } = [];

    /// <summary>The entries still to come; where only a page has room for them.</summary>
    public IReadOnlyList<ShownEntry> Coming { get; init; } = [];

    /// <summary>The newest entries, for machines.</summary>
    public IReadOnlyList<ShownEntry> Newest { get; init; } = [];

    /// <summary>What was put right.</summary>
    public StoryCorrections Corrections { get; init; } = new([]);

    /// <summary>The pages around this one.</summary>
    public PageLinks Pages { get; init; } = PageLinks.None;

    /// <summary>The story on a time axis; null where nothing has a place there.</summary>
    public Overview? Overview { get; init; }

    /// <summary>The words that the page says by itself.</summary>
    public Language Words { get; } = Language.Of(Query.Lang ?? Story.Language);

    /// <summary>The language of the story's texts where the page's own words are in another; else null.</summary>
    public string? TextLanguage => Words.Tag == Story.Language ? null : Story.Language;

    /// <summary>The direction of the story's texts where that of the page is another; else null.</summary>
    public string? TextDirection => Language.Of(Story.Language).Direction is var own && own == Words.Direction ? null : own;

    /// <summary>The story's time zone.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Story.TimeZone);

    /// <summary>The entries under their headings.</summary>
    public IReadOnlyList<EntryGroup> Groups => field ??= EntryGroup.Of(Entries, Query.Reported, Words, Zone);

    /// <summary>The sources that all entries of the page share: said once, in its head.</summary>
    public IReadOnlyList<Source> Shared => field ??= SharedOf(Entries);

    /// <summary>The one address of this story, without a query.</summary>
    public string Canonical => $"{Site.Address}/stories/{Story.Id}";

    /// <summary>The address of its feed.</summary>
    public string Feed => Canonical + "/feed.atom";

    /// <summary>The window of the story, in words.</summary>
    public string Window => WindowOf(Story, Words, Zone);

    /// <summary>The place that its time zone is called after; where it is called so in English alone, how far its clocks are from UTC, if that is
    /// the same throughout: on the days of the entries, and whenever the newsroom did what the page tells.</summary>
    public string ZoneName => (Words.Own == "en" ? null : Zone.Offset([.. Counted.Select(e => e.Day).OfType<string>(), DayOf(UpdatedAt), .. Corrections.All.Select(c => DayOf(c.At))]))
        ?? Story.TimeZone[(Story.TimeZone.LastIndexOf('/') + 1)..].Replace('_', ' ');

    private string DayOf(DateTimeOffset told) => TimeZoneInfo.ConvertTime(told, Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The entries that the page is about, whether they are on it or not.</summary>
    public IEnumerable<EntryInBrief> Counted => All.Where(e => Query.Background || !e.Background);

    /// <summary>The people who may be listed, by their ids.</summary>
    public IReadOnlySet<string> Listed => field ??= All.SelectMany(e => e.People).Select(p => p.Id).ToHashSet();

    /// <summary>The key moments.</summary>
    public IReadOnlyList<EntryInBrief> KeyMoments => field ??= KeyMomentsOf(All);

    /// <summary>Whether nothing of the story is said to machines: it is taken down from search.</summary>
    public bool IsUnlisted => Story.Takedown?.Unlisted is true;

    /// <summary>The first picture that other sites may show.</summary>
    public Media? Picture => Story.Picture ?? Entries.Where(e => e.Takedown?.Unlisted is not true).SelectMany(e => e.Media).FirstOrDefault(m => MediaCard.IsPicture(m.Url) && m.Graphic is not true);

    /// <summary>A page of the same story with another query.</summary>
    public string Page(PageQuery query) => $"{Site.Root}/stories/{Story.Id}{query}";

    /// <summary>Where a reader of this page finds an entry: on it, else on its own.</summary>
    public string Entry(string id) => _here.Contains(id) ? $"#{id}" : EntryPath(id);

    /// <summary>The path of an entry's own page, in the past where this is.</summary>
    public string EntryPath(string id) => $"{Site.Root}/stories/{Story.Id}/entries/{id}{new PageQuery { AsOf = Query.AsOf, Lang = Query.Lang }}";

    /// <summary>The one address of an entry.</summary>
    public string EntryAddress(string id) => $"{Canonical}/entries/{id}";

    /// <summary>The headline, or the beginning, of an entry of this story; null where there is none to be read.</summary>
    public string? HeadlineOf(string entry) =>
        All.FirstOrDefault(e => e.Entry == entry)?.Headline ?? Entries.Concat(Coming).FirstOrDefault(e => e.Id == entry)?.Title;

    /// <summary>The key moments of a story, in the order of their dates: as many as a reader in a hurry looks through.</summary>
    public static IReadOnlyList<EntryInBrief> KeyMomentsOf(IEnumerable<EntryInBrief> all) =>
        [.. all.Where(e => e is { Key: true, Background: false, Retracted: false, Headline: not null }).Take(MostMoments)];

    /// <summary>The window of a story, in words.</summary>
    public static string WindowOf(StoryDocument story, Language words, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(story);
        ArgumentNullException.ThrowIfNull(words);
        return words.Date($"{story.From}/{story.To ?? ".."}" is var window && Edtf.TryParse(window, out _, out _) ? window : story.From, zone);
    }

    private static List<Source> SharedOf(IReadOnlyList<ShownEntry> entries)
    {
        var told = entries.Where(e => e.Retraction is null && e.Status != "withheld").ToList();
        return told.Count < 2 ? [] : [.. told[0].Sources.Where(s => told.TrueForAll(e => e.Sources.Contains(s)))];
    }
}
