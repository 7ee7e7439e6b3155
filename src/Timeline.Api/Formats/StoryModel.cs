using Timeline.Api.Http;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>Where the pages are.</summary>
/// <param name="Address">The service's public address, without a slash at the end.</param>
public sealed record Site(string Address)
{
    /// <summary>The path under which everything is; mostly empty.</summary>
    public string Root { get; } = new Uri(Address).AbsolutePath.TrimEnd('/');

    /// <summary>The host's name, which stands for the publisher.</summary>
    public string Host { get; } = new Uri(Address).Host;

    /// <summary>Where they are, as this reader calls it.</summary>
    internal static Site Of(PublicAddress address, HttpRequest request) => new(address.Of(request));
}

/// <summary>What a reader asks of a story's page.</summary>
/// <param name="Descending">The latest first.</param>
/// <param name="Background">Also what lies outside the story's window.</param>
/// <param name="AsOf">As the story stood then, as the reader wrote it; null for the present.</param>
/// <param name="Cursor">Where the page begins; null at the first.</param>
public sealed record PageQuery(bool Descending, bool Background, string? AsOf, string? Cursor)
{
    /// <summary>The query part of its address; what is so by default is left out.</summary>
    public override string ToString() => QueryString.Create(new Dictionary<string, string?>
    {
        ["order"] = Descending ? "desc" : null,
        ["background"] = Background ? "true" : null,
        ["asOf"] = AsOf,
        ["cursor"] = Cursor,
    }.Where(p => p.Value is not null)).ToString();
}

/// <summary>A story's page.</summary>
/// <param name="Site">Where it is.</param>
/// <param name="Story">The story.</param>
/// <param name="Query">What the reader asked for.</param>
/// <param name="Since">When the story was opened (UTC).</param>
/// <param name="UpdatedAt">When the public last saw it change (UTC).</param>
/// <param name="AsOf">The recorded moment that it shows; null for the present.</param>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record StoryModel(
    Site Site, StoryDocument Story, PageQuery Query, DateTimeOffset Since, DateTimeOffset UpdatedAt, DateTimeOffset? AsOf,
    IReadOnlyList<ShownEntry> Entries, string? Next)
{
    /// <summary>The entries still to come; where only a page has room for them.</summary>
    public IReadOnlyList<ShownEntry> Coming { get; init; } = [];

    /// <summary>What was put right.</summary>
    public StoryCorrections Corrections { get; init; } = new([]);

    /// <summary>The words that the page says by itself.</summary>
    public Language Words { get; } = Language.Of(Story.Language);

    /// <summary>The entries under their dates.</summary>
    public IReadOnlyList<Day> Days { get; } = Day.Of(Entries, Language.Of(Story.Language), TimeZoneInfo.FindSystemTimeZoneById(Story.TimeZone));

    /// <summary>The story's time zone.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(Story.TimeZone);

    /// <summary>The one address of this story, without a query.</summary>
    public string Canonical => $"{Site.Address}/stories/{Story.Id}";

    /// <summary>The address of its feed.</summary>
    public string Feed => Canonical + "/feed.atom";

    /// <summary>The window of the story, in words.</summary>
    public string Window =>
        Edtf.TryParse($"{Story.From}/{Story.To ?? ".."}", out var window, out _)
            ? window.Display(Words.Tag, Zone)
            : Words.Date(Story.From, Zone);

    /// <summary>A page of the same story with another query.</summary>
    public string Page(PageQuery query) => $"{Site.Root}/stories/{Story.Id}{query}";

    /// <summary>The first picture that other sites may show.</summary>
    public Media? Picture => Story.Picture ?? Entries.SelectMany(e => e.Media).FirstOrDefault(m =>
        m.Url?.StartsWith("https://", StringComparison.Ordinal) is true && MediaView.IsPicture(m.Url));

    /// <summary>The headline, or the beginning, of an entry of this page; null where it is not on it.</summary>
    public string? HeadlineOf(string entry) => Entries.Concat(Coming).FirstOrDefault(e => e.Id == entry)?.Title;
}
