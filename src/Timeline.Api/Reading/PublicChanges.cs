using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>A public change as everybody is told of it: by polling, live and in a replay.</summary>
internal static class PublicChanges
{
    /// <summary>One change as JSON: a <see cref="ChangeAnswer"/>.</summary>
    public static string Json(PublicChangeRecord change, string story, string lineage)
    {
        var text = string.Create(CultureInfo.InvariantCulture,
            $"{{\"storyId\":\"{story}\",\"version\":{change.Version},\"lineage\":\"{lineage}\",\"type\":\"{change.Type}\",\"id\":{JsonSerializer.Serialize(change.Entry)}," +
            $"\"recordedAt\":{JsonSerializer.Serialize(change.Recorded, AnswerJson.Options)},\"entry\":{change.Doc ?? "null"}");
        return change.Story is { } changed
                ? $"{text},\"story\":{JsonSerializer.Serialize(changed, AnswerJson.Options)}{(change.Anew ? ",\"anew\":true" : "")}}}"
            : change.Linking is { } linking ? $"{text},\"linking\":{linking}}}"
            : text + "}";
    }
}

/// <summary>One public change.</summary>
/// <param name="StoryId">The story's id.</param>
/// <param name="Version">The public version that it made.</param>
/// <param name="Lineage">Which history of the story the version is of; to be sent back beside it.</param>
/// <param name="Type">What changed.</param>
/// <param name="Id">The entry's id; null where the story itself changed.</param>
/// <param name="RecordedAt">When (UTC).</param>
/// <param name="Entry">The entry after the change; null where it went out of view.</param>
/// <param name="Linking">The entries that show something of this one, by a link, a claim or as what came of them, as they are from then on.</param>
/// <param name="Story">The story after the change; only where it changed itself.</param>
/// <param name="Anew">True where all entries are to be read anew: they came into view with their story, or their dates are read in
/// another zone or language from then on. Absent otherwise.</param>
internal sealed record ChangeAnswer(
    string StoryId,
    long Version,
    string Lineage,
    [property: OneOf(PublicChangeNames.Recorded, PublicChangeNames.Changed, PublicChangeNames.Removed, PublicChangeNames.Past, PublicChangeNames.Story)] string Type,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Id,
    DateTimeOffset RecordedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] EntryDocument? Entry,
    IReadOnlyList<EntryDocument>? Linking,
    StoryDocument? Story, bool? Anew);
