using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.Dates;

namespace Timeline.Store.Projections;

/// <summary>
/// Folds events into rows. The one way into the chronology: an append, a catch-up and a rebuild all fold here and write what
/// <see cref="Commands"/> returns, in the transaction of their own checkpoint.
/// </summary>
internal sealed class Projection(string schema)
{
    private readonly List<EntryRow> _entries = [];
    private readonly List<ChangeRow> _changes = [];
    private readonly List<(string Story, string Entry, DateTime At)> _closed = [];
    private readonly Dictionary<(string, string), int> _open = [];
    private readonly Dictionary<string, (long From, StoryState State)> _heads = [];

    /// <summary>How many states of entries and heads of stories wait to be written.</summary>
    public int Count => _entries.Count + _heads.Count;

    /// <summary>Folds one more event.</summary>
    /// <returns>The story after it.</returns>
    public StoryState Fold(StoryState before, StoryEvent @event, long version, DateTimeOffset recorded)
    {
        var (state, change) = before.Apply(@event, version, recorded);
        var story = state.Story!;
        if (change.After is { } after)
        {
            // First, since an event that has no row must leave nothing behind.
            var row = EntryRow.Of(after, story);
            if (_open.TryGetValue((story.Id, after.Id), out var open))
            {
                var previous = _entries[open];
                _entries[open] = previous with { To = recorded.UtcDateTime };
                if (previous.Text == row.Text)
                    row = row with { SameWordsAs = previous.SameWordsAs ?? open };
            }
            else if (change.Before is not null)
                _closed.Add((story.Id, after.Id, recorded.UtcDateTime));
            _open[(story.Id, after.Id)] = _entries.Count;
            _entries.Add(row);
        }

        if (change.Public != PublicChange.None)
            _changes.Add(new(story.Id, state.PublicVersion, recorded, change.Public, change.After?.Id));
        _heads[story.Id] = (_heads.TryGetValue(story.Id, out var head) ? head.From : before.Version, state);
        return state;
    }

    /// <summary>The statements that write what was folded and move the stories' heads, all or nothing.</summary>
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        foreach (var (id, (from, state)) in _heads)
            yield return FoldTo(id, from, state);
        if (_entries.Count + _changes.Count > 0)
            yield return Put();
    }

    private NpgsqlBatchCommand FoldTo(string id, long from, StoryState state) => new(
        $"select \"{schema}\".tl_fold_to($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)")
    {
        Parameters =
        {
            Text(id), new NpgsqlParameter<long> { TypedValue = from },
            new NpgsqlParameter<long> { TypedValue = state.Version },
            new NpgsqlParameter<long> { TypedValue = state.PublicVersion },
            new NpgsqlParameter<DateTime> { TypedValue = state.Recorded.UtcDateTime },
            Text(state.Story!.Title), Text(state.Story.Language), Text(state.Story.TimeZone), Text(state.Story.From),
            new NpgsqlParameter { Value = (object?)state.Story.To ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text },
            Text(SearchLanguage.Of(state.Story.Language)),
        },
    };

    private NpgsqlBatchCommand Put()
    {
        EdtfSortKey[] keys = [.. _entries.Select(r => r.Bounds.SortKey)];
        return new NpgsqlBatchCommand($"""
            select "{schema}".tl_put(
              $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
              $25, $26, $27, $28, $29, $30)
            """)
        {
            Parameters =
            {
                Array(_closed.Select(c => c.Story)), Array(_closed.Select(c => c.Entry)),
                Instants(_closed.Select(c => c.At)),
                Array(_entries.Select(r => r.Story.Id)),
                Array(_entries.Select(r => r.Entry.Id)),
                Instants(_entries.Select(r => r.Entry.UpdatedAt.UtcDateTime)),
                Instants(_entries.Select(r => r.To)),
                Array(_entries.Select(r => r.Entry.Visible)),
                Array(_entries.Select(r => r.Entry.Kind)),
                Array(_entries.Select(r => r.Entry.Body.Key)),
                Array(_entries.Select(r => r.Entry.Body.Background)),
                Array(keys.Select(k => k.UnixMicroseconds)),
                Array(keys.Select(k => k.WidthSeconds)),
                Instants(_entries.Select(r => (r.Entry.PublicSince ?? r.Entry.RecordedAt).UtcDateTime)),
                Instants(_entries.Select(r => r.Bounds.Earliest?.UtcDateTime ?? DateTime.MinValue)),
                Instants(_entries.Select(r => r.Bounds.Latest?.UtcDateTime ?? DateTime.MaxValue)),
                new NpgsqlParameter<DateTime?[]>
                {
                    TypedValue = [.. _entries.Select(r => r.Entry.EmbargoUntil?.UtcDateTime)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
                },
                Array(_entries.Select(r => List(r.People))),
                Array(_entries.Select(r => List(r.Places))),
                Array(_entries.Select(r => List(r.Links))),
                Array(_entries.Select(r => List(r.Entry.Versions.Select(v => v.ToString(CultureInfo.InvariantCulture))))),
                Array(_entries.Select(r => r.Config)),
                Array(_entries.Select(r => r.SameWordsAs is null ? r.Text : "")),
                Array(_entries.Select(r => r.SameWordsAs + 1)),
                new NpgsqlParameter<byte[][]>
                {
                    TypedValue = [.. _entries.Select(r => r.Doc)],
                    NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
                },
                Array(_changes.Select(c => c.Story)),
                Array(_changes.Select(c => c.Version)),
                Instants(_changes.Select(c => c.Recorded.UtcDateTime)),
                Array(_changes.Select(c => c.Type)),
                Array(_changes.Select(c => c.Entry)),
            },
        };
    }

    private static string List(IEnumerable<string> items) => string.Join('\u001f', items);

    private static NpgsqlParameter<string> Text(string value) => new() { TypedValue = value };

    // The lowest and the highest DateTime are PostgreSQL's -infinity and infinity.
    private static NpgsqlParameter<DateTime[]> Instants(IEnumerable<DateTime> values) => new()
    {
        TypedValue = [.. values.Select(v => DateTime.SpecifyKind(v, DateTimeKind.Utc))],
        NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz,
    };

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values) => new() { TypedValue = [.. values] };
}
