using System.Buffers;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Projections;

/// <summary>
/// Folds events into rows of the chronology. The one way into it: commands and a rebuild fold here, and write what
/// <see cref="Write"/> returns in a transaction of theirs.
/// </summary>
/// <remarks>
/// Not an inline projection of Marten's: a decision needs the state that the decision before it in the same transaction has
/// left, so that the events are folded anyway before Marten has them.
/// </remarks>
/// <param name="schema">The schema of the tables: ours, or a rebuild's shadow.</param>
internal sealed class Chronology(string schema)
{
    private readonly List<EntryState> _entries = [];
    private readonly List<(string Story, string Entry, DateTimeOffset At)> _ended = [];
    private readonly List<(string Story, long Version, DateTimeOffset Recorded, Change Change)> _changes = [];
    private readonly Dictionary<(string Story, string Entry), int> _open = [];
    private readonly Dictionary<(string Story, string Entry), DateTimeOffset?> _withheld = [];
    private readonly Dictionary<(string Story, string? Entry), (DateTimeOffset At, TakenDown TakenDown, string? Told)> _takenDown = [];
    private readonly Dictionary<string, (long From, StoryState State)> _stories = [];
    private readonly List<Story> _states = [];
    private readonly List<RegisteredPerson> _people = [];

    /// <summary>The stories of whose past the public may read less, or more.</summary>
    public IReadOnlySet<string> PastsChanged => _changes.Where(c => c.Change.OfPast).Select(c => c.Story).ToHashSet();

    /// <summary>The public versions in which readers were shown an entry, or the story where none is named: from each to each.</summary>
    public IReadOnlyList<(long From, long To)> Shown(string? entry)
    {
        var ranges = new List<(long From, long To)>();
        long? since = null;
        foreach (var (_, version, _, change) in _changes)
        {
            var visible = entry is null ? change.Story?.Visible ?? since is not null
                : change.After?.Id == entry ? change.After.Visible
                : change.Anew ? since is not null || change.Story!.Visible
                : since is not null;
            if (visible == since is not null)
                continue;
            if (visible)
                since = version;
            else
                (ranges, since) = ([.. ranges, (since!.Value, version - 1)], null);
        }

        return since is { } from ? [.. ranges, (from, _changes[^1].Version)] : ranges;
    }

    /// <summary>The public versions that an entry made: in which it came, changed or went.</summary>
    public IReadOnlyList<long> Made(string entry) => [.. _changes.Where(c => c.Change.After?.Id == entry).Select(c => c.Version)];

    /// <summary>How many states of entries and heads of stories wait to be written.</summary>
    public int Count => _entries.Count + _states.Count + _people.Count + _stories.Count;

    /// <summary>The first entry of which no row can be made: the version of its last event; null where all have one.</summary>
    public long? WithoutRow => _entries.Find(state => !HasRow(state))?.Entry.Versions[^1];

    /// <summary>Folds one more event.</summary>
    /// <returns>The story after it.</returns>
    /// <exception cref="InvalidOperationException">The event does not follow from that state.</exception>
    public StoryState Fold(StoryState before, StoryEvent @event, long version, DateTimeOffset recorded)
    {
        var (state, change) = before.Apply(@event, version, recorded);
        var stream = state.Stream!;
        if (change.Person is { } person)
            _people.Add(person);
        if (change.Story is { } changed)
            _states.Add(changed);
        if (change.After is { } after)
        {
            Add(state.Story!, after, recorded, change.Before is null);
            // Of states that were written long ago, too: only here is it said of a state after its end.
            if (change.Before?.WithheldBefore != after.WithheldBefore)
                _withheld[(stream, after.Id)] = after.WithheldBefore;
        }
        else if (change.Anew)
        {
            foreach (var entry in state.Entries.Values.OrderBy(e => e.RecordedAt))
                Add(state.Story!, entry, recorded, isNew: false);
        }

        if (change.TakesDown && (change.After?.TakenDown ?? state.Story?.TakenDown) is { } taken)
            _takenDown[(stream, change.After?.Id)] = (recorded, taken, TakeDownDocument.JsonOf(taken, state.Story!));
        if (change.Public != PublicChange.None)
            _changes.Add((stream, state.PublicVersion, recorded, change));
        _stories[stream] = (_stories.TryGetValue(stream, out var known) ? known.From : before.Version, state);
        return state;
    }

    private void Add(Story story, Entry entry, DateTimeOffset recorded, bool isNew)
    {
        if (_open.TryGetValue((story.Id, entry.Id), out var open))
            _entries[open] = _entries[open] with { To = recorded };
        else if (!isNew)
            _ended.Add((story.Id, entry.Id, recorded));
        _open[(story.Id, entry.Id)] = _entries.Count;
        _entries.Add(new(entry, story, recorded));
    }

    /// <summary>
    /// The statement that writes what was folded and moves the stories' heads, all or nothing; it fails by
    /// <see cref="SqlStates.StoryMoved"/> where one is not at the version that was folded from.
    /// </summary>
    /// <param name="recorded">The first and the last recorded time, where they are of now: it fails by
    /// <see cref="SqlStates.ClockSkew"/> where PostgreSQL's clock is too far from them.</param>
    /// <param name="unmoved">Streams that nothing was folded of, and the versions at which they must be, too: what was folded rests on them.</param>
    public NpgsqlBatchCommand Write(
        (DateTimeOffset First, DateTimeOffset Last)? recorded = null, IReadOnlyCollection<(string Stream, long Version)>? unmoved = null)
    {
        var rows = Processors.Make(_entries, EntryRow.Of);
        return new($"select \"{schema}\".tl_write_{ReadModels.Version}($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)")
        {
            Parameters =
            {
                Instant(recorded?.First), Instant(recorded?.Last),
                Rows<(string Stream, long From, StoryState? State)>(
                    [.. _stories.Select(s => (s.Key, s.Value.From, s.Value.State)), .. (unmoved ?? []).Select(u => (u.Stream, u.Version, (StoryState?)null))],
                    (json, story) => StoryRow.Write(json, story.Stream, story.From, story.State)),
                Rows(_states, StoryRow.WriteState),
                Rows(_people, PersonRow.Write),
                Rows(_ended, (json, ended) =>
                {
                    json.WriteString("story", ended.Story);
                    json.WriteString("entry", ended.Entry);
                    json.WriteString("at", ended.At);
                }),
                Entries(rows),
                new() { Value = Array.ConvertAll(rows, row => row.Doc), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Json },
                new() { Value = Array.ConvertAll(rows, row => row.Search), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text },
                Rows(_changes, (json, change) =>
                {
                    json.WriteString("story", change.Story);
                    json.WriteNumber("version", change.Version);
                    json.WriteString("recorded", change.Recorded);
                    // Of what is gone as if it had never been there, the change names nothing.
                    var gone = change.Change.After?.TakenDown?.IsGone is true;
                    json.WriteString("type", gone ? PublicChangeNames.Story : PublicChangeNames.Of(change.Change.Public));
                    json.WriteString("entry", gone ? null : change.Change.After?.Id);
                    json.WriteBoolean("of_past", change.Change.OfPast);
                }),
                Rows(_withheld, (json, withheld) =>
                {
                    json.WriteString("story", withheld.Key.Story);
                    json.WriteString("entry", withheld.Key.Entry);
                    if (withheld.Value is { } before)
                        json.WriteString("before", before);
                }),
                Rows(_takenDown, (json, taken) =>
                {
                    json.WriteString("story", taken.Key.Story);
                    json.WriteString("entry", taken.Key.Entry);
                    json.WriteString("at", taken.Value.At);
                    json.WriteBoolean("whole", taken.Value.TakenDown.Whole);
                    json.WriteBoolean("gone", taken.Value.TakenDown.IsGone);
                    json.WriteBoolean("listed", !taken.Value.TakenDown.Unlisted);
                    json.WritePropertyName("takedown");
                    json.WriteRawValue(taken.Key.Entry is null
                        ? JsonSerializer.Serialize(new { takenDown = taken.Value.TakenDown }, DomainJson.Stored)
                        : taken.Value.Told ?? "null");
                }),
            },
        };
    }

    private static bool HasRow(EntryState state)
    {
        try
        {
            EntryRow.Of([state]);
            return true;
        }
        catch (Exception error) when (StoryFold.DoesNotFit(error))
        {
            return false;
        }
    }

    private static NpgsqlParameter Instant(DateTimeOffset? value) =>
        new() { Value = (object?)value?.UtcDateTime ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    /// <summary>Rows for <c>json_to_recordset</c>: an array of objects; null where there are none.</summary>
    internal static NpgsqlParameter Rows<T>(IReadOnlyCollection<T> rows, Action<Utf8JsonWriter, T> write) =>
        Json(rows.Count == 0 ? null : JsonBytes.Of((rows, write), (json, of) =>
        {
            json.WriteStartArray();
            foreach (var row in of.rows)
            {
                json.WriteStartObject();
                of.write(json, row);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }));

    private static NpgsqlParameter Entries(EntryRow[] rows) => Json(rows.Length == 0 ? null : JsonBytes.Of(json =>
    {
        for (var i = 0; i < rows.Length; i++)
        {
            json.Write(i == 0 ? "["u8 : ","u8);
            json.Write(rows[i].Columns);
        }

        json.Write("]"u8);
    }));

    private static NpgsqlParameter Json(byte[]? json) => new() { Value = (object?)json ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Json };
}
