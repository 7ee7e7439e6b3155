using Npgsql;

namespace Timeline.Store.Projections;

/// <summary>
/// Puts a shadow in the chronology's place, in one transaction. Whoever reads or appends meanwhile waits for it, under a
/// second: less than PostgreSQL takes to look for deadlocks, so that none of them can be the one that has to give way.
/// </summary>
internal sealed class Swap(NpgsqlConnection connection, string schema, string shadow)
{
    // So long, in milliseconds, tl_swap waits for each of its tables. It grows from try to try, or reads that always take
    // longer than it would keep a rebuild from ever ending; and stays below the second after which PostgreSQL looks for deadlocks.
    private const int ShortestPatience = 100;
    private const int LongestPatience = 800;
    private const int LongestPause = 2000;

    /// <summary>Swaps, as soon as the locks can be had.</summary>
    /// <param name="foldTheRest">Brings the shadow up to date, by other connections.</param>
    /// <param name="ct">Cancels; nothing has happened then.</param>
    public async Task RunAsync(Func<Task> foldTheRest, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // A vacuum gives way to this lock, and the next one waits for it; nobody else is in its way.
        await connection.RunAsync($"""
            lock table "{schema}".tl_stories, "{schema}".tl_story_states, "{schema}".tl_entries, "{schema}".tl_changes, "{schema}".tl_people
              in share update exclusive mode
            """, ct);
        for (var (pause, patience) = (50, ShortestPatience); ;
            (pause, patience) = (Math.Min(pause * 2, LongestPause), Math.Min(patience * 2, LongestPatience)))
        {
            await connection.RunAsync($"set local lock_timeout = '{patience}ms'", ct);
            await transaction.SaveAsync("free", ct);
            try
            {
                // Every writer of events writes here first, and holds that lock until its end: from here on all of them are in
                // sight, and the next ones wait. Readers pass.
                await connection.RunAsync($"lock table \"{schema}\".tl_stories in exclusive mode", ct);
                await foldTheRest();
                await connection.RunAsync($"select \"{schema}\".tl_swap('{shadow}')", ct);
                // Every node keeps answers that this may mend (Queries/ChangeNotifications).
                await connection.RunAsync($"select pg_notify('{schema}_changed', '*')", ct);
                await transaction.CommitAsync(ct);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Somebody reads or writes for long. Nobody must wait behind us for that: we step back, and come again.
                await transaction.RollbackAsync("free", ct);
                await Task.Delay(pause, ct);
                await foldTheRest();
            }
        }
    }
}
