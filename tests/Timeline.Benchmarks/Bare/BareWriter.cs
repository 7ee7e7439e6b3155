using Npgsql;
using NpgsqlTypes;
using Timeline.Store;

namespace Timeline.Benchmarks.Bare;

/// <summary>
/// The limit of an append: the same rows in the same tables with the same indexes, all values in memory, by one prepared
/// statement on a connection that is held.
/// </summary>
internal sealed class BareWriter : IAsyncDisposable
{
    private const string Schema = "bare";

    private const string Sql = """
        with s as (
          update bare.mt_streams set version = version + 1, "timestamp" = $1 where id = $2 returning version),
        e as (
          insert into bare.mt_events (
            seq_id, id, stream_id, version, data, type, "timestamp", mt_dotnet_type, correlation_id, headers)
          select nextval('bare.mt_events_sequence'), $3, $2, s.version, $4, $5, $1, $6, $7, $8 from s),
        h as (
          update bare.tl_stories t set version = s.version, public_version = s.version, recorded = $1 from s where t.id = $2),
        c as (
          insert into bare.tl_changes (story, version, recorded, type, entry)
          select $2, s.version, $1, 'entry-recorded', $9 from s)
        insert into bare.tl_entries (
          story, entry, valid_from, valid_to, visible, kind, key, background, aftermath, sort_key, since, earliest, latest,
          people, places, links, versions, search, doc)
        select $2, $9, $1, 'infinity', true, $10, $11, $12, false, $13, $1, $14, $15, $16, $17, $18, array[s.version],
          $19::text::tsvector, $20::text::json from s
        """;

    private static long _instant = DateTime.UtcNow.Ticks;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly object[][] _rows;

    private BareWriter(NpgsqlConnection connection, NpgsqlCommand command, object[][] rows) =>
        (_connection, _command, _rows) = (connection, command, rows);

    /// <summary>Makes the tables, as the store makes its own, and a story each.</summary>
    public static async Task PrepareAsync(string connectionString, IEnumerable<string> stories)
    {
        await using var database = new TimelineDatabase(connectionString, Schema);
        using (var marten = database.OpenMarten())
            await database.MigrateAsync(marten);
        await using var open = database.Source.CreateCommand("""
            with s as (select unnest($1) as id), m as (insert into bare.mt_streams (id, version) select id, 1 from s)
            insert into bare.tl_stories (id, version, public_version, recorded, model) select id, 1, 1, now(), 1 from s
            """);
        open.Parameters.AddWithValue(stories.ToArray());
        await open.ExecuteNonQueryAsync();
    }

    /// <summary>A writer, on a connection of its own, with the values of the rows that the store made of a story.</summary>
    public static async Task<BareWriter> StartAsync(OurStore store, string story)
    {
        await using var read = store.Database.Source.CreateCommand("""
            select v.data::text, v.type, v.mt_dotnet_type, v.correlation_id, v.headers::text, e.entry, e.kind, e.key, e.background,
              e.sort_key, e.earliest, e.latest, e.people, e.places, e.links, e.search::text, e.doc::text
            from timeline.tl_entries e join timeline.mt_events v on v.stream_id = e.story and v.version = e.versions[1]
            where e.story = $1
            """);
        read.Parameters.AddWithValue(story);
        var rows = new List<object[]>();
        await using (var reader = await read.ExecuteReaderAsync())
        {
            while (await reader.ReadAsync())
            {
                var row = new object[reader.FieldCount];
                reader.GetValues(row);
                rows.Add(row);
            }
        }

        var connection = new NpgsqlConnection(store.ConnectionString + ";Pooling=false");
        await connection.OpenAsync();
        var command = new NpgsqlCommand(Sql, connection);
        NpgsqlDbType[] types =
        [
            NpgsqlDbType.TimestampTz, NpgsqlDbType.Text, NpgsqlDbType.Uuid, NpgsqlDbType.Jsonb, NpgsqlDbType.Varchar,
            NpgsqlDbType.Varchar, NpgsqlDbType.Varchar, NpgsqlDbType.Jsonb, NpgsqlDbType.Text, NpgsqlDbType.Text,
            NpgsqlDbType.Boolean, NpgsqlDbType.Boolean, NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
            NpgsqlDbType.Array | NpgsqlDbType.Text, NpgsqlDbType.Array | NpgsqlDbType.Text,
            NpgsqlDbType.Array | NpgsqlDbType.Text, NpgsqlDbType.Text, NpgsqlDbType.Text,
        ];
        foreach (var type in types)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type });
        await command.PrepareAsync();
        return new BareWriter(connection, command, [.. rows]);
    }

    public async Task AppendAsync(string story, int n)
    {
        var row = _rows[n % _rows.Length];
        var p = _command.Parameters;
        p[0].Value = new DateTime(Interlocked.Add(ref _instant, TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        p[1].Value = story;
        var id = Guid.CreateVersion7();
        p[2].Value = id;
        for (var i = 0; i < 5; i++)
            p[3 + i].Value = row[i];
        p[8].Value = id.ToString();
        for (var i = 6; i < row.Length; i++)
            p[3 + i].Value = row[i];
        await _command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }
}
