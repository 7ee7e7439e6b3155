using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>Takes one story in, in one transaction: its events by COPY, its rows as a rebuild folds them, and its head.</summary>
/// <param name="database">Where to.</param>
/// <param name="file">The archive's file.</param>
/// <param name="story">The story in it.</param>
/// <param name="known">As far as the story is there; null where it is not.</param>
/// <param name="progress">Told of more events that were stored.</param>
internal sealed class StoryImport(TimelineDatabase database, string file, ArchivedStory story, Anchor? known, Action<long> progress)
{
    /// <inheritdoc cref="ArchiveImport.EventsAlone"/>
    public bool EventsAlone { get; init; }

    private readonly string _id = story.Head.Stream;
    private readonly StoryLoader _loader = new(database, database.Schema);
    private Chronology _chronology = new(database.Schema);
    private StoryState _state = StoryState.Empty;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var parts = new StoryParts(file, story);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            await TakeAsync(connection, ct);
            await foreach (var part in parts.ReadAsync(ct))
            {
                var missing = part.Where(e => e.Stored.Version > _state.Version).ToList();
                if (missing.Count == 0)
                    continue;
                await CopyAsync(connection, missing, ct);
                foreach (var (_, stored) in EventsAlone ? [] : missing)
                    await FoldAsync(connection, stored, ct);
                progress(missing.Count);
            }

            await WriteAsync(connection, ct);
            await transaction.CommitAsync(ct);
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or SqlStates.StoryMoved)
        {
            throw Moved(error);
        }
    }

    // The story's row is ours until the end; nobody else appends meanwhile.
    private async Task TakeAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (known is null)
        {
            await RunAsync(connection, $"insert into {database.Quoted}.mt_streams (id, version) values ($1, $2)", ct, story.Head.Version);
            return;
        }

        await RunAsync(connection, $"select from {database.Quoted}.tl_stories where id = $1 for update", ct);
        var loaded = (await _loader.StoriesAsync([_id], connection, ct))[_id];
        if (loaded.StreamVersion != known.Version || loaded.Hash != known.Hash)
            throw Moved();
        if (loaded.State.Version != loaded.StreamVersion)
            throw new ImportRefusedException($"The story '{_id}' stops at event version {loaded.State.Version + 1}, which cannot be folded: mend that first.");
        _state = loaded.State;
        await RunAsync(connection, $"update {database.Quoted}.mt_streams set version = $2, \"timestamp\" = now() where id = $1", ct, story.Head.Version);
    }

    private async Task CopyAsync(NpgsqlConnection connection, List<(Guid Id, StoredEvent Stored)> events, CancellationToken ct)
    {
        var positions = new Queue<long>();
        await using (var next = new NpgsqlCommand(
            $"select nextval('{database.Quoted}.mt_events_sequence') from generate_series(1, $1)", connection))
        {
            next.Parameters.Add(new NpgsqlParameter<int> { TypedValue = events.Count });
            await using var row = await next.ExecuteReaderAsync(ct);
            while (await row.ReadAsync(ct))
                positions.Enqueue(row.GetInt64(0));
        }

        await using var copy = await connection.BeginBinaryImportAsync($"""
            copy {database.Quoted}.mt_events (seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type,
              correlation_id, causation_id, headers) from stdin (format binary)
            """, ct);
        foreach (var (id, stored) in events)
        {
            var type = EventTypes.Find(stored.Type)!;
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(positions.Dequeue(), NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(_id, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stored.Version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(stored.Data, NpgsqlDbType.Jsonb, ct);
            await copy.WriteAsync(stored.Type, NpgsqlDbType.Varchar, ct);
            await copy.WriteAsync(stored.Recorded.UtcDateTime, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync($"{type.FullName}, {type.Assembly.GetName().Name}", NpgsqlDbType.Varchar, ct);
            await TextAsync(copy, stored.CorrelationId, ct);
            await TextAsync(copy, stored.CausationId, ct);
            await copy.WriteAsync(Headers(stored), NpgsqlDbType.Jsonb, ct);
        }

        await copy.CompleteAsync(ct);
    }

    private static Task TextAsync(NpgsqlBinaryImporter copy, string? text, CancellationToken ct) =>
        text is null ? copy.WriteNullAsync(ct) : copy.WriteAsync(text, NpgsqlDbType.Varchar, ct);

    private static string Headers(StoredEvent stored)
    {
        var headers = new System.Text.Json.Nodes.JsonObject();
        foreach (var (name, value) in new[] { ("actor", stored.Actor), ("salt", stored.Salt), ("hash", stored.Hash) })
        {
            if (value is not null)
                headers[name] = value;
        }

        if (stored.Erased is { } erased)
        {
            headers["keys"] = System.Text.Json.JsonSerializer.SerializeToNode(erased.Keys);
            headers["digests"] = System.Text.Json.JsonSerializer.SerializeToNode(erased.Digests);
        }

        return headers.ToJsonString();
    }

    private async Task FoldAsync(NpgsqlConnection connection, StoredEvent stored, CancellationToken ct)
    {
        var @event = stored.Read();
        if (@event is StoryChanged { Anew: true })
        {
            await WriteAsync(connection, ct);
            _state = await _loader.WithAllAsync(_state, connection, ct);
        }

        try
        {
            if (StreamId.NamedBy(@event) is { } named && named != _id)
                throw new InvalidOperationException($"it is of '{named}'.");
            if (@event is EntryChanged { Entry: { } entry } && !_state.Entries.ContainsKey(entry)
                && (await _loader.EntriesAsync([(_id, entry)], connection, ct)).GetValueOrDefault((_id, entry)).Entry is { } found)
                _state = _state with { Entries = _state.Entries.SetItem(entry, found) };
            _state = _chronology.Fold(_state, @event, stored.Version, _state.NextRecorded(stored.Recorded));
        }
        catch (Exception error) when (ShadowWriter.DoesNotFit(error))
        {
            throw new ImportRefusedException($"Event version {stored.Version} of the story '{_id}' does not fit the story: {error.Message}", error);
        }

        if (_chronology.Count >= ShadowWriter.BatchSize)
            await WriteAsync(connection, ct);
    }

    private async Task WriteAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        if (_chronology.Count == 0)
            return;
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { _chronology.Write() } };
        await batch.ExecuteNonQueryAsync(ct);
        _chronology = new(database.Schema);
        if (_state.Entries.Count > ShadowWriter.EntriesInMemory)
            _state = _state with { Entries = StoryState.Empty.Entries };
    }

    private async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken ct, long? version = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _id });
        if (version is { } number)
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
        await command.ExecuteNonQueryAsync(ct);
    }

    private ImportRefusedException Moved(Exception? error = null) =>
        new($"The story '{_id}' was written to while the archive was read: import it again.", error);
}
