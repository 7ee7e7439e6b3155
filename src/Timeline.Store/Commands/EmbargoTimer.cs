using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Timeline.Domain;

namespace Timeline.Store.Commands;

/// <summary>
/// Ends embargoes at their instant, also those whose instant passed while no service ran. It sleeps until the next one. Any
/// number of nodes may run it: the first one's command is stored, and for the others there is nothing left to do. Beneath it
/// are the durable messages (<see cref="EndEmbargo"/>).
/// </summary>
internal sealed partial class EmbargoTimer(
    TimelineDatabase database, GroupCommit commands, TimeProvider clock, ILogger<EmbargoTimer> log) : BackgroundService
{
    private const int Batch = 500;

    // Where many embargoes are set at a time, one look serves all of them.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    // A clock can be set while we sleep by it, and another node may set an embargo.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    // After something went wrong.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.5);

    // A story that somebody holds, as an import does, must not keep the embargoes of others from ending.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    // Stories that are left alone until then: commands to them are on their way, or they take none.
    private readonly Dictionary<string, DateTimeOffset> _apart = new(StringComparer.Ordinal);

    /// <summary>Ends what fell due while no service ran, before the first reader comes: the server starts after this.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await TryAsync(() => EndDueAsync(cancellationToken), cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var wake = new SemaphoreSlim(0, 1);
        void Wake()
        {
            lock (wake)
            {
                if (wake.CurrentCount == 0)
                    wake.Release();
            }
        }

        commands.EmbargoSet += Wake;
        try
        {
            while (true)
            {
                var next = await TryAsync(() => EndDueAsync(stoppingToken), stoppingToken);
                await Task.Delay(Breath, clock, stoppingToken);
                var sleep = next - clock.GetUtcNow();
                if (sleep > TimeSpan.Zero)
                    await wake.WaitAsync(sleep < LongestSleep ? sleep : LongestSleep, stoppingToken);
            }
        }
        finally
        {
            commands.EmbargoSet -= Wake;
        }
    }

    // Whatever it is: an embargo that nobody ends would be worse than trying again.
    private async Task<DateTimeOffset> TryAsync(Func<Task<DateTimeOffset>> end, CancellationToken ct)
    {
        try
        {
            return await end();
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            Interrupted(log, error.Message);
            return clock.GetUtcNow() + Pause;
        }
    }

    /// <summary>Ends those that are due, at most 500.</summary>
    /// <returns>When to look again (UTC).</returns>
    private async Task<DateTimeOffset> EndDueAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        lock (_apart)
        {
            foreach (var (story, _) in _apart.Where(r => r.Value <= now).ToArray())
                _apart.Remove(story);
        }

        // Where one was due, we look again at once: there may be more than a batch, or its instant has not come yet by the
        // database server's clock.
        var next = await NextAsync(ct);
        var due = next.TakeWhile(e => e.Until <= clock.GetUtcNow()).ToList();
        // All at once, so that they share a commit.
        var ended = Task.WhenAll(due.GroupBy(e => e.Story).Select(story => EndAsync(story.Key, [.. story], ct)).ToList());
        await Task.WhenAny(ended, Task.Delay(Patience, clock, ct));
        if (due.Count > 0)
            return now;
        return next is [{ Until: var first }, ..] && first < now + LongestSleep ? first : now + LongestSleep;
    }

    private async Task EndAsync(string story, IReadOnlyList<EndEmbargo> due, CancellationToken ct)
    {
        Apart(DateTimeOffset.MaxValue);
        try
        {
            var results = await Task.WhenAll(due.Select(embargo => commands.CarryOutAsync(embargo.Command, ct)));
            // What is taken down whole has nothing that could end.
            var no = results.OfType<CommandResult.Refused>().FirstOrDefault(r => r.Refusal.Code != EntryCommand.AlreadyTakenDown);
            if (no is not null)
                Refused(log, story, no.Refusal.Sentence.ToString());
            Apart(no is null ? clock.GetUtcNow() : clock.GetUtcNow() + LongestSleep);
        }
        catch (Exception error) when (!ct.IsCancellationRequested)
        {
            Interrupted(log, error.Message);
            Apart(clock.GetUtcNow() + Pause);
        }

        void Apart(DateTimeOffset until)
        {
            lock (_apart)
                _apart[story] = until;
        }
    }

    private async Task<List<EndEmbargo>> NextAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"""
            (select story, entry, embargo from {database.Quoted}.tl_entries
             where embargo is not null and valid_to = 'infinity' and story <> all($1)
             order by embargo limit {Batch})
            union all
            (select id, null, embargo from {database.Quoted}.tl_stories where embargo is not null and id <> all($1)
             order by embargo limit {Batch})
            order by embargo limit {Batch}
            """);
        string[] apart;
        lock (_apart)
            apart = [.. _apart.Keys];
        command.Parameters.Add(Conditions.Of(apart));
        return await command.AllAsync(row => new EndEmbargo(row.GetString(0), row.TextOrNull(1), row.GetFieldValue<DateTimeOffset>(2)), ct);
    }

    [LoggerMessage(LogLevel.Error, "An embargo in story {Story} could not be ended and is tried again: {Reason}")]
    private static partial void Refused(ILogger log, string story, string reason);

    [LoggerMessage(LogLevel.Warning, "The timer of the embargoes was interrupted and goes on: {Reason}")]
    private static partial void Interrupted(ILogger log, string reason);
}
