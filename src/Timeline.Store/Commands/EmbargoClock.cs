using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>
/// Lifts embargoes when their instant has come, also of an instant that passed while no service ran. Any number of nodes may
/// run it: the first one's command is stored, and for the others there is nothing left to do.
/// </summary>
/// <param name="log">The event log.</param>
/// <param name="newsroom">Carries the commands out.</param>
/// <param name="announcements">Say when there may be a new instant to wait for.</param>
/// <param name="clock">Tells the time.</param>
/// <param name="grace">How long after its instant an embargo is lifted here. Where another part of the service lifts them at
/// the instant, what that has missed is made good.</param>
public sealed class EmbargoClock(
    EventStore log, INewsroom newsroom, Announcements announcements, TimeProvider clock, TimeSpan grace = default)
{
    /// <summary>Who lifts them, in the log.</summary>
    public const string Actor = "timeline";

    private const int Batch = 500;

    // Where many stories change all the time, one look serves all that changed since the last.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    // A clock can be set while we sleep by it, and a hint from another node can be lost.
    private static readonly TimeSpan LongestSleep = TimeSpan.FromSeconds(10);

    private readonly Dictionary<string, DateTimeOffset> _refused = new(StringComparer.Ordinal);

    private DateTimeOffset Now => clock.GetUtcNow() - grace;

    /// <summary>Runs until cancelled.</summary>
    /// <param name="refused">Told of a story that takes no command, and why; it is tried again later.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="NpgsqlException">The database failed; run it again.</exception>
    public async Task RunAsync(Action<string, string> refused, CancellationToken ct)
    {
        using var wake = new SemaphoreSlim(0, 1);
        void Wake(string story)
        {
            lock (wake)
            {
                if (wake.CurrentCount == 0)
                    wake.Release();
            }
        }

        announcements.Changed += Wake;
        try
        {
            while (true)
            {
                var next = await LiftDueAsync(refused, ct);
                await Task.Delay(Breath, clock, ct);
                var sleep = next - Now;
                if (sleep > TimeSpan.Zero)
                    await wake.WaitAsync(sleep < LongestSleep ? sleep : LongestSleep, ct);
            }
        }
        finally
        {
            announcements.Changed -= Wake;
        }
    }

    /// <summary>Lifts those that are due, at most 500; <see cref="RunAsync"/> does so again and again.</summary>
    /// <param name="refused">Told of a story that takes no command, and why; it is tried again later.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>When to look again (UTC).</returns>
    /// <exception cref="NpgsqlException">The database failed.</exception>
    public async Task<DateTimeOffset> LiftDueAsync(Action<string, string> refused, CancellationToken ct)
    {
        var now = Now;
        foreach (var (story, _) in _refused.Where(r => r.Value <= now).ToArray())
            _refused.Remove(story);
        var embargoes = await NextAsync(ct);
        // Where one was due, there may be more than a batch, or its instant has not come yet by the database server's clock.
        var again = now + LongestSleep;
        foreach (var (story, entry, until) in embargoes)
        {
            if (until > Now)
                return again < until ? again : until;
            again = now;
            if (_refused.ContainsKey(story))
                continue;
            var command = new LiftEmbargo { Entry = entry, OnlyIfDue = true };
            // An editor who withdrew it meanwhile has ended its embargo.
            if (await newsroom.ExecuteAsync(story, command, new Submission(Actor), ct)
                is not CommandResult.Refused { Refusal: { Code: not EntryCommand.AlreadyRetracted } no })
            {
                continue;
            }

            _refused[story] = now + LongestSleep;
            refused(story, no.Sentence);
        }

        return again;
    }

    private async Task<List<(string Story, string Entry, DateTimeOffset Until)>> NextAsync(CancellationToken ct)
    {
        await using var command = log.Source.CreateCommand($"""
            select story, entry, embargo from "{log.Schema}".tl_entries
            where embargo is not null and valid_to = 'infinity' and story <> all($1)
            order by embargo limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. _refused.Keys],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = Batch });
        var next = new List<(string, string, DateTimeOffset)>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            next.Add((reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2)));
        return next;
    }
}
