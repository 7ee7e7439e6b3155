using System.Diagnostics;
using System.Runtime.CompilerServices;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>
/// Makes the whole chronology anew from the log, while others read and append. It is folded into a shadow (the same tables
/// in another schema), which at the end takes the old one's place in one transaction. Readers and appenders wait for that
/// moment and notice nothing else; where the rebuild dies before, nothing has happened. One object for one rebuild.
/// </summary>
/// <param name="log">The log, over connections of the rebuild's own: appenders that wait for it may hold all the others.</param>
/// <param name="progress">Told how far it is, a few times a second; called from any thread.</param>
/// <param name="fold">Folds the log into the shadow in another way than ours; what it leaves out is folded after it.</param>
public sealed class Rebuild(
    EventStore log, Action<RebuildProgress>? progress = null, Func<CancellationToken, Task>? fold = null)
{
    private const string OneAtATime = "21580, 3";
    private const int BatchSize = 500;
    private const int ChunkSize = 1000;
    private const int PageSize = 1000;

    // Of a story at hand; others are folded again from their own events when they are needed.
    private const int EntriesInMemory = 2000;

    private readonly string _shadow = ShadowOf(log);
    private readonly StoryLoader _loader = new(log, ShadowOf(log));
    private readonly HashSet<string> _stopped = [];
    private readonly Tally _tally = new(progress);

    /// <summary>The schema that a rebuild folds into.</summary>
    internal static string ShadowOf(EventStore log) => log.Schema + "_rebuild";

    private CatchUp Writer => new(log, _loader, _shadow) { Shadow = true };

    /// <summary>Rebuilds.</summary>
    /// <param name="ct">Cancels; the chronology is then as it was.</param>
    /// <returns>Null where another rebuild is under way.</returns>
    public async Task<RebuildResult?> RunAsync(CancellationToken ct = default)
    {
        await using var connection = await log.Source.OpenConnectionAsync(ct);
        if (!await connection.AskAsync<bool>($"select pg_try_advisory_lock({OneAtATime})", ct))
            return null;
        try
        {
            await connection.RunAsync($"set client_min_messages = warning; drop schema if exists \"{_shadow}\" cascade; " +
                $"create schema \"{_shadow}\"", ct);
            await ChronologySchema.MakeAsync(connection, _shadow, ChronologySchema.Tables, ct);
            _tally.Total = await connection.AskAsync<long>($"""
                select coalesce(sum(version), 0)::bigint from "{log.Schema}".mt_streams where id <> 'mt_tombstone'
                """, ct);
            await (fold ?? FoldAsync)(ct);

            _tally.Step(RebuildStep.Indexing);
            // Last, since filling a table that has them takes far longer; side by side, since each keeps one processor busy.
            await Parallel.ForEachAsync(ChronologySchema.Indexes, ct, IndexAsync);
            // Readers need statistics from the first moment; a small sample will do until autovacuum takes its own.
            await connection.RunAsync($"""
                set default_statistics_target = 10;
                analyze "{_shadow}".tl_stories, "{_shadow}".tl_entries, "{_shadow}".tl_changes;
                reset default_statistics_target
                """, ct);
            _tally.Step(RebuildStep.Swapping);
            // What is left for the moment of the swap must be little.
            while (await CatchUpAsync(ct) > BatchSize)
            {
            }

            await new Swap(connection, log.Schema, _shadow).RunAsync(() => CatchUpAsync(ct), ct);
            return new(await connection.AskAsync<long>($"""
                    select coalesce(sum(version), 0)::bigint from "{log.Schema}".tl_stories
                    """, ct),
                await connection.AskAsync<long>($"""select count(*) from "{log.Schema}".tl_stories""", ct),
                await new ChronologyStatus(log).StoppedAsync(ct), _tally.Elapsed);
        }
        finally
        {
            if (connection.State == System.Data.ConnectionState.Open)
            {
                await connection.RunAsync($"drop schema if exists \"{_shadow}\" cascade; reset client_min_messages; " +
                    $"select pg_advisory_unlock({OneAtATime})", CancellationToken.None);
            }
        }
    }

    private Task FoldAsync(CancellationToken ct) => Parallel.ForEachAsync(ChunksAsync(ct), Hands(ct), FoldAsync);

    // More than there are processors, since each waits for PostgreSQL for half its time.
    private static ParallelOptions Hands(CancellationToken ct) =>
        new() { CancellationToken = ct, MaxDegreeOfParallelism = Math.Min(2 * Environment.ProcessorCount, 8) };

    // Story by story, and not by position: so only one story must be at hand, and no order of commits matters.
    private async IAsyncEnumerable<(string First, string Last)> ChunksAsync([EnumeratorCancellation] CancellationToken ct)
    {
        (string? first, var last, var events) = (null, "", 0L);
        for (var page = PageSize; page == PageSize;)
        {
            page = 0;
            await using var command = log.Source.CreateCommand($"""
                select id, version from "{log.Schema}".mt_streams where id > $1 and id <> 'mt_tombstone'
                order by id limit {PageSize}
                """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = last });
            await using var streams = await command.ExecuteReaderAsync(ct);
            while (await streams.ReadAsync(ct))
            {
                page++;
                last = streams.GetString(0);
                first ??= last;
                events += streams.GetInt64(1);
                if (events < ChunkSize)
                    continue;
                yield return (first, last);
                (first, events) = (null, 0);
            }
        }

        if (first is not null)
            yield return (first, last);
    }

    private async ValueTask FoldAsync((string First, string Last) chunk, CancellationToken ct)
    {
        var (projection, story, stream, readable) = (new Projection(_shadow), StoryState.Empty, "", true);
        var writing = Task.CompletedTask;
        try
        {
            await foreach (var stored in log.ReadStreamsAsync(chunk.First, chunk.Last, ct))
            {
                if (stored.Stream != stream)
                    (story, stream, readable) = (StoryState.Empty, stored.Stream, true);
                try
                {
                    if (readable)
                        story = await CatchUp.FoldAsync(projection, story, stored, _loader, ct);
                }
                catch (UnreadableEventException)
                {
                    // Catching up sets it aside.
                    readable = false;
                }

                _tally.Add(1);
                if (projection.Count < BatchSize)
                    continue;
                // PostgreSQL writes one batch while we fold the next.
                await writing;
                writing = WriteAsync(projection, ct);
                projection = new(_shadow);
                if (story.Entries.Count <= EntriesInMemory)
                    continue;
                await writing;
                story = story with { Entries = StoryState.Empty.Entries };
            }
        }
        finally
        {
            await writing;
        }

        if (projection.Count > 0)
            await WriteAsync(projection, ct);
    }

    private async Task WriteAsync(Projection projection, CancellationToken ct)
    {
        try
        {
            await Writer.WriteAsync(projection, ct);
        }
        catch (PostgresException error) when (CatchUp.CannotBeKept(error))
        {
            // Catching up finds the event that it is.
        }
    }

    private async ValueTask IndexAsync(SqlScript index, CancellationToken ct)
    {
        await using var connection = await log.Source.OpenConnectionAsync(ct);
        // The processors are taken: PostgreSQL's own workers would only be started and stopped.
        await connection.RunAsync("set max_parallel_maintenance_workers = 0", ct);
        await ChronologySchema.MakeAsync(connection, _shadow, [index], ct);
        await connection.RunAsync("reset max_parallel_maintenance_workers", ct);
    }

    private async Task<long> CatchUpAsync(CancellationToken ct)
    {
        var events = 0L;
        foreach (var story in await Writer.BehindAsync(null, ct))
        {
            if (_stopped.Contains(story))
                continue;
            try
            {
                var folded = await Writer.FoldAsync(story, ct);
                _tally.Add(folded);
                events += folded;
            }
            catch (UnreadableEventException)
            {
                _stopped.Add(story);
            }
        }

        return events;
    }

    private sealed class Tally(Action<RebuildProgress>? progress)
    {
        private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

        private readonly Stopwatch _clock = Stopwatch.StartNew();
        private readonly Lock _gate = new();
        private RebuildStep _step = RebuildStep.Folding;
        private TimeSpan _said = -Pause;
        private long _done;

        public long Total { get; set; }

        public long Done => Interlocked.Read(ref _done);

        public TimeSpan Elapsed => _clock.Elapsed;

        public void Step(RebuildStep step)
        {
            lock (_gate)
                (_step, _said) = (step, -Pause);
            Add(0);
        }

        public void Add(long events)
        {
            Interlocked.Add(ref _done, events);
            if (progress is null)
                return;
            lock (_gate)
            {
                if (Elapsed - _said < Pause)
                    return;
                _said = Elapsed;
                progress(new(_step, Done, Total, Elapsed));
            }
        }
    }
}
