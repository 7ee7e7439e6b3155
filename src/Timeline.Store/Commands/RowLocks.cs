using Npgsql;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>The rows of streams, each of which stands for all that is folded from its stream: whoever writes there, or rests on it, locks it.</summary>
internal sealed class RowLocks(TimelineDatabase database)
{
    /// <summary>Locks the rows of some streams, in the order of their ids, as long as a transaction lasts.</summary>
    /// <exception cref="PostgresException">Somebody else holds one for longer than <see cref="ReadModels.LockTimeout"/>.</exception>
    public async Task LockAsync(NpgsqlConnection connection, string[] streams)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new($"set local lock_timeout = '{ReadModels.LockTimeout}'"),
                new($"select from {database.Quoted}.tl_stories where id = any($1) order by id for update")
                {
                    Parameters = { Conditions.Of(streams) },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until nobody else holds a stream's row, and holds nothing meanwhile: no other story waits for who waits here.</summary>
    /// <returns>Whether it is free; false after <see cref="ReadModels.LockTimeout"/>.</returns>
    public async Task<bool> WaitForAsync(string stream)
    {
        await using var connection = await database.Source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        try
        {
            await LockAsync(connection, [stream]);
            return true;
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }

    /// <summary>Those of some streams whose rows somebody else holds at this moment.</summary>
    public async Task<IReadOnlyCollection<string>> HeldAsync(IEnumerable<string> streams)
    {
        await using var command = database.Source.CreateCommand($"""
            with free as materialized (select id from {database.Quoted}.tl_stories where id = any($1) for update skip locked)
            select id from {database.Quoted}.tl_stories where id = any($1) except select id from free
            """);
        command.Parameters.Add(Conditions.Of<string[]>([.. streams.Distinct()]));
        return await command.AllAsync(row => row.GetString(0), default);
    }
}
