using System.Text.Json.Serialization;
using Timeline.Domain;
using Timeline.Domain.Stories;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>A story as answers show it; the order of the members is the order in JSON.</summary>
/// <param name="Id">The slug.</param>
/// <param name="Title">The title.</param>
/// <param name="Standfirst">What it is about; null where nobody has said.</param>
/// <param name="Language">The language of its entries (BCP 47).</param>
/// <param name="TimeZone">The IANA time zone of its dates.</param>
/// <param name="From">The first day of its window, in EDTF.</param>
/// <param name="To">The last day of its window, in EDTF; null while it goes on.</param>
/// <param name="Status"><c>open</c> or <c>closed</c>; for the newsroom also <c>draft</c>, <c>scheduled</c>, <c>embargoed</c>.</param>
/// <param name="Picture">The picture that stands for it; null where it has none.</param>
public record StoryDocument(
    string Id, string Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Standfirst,
    string Language, string TimeZone, string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? To,
    [property: OneOf("open", "closed", "draft", "scheduled", "embargoed", "removed")] string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Media? Picture)
{
    /// <summary>The title; the id, where that was taken down with all of it. Not in JSON.</summary>
    [JsonIgnore]
    public string Called => Title.Length > 0 ? Title : Id;

    /// <summary>How it was closed; absent while it is open.</summary>
    public Closing? Closing { get; init; }

    /// <summary>Where things stand; absent where nobody has said, and where several stories are listed.</summary>
    public Standing? Standing { get; init; }

    /// <summary>What was taken down of it; absent where nothing was, or readers are not told.</summary>
    public TakeDownDocument? Takedown { get; init; }

    /// <summary>A story as one of several.</summary>
    public static StoryDocument Listed(Story story) => new(
        story.Id, story.Title, story.Standfirst, story.Language, story.TimeZone, story.From, story.To, story.Status, story.Picture);

    /// <summary>A story by itself.</summary>
    public static StoryDocument Of(Story story) => Listed(story) with
    {
        Closing = story.Closing,
        Standing = story.Standing,
        Takedown = story.TakenDown is { } taken ? TakeDownDocument.Of(taken, story) : null,
    };
}
