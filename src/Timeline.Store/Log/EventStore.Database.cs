using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    private async Task<T?> FirstAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? map(reader) : default;
    }

    private async IAsyncEnumerable<T> RowsAsync<T>(
        string sql, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> map,
        [EnumeratorCancellation] CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            yield return map(reader);
    }

    /// <summary>
    /// Runs all commands in one transaction and, once prepared, one round trip; maps the first row of the first.
    /// </summary>
    private async Task<T> RunAsync<T>(
        NpgsqlBatchCommand first, IReadOnlyList<NpgsqlBatchCommand> more, Func<NpgsqlDataReader, T> map,
        CancellationToken ct)
    {
        await using var connection = await Source.OpenConnectionAsync(ct);
        // A batch is one implicit transaction: it commits when its last command is through, or not at all.
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { first } };
        foreach (var command in more)
            batch.BatchCommands.Add(command);

        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var result = map(reader);
        // To the very end: an error of a later command, or of the commit itself, only comes to light there.
        while (await reader.NextResultAsync(ct))
        {
        }

        return result;
    }

    private static string? Text(NpgsqlDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter<string> Varchar(string value) =>
        new() { TypedValue = value, NpgsqlDbType = NpgsqlDbType.Varchar };
}
