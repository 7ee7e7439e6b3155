using System.Runtime.ExceptionServices;
using JasperFx;
using JasperFx.Events;
using Npgsql;

namespace Timeline.Store.Commands;

/// <summary>What an error says of a group of commands: whether it is stored all the same, whether to try again, and whose fault it is.</summary>
internal sealed class GroupFailures(TimelineDatabase database)
{
    /// <summary>What became of a group.</summary>
    /// <param name="error">What went wrong.</param>
    /// <param name="ready">The group, which was on its way to be stored.</param>
    /// <param name="clock">Corrected, where that is what was wrong.</param>
    /// <exception cref="CommitUnknownException">Whether it was stored cannot be told.</exception>
    /// <exception cref="NpgsqlException">The database is away; nothing was stored.</exception>
    public async Task<GroupResult> JudgeAsync(Exception error, ReadyGroup ready, ServerClock clock)
    {
        var group = ready.Group!;
        switch (error.Within<PostgresException>())
        {
            case { SqlState: SqlStates.ClockSkew, Hint: { } hint }:
                var server = DateTimeOffset.Parse(hint, System.Globalization.CultureInfo.InvariantCulture);
                clock.Correct(ready.Decided, server);
                return new GroupResult.Again(server);
            // The server ends the connection, perhaps after it has committed; all other errors are of what it has not.
            case { SqlState: not (['5', '7', 'P', ..] or ['0', '8', ..] or ['X', 'X', ..]) }:
            case null when error is ConcurrencyException or ExistingStreamIdCollisionException:
                return Judge(error);
            default:
                if (await Commit.WasMadeAsync(database, group, error))
                    return new GroupResult.Committed(group);
                return error.BreaksConnection() ? new GroupResult.Again(Reason: error) : new GroupResult.Failed(error);
        }
    }

    /// <summary>What became of a group of which nothing was sent yet.</summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    public static GroupResult Judge(Exception error)
    {
        switch (error.Within<PostgresException>())
        {
            case { SqlState: PostgresErrorCodes.LockNotAvailable }:
                return new GroupResult.Again(Locked: true);
            case { SqlState: SqlStates.StoryMoved or PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected }:
            // The same key at the same time, or the same new story.
            case { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "tl_receipts_pkey" or "pkey_mt_streams_id" }:
            case null when error is ConcurrencyException or ExistingStreamIdCollisionException:
                return new GroupResult.Again();
            case null when error.Within<NpgsqlException>() is not null:
                ExceptionDispatchInfo.Throw(error);
                throw error;
            default:
                return new GroupResult.Failed(error);
        }
    }
}
