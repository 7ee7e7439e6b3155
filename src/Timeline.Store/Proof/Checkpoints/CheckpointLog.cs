using System.Data;
using Npgsql;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>The checkpoints of a database: makes them, and hands them out.</summary>
public static class CheckpointLog
{
    private const string OneAtATime = "21580, 5";

    /// <summary>Signs the heads of all stories as they are now.</summary>
    /// <param name="database">Where.</param>
    /// <param name="keys">Of which the last signs.</param>
    /// <param name="onlyNew">Whether none is made where nothing was appended since the last.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>The JWS; null where none was made.</returns>
    public static async Task<string?> MakeCheckpointAsync(
        this TimelineDatabase database, CheckpointKeys keys, bool onlyNew = false, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        // Each names the one before it.
        await connection.RunAsync($"select pg_advisory_xact_lock({OneAtATime})", ct);
        var last = await LastAsync(database, connection, ct);
        var stories = await database.HeadsAsync(connection, "true", null, ct);
        var checkpoint = new Checkpoint(Domain.Microseconds.Cut(DateTimeOffset.UtcNow), last is null ? null : Checkpoint.Digest(last.Value.Jws), stories);
        if (onlyNew && last?.Events == checkpoint.Events)
            return null;
        var jws = checkpoint.Sign(keys);
        await using var insert = new NpgsqlCommand(
            $"insert into {database.Quoted}.tl_checkpoints (made, events, jws) values ($1, $2, $3)", connection, transaction)
        {
            Parameters =
            {
                Conditions.Of(checkpoint.Made.UtcDateTime),
                Conditions.Of(checkpoint.Events),
                Conditions.Of(jws),
            },
        };
        await insert.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return jws;
    }

    /// <summary>Every checkpoint, oldest first, as it was signed.</summary>
    public static async Task<IReadOnlyList<string>> CheckpointsAsync(this TimelineDatabase database, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand($"select jws from {database.Quoted}.tl_checkpoints order by number");
        return await command.AllAsync(row => row.GetString(0), ct);
    }

    private static async Task<(string Jws, long Events)?> LastAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select jws, events from {database.Quoted}.tl_checkpoints order by number desc limit 1", connection);
        await using var row = await command.ExecuteReaderAsync(ct);
        return await row.ReadAsync(ct) ? (row.GetString(0), row.GetInt64(1)) : null;
    }
}
