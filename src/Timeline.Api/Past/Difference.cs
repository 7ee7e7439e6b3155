using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Editorial;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Past;

/// <summary>A recorded moment, at one end of a difference.</summary>
/// <param name="Version">The public version that held then; 0 before the story was opened.</param>
/// <param name="At">The instant (UTC).</param>
internal sealed record DifferenceEnd(long Version, DateTimeOffset At);

/// <summary>An entry that says something else.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Headline">Its headline now.</param>
/// <param name="Changes">Field by field.</param>
/// <param name="Corrections">The newest three of the corrections made between the two moments, which say why.</param>
internal sealed record ChangedEntry(
    string Id, string Kind, string? Headline, IReadOnlyList<FieldChange> Changes, IReadOnlyList<Correction> Corrections);

/// <summary>An entry that was withdrawn; its text is gone.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="When">When it was to have happened.</param>
/// <param name="Retraction">Why it was withdrawn.</param>
internal sealed record RetractedEntry(string Id, string Kind, [property: SentAs(typeof(WhenDocument))] JsonNode When, Retraction Retraction);

/// <summary>An entry that went out of view.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Kind">Its kind.</param>
internal sealed record RemovedEntry(string Id, string Kind);

/// <summary>What changed in a story between two recorded moments.</summary>
/// <param name="Story">The story.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The second moment.</param>
/// <param name="StoryChanges">What the story itself says otherwise: title, window, where things stand and the rest; absent where nothing.</param>
/// <param name="Added">Entries that came into view, as they were at the second moment.</param>
/// <param name="Changed">Entries that were in view at both moments and say something else.</param>
/// <param name="Retracted">Entries that were withdrawn.</param>
/// <param name="Removed">Entries that were in view at the first moment only.</param>
/// <param name="Next">The address of the next page; absent at the end.</param>
internal sealed record Difference(
    StoryDocument Story, DifferenceEnd From, DifferenceEnd To, IReadOnlyList<FieldChange>? StoryChanges,
    [property: SentAs(typeof(List<EntryDocument>))] List<JsonObject> Added, List<ChangedEntry> Changed,
    List<RetractedEntry> Retracted, List<RemovedEntry> Removed, string? Next)
{
    public void Add(EntryPair pair)
    {
        var was = pair.Was is null ? null : JsonNode.Parse(pair.Was)!.AsObject();
        if (pair.Now is null)
        {
            Removed.Add(new(Text(was!, "id"), Text(was!, "kind")));
            return;
        }

        var now = JsonNode.Parse(pair.Now)!.AsObject();
        if (Text(now, "status") == "retracted")
        {
            if (was is null || Text(was, "status") != "retracted")
            {
                Retracted.Add(new(Text(now, "id"), Text(now, "kind"), now["when"]!.DeepClone(),
                    now["retraction"].Deserialize<Retraction>(AnswerJson.Options)!));
            }
        }
        else if (was is null)
        {
            Added.Add(now);
        }
        else if (FieldChanges.Between(was, now) is { Count: > 0 } changes)
        {
            Changed.Add(new(Text(now, "id"), Text(now, "kind"), (string?)now["headline"], changes, Corrections(now)));
        }
    }

    private List<Correction> Corrections(JsonObject now) =>
        [.. (now["corrections"].Deserialize<Correction[]>(AnswerJson.Options) ?? []).Where(c => c.At > From.At)];

    private static string Text(JsonObject entry, string field) => entry[field]!.GetValue<string>();
}
