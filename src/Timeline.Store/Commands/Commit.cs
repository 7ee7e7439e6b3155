using Npgsql;
using NpgsqlTypes;

namespace Timeline.Store.Commands;

/// <summary>Finds out what became of a commit whose answer was lost, as after a broken connection or a time-out.</summary>
internal static class Commit
{
    /// <summary>Whether it was made: the events' ids tell, and their positions are noted.</summary>
    /// <param name="database">Where.</param>
    /// <param name="group">What was to be stored.</param>
    /// <param name="error">Why nobody knows.</param>
    /// <exception cref="CommitUnknownException">The database is away, and stays away for seconds.</exception>
    public static async Task<bool> WasMadeAsync(TimelineDatabase database, CommandGroup group, Exception error)
    {
        var events = group.Appends.All.ToDictionary(e => e.Place, e => e.Event);
        if (events.Count == 0)
            return false;
        int[] pauses = [0, 500, 1000, 2000];
        foreach (var pause in pauses)
        {
            await Task.Delay(pause);
            try
            {
                foreach (var (place, id, position) in await FindAsync(database, events.Keys))
                    events[place].Position = events[place].Id == id ? position : 0;
                return events.Values.All(e => e.Position > 0);
            }
            catch (Exception again) when (again is NpgsqlException or TimeoutException or IOException)
            {
                // The database is away; perhaps for a moment.
            }
        }

        throw new CommitUnknownException(error);
    }

    // Asked in a way that waits for a transaction of ours that may still be under way.
    private static async Task<List<((string, long) Place, Guid Id, long Position)>> FindAsync(
        TimelineDatabase database, ICollection<(string Story, long Version)> places)
    {
        string[] stories = [.. places.Select(p => p.Story).Distinct().Order(StringComparer.Ordinal)];
        await using var connection = await database.Source.OpenConnectionAsync();
        // Rolled back: a story that was being opened must not come of our looking for it.
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var wait = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new("set local lock_timeout = '5s'"),
                new($"insert into {database.Quoted}.mt_streams (id, version) select unnest($1), 0 on conflict do nothing")
                {
                    Parameters = { Conditions.Of(stories) },
                },
                new($"select from {database.Quoted}.mt_streams where id = any($1) order by id for update")
                {
                    Parameters = { new NpgsqlParameter { Value = stories, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Varchar } },
                },
            },
        })
            await wait.ExecuteNonQueryAsync();

        await using var find = new NpgsqlCommand($"""
            select e.stream_id, e.version, e.id, e.seq_id from unnest($1::text[], $2::bigint[]) as w(story, version)
            join {database.Quoted}.mt_events e on e.stream_id = w.story and e.version = w.version
            """, connection)
        {
            Parameters =
            {
                Conditions.Of<string[]>([.. places.Select(p => p.Story)]),
                Conditions.Of<long[]>([.. places.Select(p => p.Version)]),
            },
        };
        return await find.AllAsync(row => ((row.GetString(0), row.GetInt64(1)), row.GetGuid(2), row.GetInt64(3)), default);
    }
}
