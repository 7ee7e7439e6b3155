using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Stories;

namespace Timeline.Store.Projections;

/// <summary>Folds the events of one story, one after the other and as many as there are, into rows, and has them written as they become enough.</summary>
/// <param name="id">The story.</param>
/// <param name="state">The state to fold from.</param>
/// <param name="schema">The schema of the rows.</param>
/// <param name="loader">Finds the entries that memory let go of.</param>
/// <param name="connection">In whose transaction; null where the rows are written beside the folding, over connections of their own.</param>
/// <param name="write">Carries the statement out that writes rows.</param>
/// <param name="batchSize">How many rows are written together.</param>
internal sealed class StoryFold(
    string id, StoryState state, string schema, StoryLoader loader, NpgsqlConnection? connection, Func<NpgsqlBatchCommand, CancellationToken, Task> write,
    int batchSize = StoryFold.BatchSize) : IAsyncDisposable
{
    // PostgreSQL writes these while we fold the next. More gain nothing, and are objects that only the rarest collection of garbage takes.
    public const int BatchSize = 128;

    // Others are folded again from their own events when they are needed.
    private const int EntriesInMemory = 2000;

    private readonly bool _beside = connection is null && batchSize > 1;
    private Chronology _rows = new(schema);
    private Task _writing = Task.CompletedTask;

    /// <summary>The story after all that was folded.</summary>
    public StoryState State { get; private set; } = state;

    /// <summary>Whether the public may read less of what was, or more, since an event that was folded.</summary>
    public bool ChangesPast { get; private set; }

    /// <summary>Folds the next event.</summary>
    /// <exception cref="UnreadableEventException">It does not fit the story, or the story has no row any more.</exception>
    public async ValueTask FoldAsync(StoredEvent stored, StoryEvent @event, CancellationToken ct)
    {
        // What makes every entry read otherwise, as another time zone, is folded over all: those that memory let go of are taken from their rows.
        if (@event is StoryChanged { Anew: true })
        {
            await FlushAsync(ct);
            State = await loader.WithAllAsync(State, connection, ct);
        }

        if (StreamId.NamedBy(@event) is { } named && named != id)
            throw Unfit(id, stored.Version, $"it is of '{named}'.");
        // The same of a single one: memory need not hold a story's every entry.
        if (@event is EntryChanged { Entry: { } entry } && !State.Entries.ContainsKey(entry)
            && (await loader.EntriesAsync([(id, entry)], connection, ct)).GetValueOrDefault((id, entry)).Entry is { } known)
            State = State with { Entries = State.Entries.SetItem(entry, known) };
        try
        {
            State = _rows.Fold(State, @event, stored.Version, State.NextRecorded(stored.Recorded));
        }
        catch (Exception error) when (DoesNotFit(error))
        {
            throw Unfit(id, stored.Version, error.Message, error);
        }

        if (_rows.Count < batchSize)
            return;
        await WriteAsync(ct);
        if (State.Entries.Count <= EntriesInMemory)
            return;
        await _writing;
        State = State with { Entries = StoryState.Empty.Entries };
    }

    /// <summary>Returns when all rows are written.</summary>
    public async ValueTask FlushAsync(CancellationToken ct)
    {
        if (_rows.Count > 0)
            await WriteAsync(ct);
        await _writing;
    }

    /// <summary>Returns when nothing is being written any more; what is not yet is lost.</summary>
    public async ValueTask DisposeAsync() => await _writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    // Folding fails so where the event, as it is stored, cannot follow on the events before it.
    internal static bool DoesNotFit(Exception error) => error is InvalidOperationException or FormatException
        or KeyNotFoundException or TimeZoneNotFoundException or NullReferenceException or ArgumentException or InvalidCastException;

    private async ValueTask WriteAsync(CancellationToken ct)
    {
        await _writing;
        ChangesPast |= _rows.PastsChanged.Count > 0;
        NpgsqlBatchCommand statement;
        try
        {
            statement = _rows.Write();
        }
        catch (Exception error) when (DoesNotFit(error))
        {
            // What folds may still lack what its row is made of.
            throw Unfit(id, _rows.WithoutRow ?? State.Version, error.Message, error);
        }

        _writing = write(statement, ct);
        _rows = new(schema);
        if (!_beside)
            await _writing;
    }

    internal static UnreadableEventException Unfit(string story, long version, string why, Exception? inner = null) =>
        new(story, version, $"This event does not fit its story: {why}", inner);
}
