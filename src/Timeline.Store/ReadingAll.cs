using System.Runtime.CompilerServices;
using Npgsql;

namespace Timeline.Store;

internal static class ReadingAll
{
    // More than one connection may be left so.
    private const int MostTries = 3;

    /// <summary>
    /// Carries out a statement that answers with rows: once more, over another connection, where somebody left this one unfit for it.
    /// </summary>
    /// <remarks>
    /// Npgsql prepares a statement on its second use. If that one fails while PostgreSQL plans it, as when its reader leaves just then, Npgsql
    /// takes it for prepared without having heard of its columns. Whoever uses it next gets a bare exception, and the connection is closed
    /// (npgsql/npgsql#6391 is much alike).
    /// </remarks>
    public static Task<NpgsqlDataReader> ReadAsync(this NpgsqlCommand command, CancellationToken ct) =>
        AgainAsync(() => command.ExecuteReaderAsync(ct), isOfSource: command.GetType() != typeof(NpgsqlCommand));

    /// <summary>The same of several statements, of which the last answers with rows that are wanted.</summary>
    public static Task<NpgsqlDataReader> ReadLastAsync(this NpgsqlBatch batch, CancellationToken ct) => AgainAsync(
        async () =>
        {
            var reader = await batch.ExecuteReaderAsync(ct);
            try
            {
                for (var before = batch.BatchCommands.Count - 1; before > 0; before--)
                    await reader.NextResultAsync(ct);
                return reader;
            }
            catch
            {
                await reader.DisposeAsync();
                throw;
            }
        },
        isOfSource: batch.GetType() != typeof(NpgsqlBatch));

    /// <summary>The rows, as they come from the database: any number in little memory.</summary>
    /// <remarks>Whoever leaves before the last ends the statement: Npgsql would else read all that are left.</remarks>
    public static async IAsyncEnumerable<T> EachAsync<T>(
        this NpgsqlCommand command, Func<NpgsqlDataReader, T> map, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var row = await command.ReadAsync(ct);
        var isRead = false;
        try
        {
            while (await row.ReadAsync(ct))
                yield return map(row);
            isRead = true;
        }
        finally
        {
            if (!isRead && !row.IsClosed)
                await row.LeaveAsync();
        }
    }

    // A read that begins cancelled has PostgreSQL end the statement: a command of a source cannot do so itself.
    private static async Task LeaveAsync(this NpgsqlDataReader row)
    {
        try
        {
            while (await row.ReadAsync(new CancellationToken(canceled: true)))
            {
                // What came before it ended.
            }
        }
        catch (Exception error) when (error is OperationCanceledException or NpgsqlException)
        {
            // It did, or its connection with it; and why it is left is what is to be heard.
        }
    }

    public static async Task<List<T>> AllAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var reader = await command.ReadAsync(ct);
        return await reader.AllAsync(map, ct);
    }

    public static async Task<List<T>> AllAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        var all = new List<T>();
        while (await reader.ReadAsync(ct))
            all.Add(map(reader));
        return all;
    }

    public static string? TextOrNull(this NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    // Those of a source open a connection each time; others have theirs, and are over with it.
    private static async Task<NpgsqlDataReader> AgainAsync(Func<Task<NpgsqlDataReader>> read, bool isOfSource)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                return await read();
            }
            catch (Exception error) when (isOfSource && tries < MostTries && error.GetType() == typeof(Exception) && error.Source == nameof(Npgsql))
            {
                // The next connection is another one, or new.
            }
        }
    }
}
