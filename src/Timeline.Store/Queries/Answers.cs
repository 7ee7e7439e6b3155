using System.Text.Json.Serialization;

namespace Timeline.Store.Queries;

/// <summary>A story as answers show it.</summary>
/// <param name="Id">The slug.</param>
/// <param name="Title">The title.</param>
/// <param name="Language">The language of its entries (BCP 47).</param>
/// <param name="TimeZone">The IANA time zone of its dates.</param>
/// <param name="From">The first day of its window, in EDTF.</param>
/// <param name="To">The last day of its window, in EDTF; null while it goes on.</param>
public sealed record StoryDocument(
    string Id, string Title, string Language, string TimeZone, string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? To);

/// <summary>A story with its head, in the list of stories and by itself.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="UpdatedAt">When the public last saw it change.</param>
public sealed record StoryHead(StoryDocument Story, long Version, DateTimeOffset UpdatedAt);

/// <summary>One entry found across stories.</summary>
/// <param name="Story">The story it belongs to.</param>
/// <param name="Doc">The entry's JSON.</param>
public sealed record FoundEntry(StoryDocument Story, string Doc);

/// <summary>A page of a chronology.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version in that state.</param>
/// <param name="Docs">The entries' JSON, in order.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record TimelinePage(StoryDocument Story, long Version, IReadOnlyList<string> Docs, TimelineCursor? Next);

/// <summary>One public change.</summary>
/// <param name="Version">The public version that it made.</param>
/// <param name="Type"><c>entry-recorded</c>, <c>entry-changed</c>, <c>entry-removed</c> or <c>story-changed</c>.</param>
/// <param name="Recorded">When (UTC).</param>
/// <param name="Entry">The entry's id; null where the story itself changed.</param>
/// <param name="Doc">The entry's JSON as it was after this change; null where it went out of view.</param>
/// <param name="Linking">The entries in view that link to one which came into view or went out of it, with the links that
/// they show from then on, as JSON; null where there are none.</param>
public sealed record PublicChangeRecord(
    long Version, string Type, DateTimeOffset Recorded, string? Entry, string? Doc, string? Linking);

/// <summary>One state of one entry.</summary>
/// <param name="Doc">The entry's JSON in that state.</param>
/// <param name="From">When it began (UTC).</param>
/// <param name="To">When it ended; null while it holds.</param>
public sealed record EntryState(string Doc, DateTimeOffset From, DateTimeOffset? To);
