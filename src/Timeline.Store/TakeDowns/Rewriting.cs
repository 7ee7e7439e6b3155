using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store.Pictures;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Store.TakeDowns;

/// <summary>A story whose stored events are rewritten, as a take-down asks.</summary>
/// <param name="Events">All of its events, as they are afterwards.</param>
/// <param name="Rewritten">Those of them that are other ones than before.</param>
/// <param name="Erased">The same, as the event of the take-down names them.</param>
internal sealed record Rewriting(IReadOnlyList<StoredEvent> Events, IReadOnlyList<StoredEvent> Rewritten, IReadOnlyList<ErasedEvent> Erased)
{
    /// <summary>Rewrites what a command concerns.</summary>
    /// <param name="events">All events of its story.</param>
    /// <param name="command">The command.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="FormatException">An event cannot be rewritten so that the rest of it is still proved.</exception>
    public static Rewriting Of(IReadOnlyList<StoredEvent> events, IRewrites command, CancellationToken ct = default)
    {
        var again = command.Again?.ToLookup(e => (e.Version, e.Hash));
        var (all, rewritten, erased) = (new List<StoredEvent>(events.Count), new List<StoredEvent>(), new List<ErasedEvent>());
        foreach (var stored in events)
        {
            ct.ThrowIfCancellationRequested();
            if (!command.Asked.Erases || EventTypes.TakeDowns.Contains(stored.Type)
                || stored.ToJsonObject() is not { } data
                || (again is null ? Asked(data) : again[(stored.Version, stored.Hash ?? "")].FirstOrDefault()?.Of(data)) is not { } found
                || Ticked(stored, found) is not { Count: > 0 } changed)
            {
                all.Add(stored);
                continue;
            }

            var after = stored with
            {
                Data = JsonSerializer.SerializeToUtf8Bytes(Erasing.Rewritten(data, changed), DomainJson.Stored),
                Salt = null,
                Erased = FieldDigests.Erase(stored, changed.Keys),
            };
            all.Add(after);
            rewritten.Add(after);
            var replaced = changed.Where(c => c.Value is not null).ToDictionary(c => c.Key, c => TakenDownFields.HashOf(c.Value!));
            erased.Add(new(stored.Version)
            {
                Removed = [.. changed.Where(c => c.Value is null).Select(c => c.Key)],
                Replaced = replaced.Count > 0 ? replaced : null,
            });
        }

        return new(all, rewritten, erased);

        Dictionary<string, JsonNode?> Ticked(StoredEvent stored, Dictionary<string, JsonNode?> found) => command.Only is not { } only ? found
            : found.Where(f => only.Contains(new(stored.Version, f.Key))).ToDictionary();

        Dictionary<string, JsonNode?>? Asked(JsonObject data) => Erasing.Concerns(command, data)
            // What was replied to an entry stays where readers see that something was there.
            ? Erasing.Of(command.Asked, data, withReplies: command.Of is null || command.Asked.Public == PublicFace.Silent) : null;
    }

    /// <summary>What readers were shown of what goes.</summary>
    /// <param name="before">All of the story's events, as they were.</param>
    /// <param name="command">The command.</param>
    /// <param name="chronology">Into which the story was folded anew: of what was shown when, the words aside, it knows as much as before.</param>
    public Gone Gone(IReadOnlyList<StoredEvent> before, IRewrites command, Chronology chronology)
    {
        var versions = Rewritten.Select(e => e.Version).ToHashSet();
        var touched = command.Asked.Erases ? before.Where(e => versions.Contains(e.Version)).ToList() : [];
        var data = touched.ConvertAll(e => e.ToJsonObject());
        // What is unlisted or noted is all of it.
        IEnumerable<string> entries = command.Of is { } one ? [one]
            : (command.Asked.Erases ? data : before.Select(e => e.ToJsonObject())).Select(d => (string?)d["entry"]).OfType<string>().Distinct();
        var left = Rewritten.SelectMany(e => RemovePictures.In(e.Text)).ToHashSet();
        return new(
            command.Of, chronology.Shown(command.Of),
            [.. entries.Where(e => chronology.Shown(e).Count > 0).Select(e => (e, chronology.Made(e)))],
            [.. data.SelectMany(d => new[] { d["body"]?["people"], d["changes"]?["people"] }).OfType<JsonArray>().SelectMany(p => p)
                .Select(p => (string?)p?["id"]).OfType<string>().Distinct().Order(StringComparer.Ordinal)],
            [.. touched.SelectMany(e => RemovePictures.In(e.Text)).Distinct().Where(p => !left.Contains(p))],
            command.Of is { } of ? [.. before.SelectMany(e => NamedPlaces.Beside(e, of))] : []);
    }

    /// <summary>
    /// What follows for uploaded pictures: a take-down by their names takes them from everywhere, else they go with the last that shows
    /// them; null where it concerns none.
    /// </summary>
    /// <param name="before">All of the story's events, as they were.</param>
    /// <param name="command">What is asked for.</param>
    public RemovePictures? PicturesOf(IReadOnlyList<StoredEvent> before, IRewrites command)
    {
        var rewritten = Rewritten.Select(e => e.Version).ToHashSet();
        var (named, shown) = (command.Asked.Pictures.Select(p => PictureName.Of(p)!).ToArray(),
            before.Where(e => rewritten.Contains(e.Version)).SelectMany(e => RemovePictures.In(e.Text)).Distinct().ToArray());
        return named.Length + shown.Length > 0 ? new(named, shown, command.Asked.Public) : null;
    }

    /// <summary>Folds the story anew from its events as they are now.</summary>
    /// <param name="chronology">Into which.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="InvalidOperationException">They do not follow upon one another any more.</exception>
    /// <exception cref="UnreadableEventException">One of them cannot be read any more.</exception>
    public StoryState Fold(Chronology chronology, CancellationToken ct)
    {
        var state = StoryState.Empty;
        foreach (var stored in Events)
        {
            ct.ThrowIfCancellationRequested();
            state = chronology.Fold(state, stored.Read(), stored.Version, state.NextRecorded(stored.Recorded));
        }

        return state;
    }

    /// <summary>
    /// The statements that put it in the place of what was, before the story's rows are written anew; they fail where the story has
    /// moved on meanwhile.
    /// </summary>
    /// <remarks>
    /// Not by Marten's OverwriteEvent: that writes an event from our record of it, and of what the hash covers nothing may be lost or
    /// spelled otherwise on a way through records; what a newer service wrote in it would be.
    /// </remarks>
    public IEnumerable<NpgsqlBatchCommand> Statements(TimelineDatabase database, string story, string? entry, long version)
    {
        yield return new($"select {database.Quoted}.tl_forget($1, $2)")
        {
            Parameters = { Text(story), new() { Value = version, NpgsqlDbType = NpgsqlDbType.Bigint } },
        };
        if (Rewritten.Count == 0)
            yield break;
        // The digest of a request would let whoever guesses its words be sure.
        yield return new($"""
            with done as (
              update {database.Quoted}.tl_receipts set fingerprint = '', notes = '[]' where story = $1 and entry is not distinct from coalesce($2, entry)
              returning 1)
            select count(*) from done
            """)
        {
            Parameters = { Text(story), new() { Value = (object?)entry ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text } },
        };
        yield return new($"""
            with done as (
              update {database.Quoted}.mt_events e set data = w.data::jsonb, headers = (e.headers - 'salt') || w.proof::jsonb
              from unnest($1, $2, $3) as w(version, data, proof)
              where e.stream_id = $4 and e.version = w.version
              returning 1)
            select count(*) from done
            """)
        {
            Parameters =
            {
                new() { Value = Rewritten.Select(e => e.Version).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint },
                new() { Value = Rewritten.Select(e => e.Text).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                new() { Value = Rewritten.Select(Proof).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                Text(story),
            },
        };
    }

    private static NpgsqlParameter Text(string text) => new() { Value = text, NpgsqlDbType = NpgsqlDbType.Text };

    private static string Proof(StoredEvent stored) => new JsonObject
    {
        ["keys"] = JsonSerializer.SerializeToNode(stored.Erased!.Keys),
        ["digests"] = JsonSerializer.SerializeToNode(stored.Erased.Digests),
    }.ToJsonString();
}
