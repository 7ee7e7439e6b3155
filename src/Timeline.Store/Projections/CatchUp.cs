using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>
/// Folds what others appended to a story without folding it: an application on Marten, or a service of another version.
/// </summary>
internal sealed class CatchUp(EventStore log, StoryLoader loader, string schema)
{
    private const int BatchSize = 500;
    private const int Attempts = 50;

    /// <summary>Whether it writes many entries into a shadow, which nobody reads before it is swapped in.</summary>
    public bool Shadow { get; init; }

    /// <summary>The story up to its last event, without entries, and that event's hash; folds what nobody has folded.</summary>
    /// <exception cref="UnreadableEventException">One of its events cannot be folded.</exception>
    public async Task<(StoryState Story, string Hash)> HeadAsync(string id, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            var story = await loader.HeadAsync(id, ct);
            if (!SlugAttribute.IsSlug(id))
                return (story, "");
            var head = await log.HeadAsync(id, ct);
            if (story.Version == (head?.Version ?? 0) || attempt == Attempts)
                return (story, head?.Hash ?? "");
            // Either an append came between the two looks, or somebody wrote who does not fold.
            await FoldAsync(id, ct);
        }
    }

    /// <summary>The stories whose stream is ahead of the chronology.</summary>
    /// <param name="streams">Which to look at; null for all.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<string>> BehindAsync(string[]? streams, CancellationToken ct)
    {
        await using var command = log.Source.CreateCommand($"""
            select t.id from "{log.Schema}".mt_streams t left join "{schema}".tl_stories s on s.id = t.id
            where ($1::text[] is null or t.id = any($1)) and t.id <> 'mt_tombstone' and coalesce(s.version, 0) < t.version
            """);
        command.Parameters.Add(new NpgsqlParameter
        {
            Value = (object?)streams ?? DBNull.Value,
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        var behind = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            behind.Add(reader.GetString(0));
        return behind;
    }

    /// <summary>Folds the story up to its last event.</summary>
    /// <returns>How many events that took.</returns>
    /// <exception cref="UnreadableEventException">One of its events cannot be folded; it is set aside, in sight.</exception>
    public async Task<long> FoldAsync(string id, CancellationToken ct)
    {
        var (folded, size) = (0L, BatchSize);
        while (true)
        {
            var story = await loader.HeadAsync(id, ct);
            var projection = new Projection(schema);
            UnreadableEventException? unreadable = null;
            StoredEvent? last = null;
            var read = 0;
            await foreach (var stored in log.ReadStreamAsync(id, story.Version + 1, story.Version + size, ct))
            {
                last = stored;
                try
                {
                    story = await FoldAsync(projection, story, stored, loader, ct);
                    read++;
                }
                catch (UnreadableEventException error)
                {
                    unreadable = error;
                    break;
                }
            }

            try
            {
                if (read > 0 && !await WriteAsync(projection, ct))
                    continue;
                folded += read;
            }
            catch (PostgresException error) when (CannotBeKept(error))
            {
                // One by one from here on, to see which it is.
                if (size > 1)
                {
                    size = 1;
                    continue;
                }

                unreadable = new(last!, $"This '{last!.Type}' cannot be kept: {error.MessageText}", error);
            }

            if (unreadable is not null)
            {
                await SetAsideAsync(unreadable, ct);
                throw unreadable;
            }

            if (read < size)
                return folded;
        }
    }

    /// <summary>Folds one stored event, with the entry that it touches at hand.</summary>
    /// <exception cref="UnreadableEventException">It is of no known type or shape, or does not fit its story.</exception>
    public static async ValueTask<StoryState> FoldAsync(
        Projection projection, StoryState story, StoredEvent stored, StoryLoader loader, CancellationToken ct)
    {
        var @event = Codec.Read(stored);
        if (@event is EntryChanged { Entry: { } entry })
            story = await loader.WithEntriesAsync(story, stored.Stream, [entry], ct);
        try
        {
            Codec.Check(@event, stored.Stream);
            // Another application may store several events at one instant; here one instant is one state.
            return projection.Fold(story, @event, stored.Version, story.NextRecorded(stored.Recorded));
        }
        catch (Exception error) when (DoesNotFit(error))
        {
            throw new UnreadableEventException(stored, $"This '{stored.Type}' does not fit its story: {error.Message}", error);
        }
    }

    /// <summary>Whether folding failed because the event, as it is stored, cannot follow on the events before it.</summary>
    public static bool DoesNotFit(Exception error) => error is InvalidOperationException or FormatException
        or KeyNotFoundException or TimeZoneNotFoundException or NullReferenceException or ArgumentException;

    /// <summary>Whether PostgreSQL will never keep what was folded: it is too long, of a wrong form, or there already.</summary>
    public static bool CannotBeKept(PostgresException error) => error.SqlState[..2] is "22" or "23" or "54";

    /// <summary>Writes what was folded, all or nothing.</summary>
    /// <returns>False where another node has folded meanwhile; look again.</returns>
    public async Task<bool> WriteAsync(Projection projection, CancellationToken ct)
    {
        await using var batch = log.Source.CreateBatch();
        if (Shadow)
        {
            // The swap's own commit waits for the disk, and takes all before it along. And plans for the values at hand, which
            // every new schema would begin with, reach an element of an array by counting from its first.
            batch.BatchCommands.Add(new("""
                select set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
                """));
        }

        foreach (var command in projection.Commands())
            batch.BatchCommands.Add(command);
        try
        {
            await batch.ExecuteNonQueryAsync(ct);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == SqlStates.HeadMoved)
        {
            return false;
        }
    }

    private async Task SetAsideAsync(UnreadableEventException unreadable, CancellationToken ct)
    {
        await using var command = log.Source.CreateCommand($"""
            insert into "{schema}".tl_set_aside (story, version, position, reason) values ($1, $2, $3, $4)
            on conflict (story) do update set version = excluded.version, position = excluded.position, reason = excluded.reason
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = unreadable.Stored.Stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = unreadable.Stored.Version });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = unreadable.Stored.Position });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = unreadable.Message });
        await command.ExecuteNonQueryAsync(ct);
    }
}

internal static class SqlStates
{
    /// <summary>Raised by <c>tl_fold_to</c>.</summary>
    public const string HeadMoved = "TL005";

    /// <summary>Raised by <c>tl_enter</c>; HINT: the server's clock.</summary>
    public const string ClockSkew = "TL003";

    /// <summary>Raised by <c>tl_accepts</c>, and by Marten's own function.</summary>
    public const string Archived = "MT001";

    /// <summary>Raised by <c>tl_accepts</c>.</summary>
    public const string OfAnotherTenant = "TL006";
}
