using Npgsql;
using NpgsqlTypes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Log;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks;

/// <summary>Fills a log quickly, past the chronology: as many years of a newsroom's work as are wanted.</summary>
internal static class Filling
{
    private const int BatchSize = 1000;

    /// <summary>Stores events in turns, story by story.</summary>
    /// <param name="log">The log.</param>
    /// <param name="stories">New stories.</param>
    /// <param name="events">Events in all, beside the opening of each story.</param>
    /// <param name="changes">Whether every fifth is a change of an earlier entry.</param>
    public static async Task FillAsync(EventStore log, string[] stories, int events, bool changes)
    {
        var instant = DateTime.UtcNow.AddMinutes(-10);
        var rows = new List<(string Story, long Version, NewEvent Event)>();
        for (var i = -stories.Length; i < events; i++)
        {
            var story = stories[(i + stories.Length) % stories.Length];
            var version = ((i + stories.Length) / stories.Length) + 1;
            rows.Add((story, version, Codec.Write(
                version == 1 ? new StoryOpened(story, $"The story {story}", "en", "Europe/Moscow", "2021-01-01", null)
                : changes && version % 5 == 0 ? Change(version)
                : KindList.All[i % KindList.All.Count].Recorded($"entry-{version}", Service.Bodies[i % KindList.All.Count]))));
            if (rows.Count < BatchSize && i < events - 1)
                continue;
            await StoreAsync(log, rows, instant);
            instant = instant.AddMilliseconds(BatchSize);
            rows.Clear();
        }
    }

    // Of an entry not long before; each fifth version is a change and no entry.
    private static EntryKeyMarked Change(long version) =>
        new($"entry-{Math.Max(2, version - 3 - (version % 10))}", version % 2 == 0);

    private static async Task StoreAsync(EventStore log, List<(string Story, long Version, NewEvent Event)> rows, DateTime first)
    {
        await using var command = log.Source.CreateCommand($"""
            with r as (
              select * from unnest($1, $2, $3, $4, $5) with ordinality as r(stream, version, type, dotnet, data, n)),
            s as (
              insert into {log.Schema}.mt_streams (id, version) select stream, max(version) from r group by stream
              on conflict (id) do update set version = excluded.version)
            insert into {log.Schema}.mt_events (
              seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, headers)
            select nextval('{log.Schema}.mt_events_sequence'), gen_random_uuid(), stream, version, data, type,
              $6 + n * interval '1 millisecond', dotnet, '0HN7GLLMQ7V5C:00000001',
              jsonb_build_object('actor', 'editor', 'hash', repeat('0123456789abcdef', 4))
            from r order by n
            """);
        command.Parameters.Add(Array(rows.Select(r => r.Story), NpgsqlDbType.Varchar));
        command.Parameters.Add(Array(rows.Select(r => r.Version), NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(rows.Select(r => r.Event.Type), NpgsqlDbType.Varchar));
        command.Parameters.Add(Array(rows.Select(r => r.Event.DotNetType), NpgsqlDbType.Varchar));
        command.Parameters.Add(Array(rows.Select(r => r.Event.Data), NpgsqlDbType.Jsonb));
        command.Parameters.AddWithValue(first);
        await command.ExecuteNonQueryAsync();
    }

    private static NpgsqlParameter<T[]> Array<T>(IEnumerable<T> values, NpgsqlDbType type) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | type };
}
