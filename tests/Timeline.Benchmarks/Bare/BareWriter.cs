using System.Globalization;
using System.Text;
using Npgsql;
using Timeline.Store;

namespace Timeline.Benchmarks.Bare;

/// <summary>
/// The limit of an append: the same rows in the same tables with the same indexes, all values in memory, by one prepared
/// statement on a connection that is held.
/// </summary>
internal sealed class BareWriter : IAsyncDisposable
{
    private const string Schema = "bare";

    // Before what an entry's row takes, whose columns are the read model's own.
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
        insert into bare.tl_entries (story, entry, valid_from, valid_to, since, versions, {0})
        select $2, $9, $1, 'infinity', $1, array[s.version], {1} from s
        """;

    private const int EventColumns = 5;
    private static readonly string[] Fixed = ["timestamptz", "text", "uuid", "jsonb", "varchar", "varchar", "varchar", "jsonb", "text"];

    private static long _instant = DateTime.UtcNow.Ticks;

    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlCommand _command;
    private readonly object[][] _rows;

    private BareWriter(NpgsqlConnection connection, NpgsqlCommand command, object[][] rows) =>
        (_connection, _command, _rows) = (connection, command, rows);

    private static readonly CompositeFormat Statement = CompositeFormat.Parse(Sql);

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
        var columns = await ColumnsAsync(store);
        await using var read = store.Database.Source.CreateCommand($"""
            select v.data::text, v.type, v.mt_dotnet_type, v.correlation_id, v.headers::text,
              {string.Join(", ", columns.Select(c => $"e.{c.Name}{(c.AsText ? "::text" : "")}"))}
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
        var command = new NpgsqlCommand(string.Format(CultureInfo.InvariantCulture, Statement,
            string.Join(", ", columns.Select(c => c.Name)),
            string.Join(", ", columns.Select((c, i) => $"${Fixed.Length + 1 + i}{(c.AsText ? "::" + c.Type : "")}"))), connection);
        foreach (var type in Fixed.Concat(columns.Select(c => c.AsText ? "text" : c.Type)))
            command.Parameters.Add(new NpgsqlParameter { DataTypeName = type });
        await command.PrepareAsync();
        return new BareWriter(connection, command, [.. rows]);
    }

    // What the bare row copies from the store's: all that is not of one append alone.
    private static async Task<List<Column>> ColumnsAsync(OurStore store)
    {
        await using var ask = store.Database.Source.CreateCommand("""
            select attname, format_type(atttypid, null) from pg_attribute
            where attrelid = 'timeline.tl_entries'::regclass and attnum > 0 and not attisdropped
              and attname <> all('{story,entry,valid_from,valid_to,since,versions}')
            order by attnum
            """);
        var columns = new List<Column>();
        await using var reader = await ask.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            columns.Add(new(reader.GetString(0), reader.GetString(1)));
        return columns;
    }

    public async Task AppendAsync(string story, int n)
    {
        var row = _rows[n % _rows.Length];
        var p = _command.Parameters;
        p[0].Value = new DateTime(Interlocked.Add(ref _instant, TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
        p[1].Value = story;
        var id = Guid.CreateVersion7();
        p[2].Value = id;
        for (var i = 0; i < EventColumns; i++)
            p[3 + i].Value = row[i];
        p[8].Value = id.ToString();
        for (var i = EventColumns; i < row.Length; i++)
            p[4 + i].Value = row[i];
        await _command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _command.DisposeAsync();
        await _connection.DisposeAsync();
    }

    /// <param name="Name">Of the column.</param>
    /// <param name="Type">PostgreSQL's name of it.</param>
    private sealed record Column(string Name, string Type)
    {
        // Of these the client sends the text.
        public bool AsText => Type is "json" or "tsvector";
    }
}
