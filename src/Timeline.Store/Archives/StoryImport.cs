using Npgsql;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Projections;
using Timeline.Store.Proof;
using Timeline.Store.TakeDowns;

namespace Timeline.Store.Archives;

/// <summary>Take-downs that were kept outside, and who applies them.</summary>
/// <param name="Kept">Oldest first.</param>
/// <param name="Actor">Who applies them.</param>
public sealed record TakeDownsToApply(IReadOnlyList<KeptTakeDown> Kept, string Actor);

/// <summary>
/// Takes one story in, in one transaction: its events by COPY, its rows as a rebuild folds them, and its head. What was taken down
/// since the archive was made is taken down in it before it is stored.
/// </summary>
/// <param name="database">Where to.</param>
/// <param name="file">The archive's file.</param>
/// <param name="story">The story in it.</param>
/// <param name="known">As far as the story is there; null where it is not.</param>
/// <param name="reached">Told up to which version events were stored, if the transaction ends well.</param>
internal sealed class StoryImport(TimelineDatabase database, string file, ArchivedStory story, Anchor? known, Action<long> reached)
{
    /// <inheritdoc cref="ArchiveImport.EventsAlone"/>
    public bool EventsAlone { get; init; }

    /// <inheritdoc cref="ArchiveImport.TakeDowns"/>
    public TakeDownsToApply? TakeDowns { get; init; }

    private readonly string _id = story.Head.Stream;
    private readonly StoryLoader _loader = new(database, database.Schema);

    /// <summary>How many take-downs took something.</summary>
    public int TakenDown { get; private set; }

    /// <summary>Whether the story was there, and the public may read less of its past since, or something else.</summary>
    public bool PastChanged { get; private set; }

    /// <summary>How many events were stored.</summary>
    public long Events { get; private set; }

    /// <summary>Whether somebody was not stored since they are merged into somebody who, by now, is merged into them.</summary>
    public bool LeadsBack { get; private set; }

    /// <summary>Takes it in.</summary>
    /// <returns>Whether it did: nothing is stored where the story is no longer as far as it was known to be, or leads back to itself.</returns>
    public async Task<bool> RunAsync(CancellationToken ct)
    {
        await using var parts = new StoryParts(file, story);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        try
        {
            var held = new HeldStories(database, connection);
            // Ours until the end: nobody else appends meanwhile, or opens it.
            await held.HoldAsync(_id, ct);
            var from = known is null ? StoryState.Empty : await AsKnownAsync(connection, ct);
            if (from is null)
                return false;
            var rewritten = await WithoutTakenDownAsync(parts, ct);
            await MoveAsync(connection, rewritten?[^1].Stored.Version ?? story.Head.Version, ct);
            if (rewritten is not null)
            {
                TakenDown = (int)(rewritten[^1].Stored.Version - story.Head.Version);
                if (known is not null)
                    await RewriteAsync(connection, rewritten, known.Version, ct);
                from = StoryState.Empty;
            }

            await using var fold = new StoryFold(_id, from, database.Schema, _loader, connection, async (rows, stop) =>
            {
                await using var batch = new NpgsqlBatch(connection) { BatchCommands = { rows } };
                await batch.ExecuteNonQueryAsync(stop);
            });
            await foreach (var part in rewritten is null ? parts.ReadAsync(ct) : new[] { rewritten }.ToAsyncEnumerable())
                await StoreAsync(connection, fold, part, ct);
            await fold.FlushAsync(ct);
            PastChanged = known is not null && (rewritten is not null || fold.ChangesPast);
            LeadsBack = fold.State.Person is { Id: var person, MergedInto: { } into } && await held.LeadBackAsync(person, into, ct);
            if (LeadsBack)
                return false;
            await transaction.CommitAsync(ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.UniqueViolation or SqlStates.StoryMoved)
        {
            return false;
        }
        catch (UnreadableEventException unreadable)
        {
            throw new ImportRefusedException($"The story '{_id}' cannot be told beyond event version {unreadable.Version}: {unreadable.Message}", unreadable);
        }
    }

    // Null where it is another by now.
    private async Task<StoryState?> AsKnownAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var loaded = (await _loader.StoriesAsync([_id], connection, ct))[_id];
        if (loaded.StreamVersion != known!.Version || loaded.Hash != known.Hash)
            return null;
        if (loaded.State.Version != loaded.StreamVersion)
            throw new ImportRefusedException($"The story '{_id}' stops at event version {loaded.State.Version + 1}, which cannot be folded: mend that first.");
        return loaded.State;
    }

    private async Task MoveAsync(NpgsqlConnection connection, long version, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(known is null
            ? $"insert into {database.Quoted}.mt_streams (id, version) values ($1, $2)"
            : $"update {database.Quoted}.mt_streams set version = $2, \"timestamp\" = now() where id = $1", connection)
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = _id }, new NpgsqlParameter<long> { TypedValue = version } },
        };
        await command.ExecuteNonQueryAsync(ct);
    }

    // All of its events, as they are without what was taken down; null where nothing was.
    private async Task<IReadOnlyList<ImportedEvent>?> WithoutTakenDownAsync(StoryParts parts, CancellationToken ct)
    {
        if (TakeDowns?.Kept.Where(k => k.Story == _id).ToList() is not { Count: > 0 } kept)
            return null;
        var all = await parts.ReadAsync(ct).SelectMany(part => part).ToListAsync(ct);
        try
        {
            var after = TakenDownAgain.Of([.. all.Select(e => e.Stored)], kept, TakeDowns.Actor, Microseconds.Cut(DateTimeOffset.UtcNow));
            return after.Count == all.Count ? null
                : [.. after.Select((stored, i) => new ImportedEvent(i < all.Count ? all[i].Id : Guid.CreateVersion7(), stored, null))];
        }
        catch (Exception error) when (error is UnreadableEventException || StoryFold.DoesNotFit(error))
        {
            throw new ImportRefusedException($"Without what was taken down the story '{_id}' could not be told any more: {error.Message}", error);
        }
    }

    // Of a story that is there, what is stored is rewritten, too, and all of it folded anew.
    private async Task RewriteAsync(NpgsqlConnection connection, IReadOnlyList<ImportedEvent> events, long version, CancellationToken ct)
    {
        var rewritten = events.Select(e => e.Stored).Where(e => e.Erased is not null && e.Version <= version).ToList();
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in new Rewriting([], rewritten, []).Statements(database, _id, null, version))
            batch.BatchCommands.Add(statement);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private async Task StoreAsync(NpgsqlConnection connection, StoryFold fold, IReadOnlyList<ImportedEvent> events, CancellationToken ct)
    {
        var missing = events.Where(e => e.Stored.Version > (known?.Version ?? 0)).ToList();
        if (missing.Count > 0)
            await connection.CopyAsync(database, _id, missing, ct);
        if (!EventsAlone)
        {
            var from = fold.State.Version;
            foreach (var some in events.Where(e => e.Stored.Version > from).Chunk(Processors.Together))
            {
                foreach (var (one, @event) in some.Zip(Array.ConvertAll(some, one => one.Read())))
                    await fold.FoldAsync(one.Stored, @event, ct);
            }
        }

        Events += missing.Count;
        reached(events[^1].Stored.Version);
    }
}
