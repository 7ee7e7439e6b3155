using Npgsql;
using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class MigrationTests
{
    [Fact]
    public async Task Eight_nodes_at_once_migrate_safely_and_scripts_of_other_rooms_run_in_turn()
    {
        await using var log = await NewAsync(migrate: false);
        // Without the lock this is a race: two nodes see no table, and one of them fails to make it.
        SqlScript[] more =
        [
            new("01_marks.sql", "create table if not exists {schema}.marks (node int)"),
            new("02_mark.sql", "insert into {schema}.marks select count(*) + 1 from {schema}.marks"),
        ];

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => new EventStore(log.Source).MigrateAsync(more, Stop))));

        Assert.Equal("1,2,3,4,5,6,7,8", await log.ScalarAsync("select string_agg(node::text, ',' order by node) from timeline.marks"));
        await log.GrowAsync("story");
    }

    [Fact]
    public async Task Migrating_again_keeps_everything()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 2);

        await log.Store.MigrateAsync(Stop);

        Assert.Equal(3, (await log.GrowAsync("story")).Position);
    }

    [Fact]
    public async Task A_script_that_fails_is_named_and_leaves_nothing_behind()
    {
        await using var log = await NewAsync(migrate: false);

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            log.Store.MigrateAsync([new SqlScript("07_wrong.sql", "create tabel x ()")], Stop));

        Assert.Contains("07_wrong.sql", error.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await log.ScalarAsync("select count(*) from pg_namespace where nspname = 'timeline'"));
    }

    [Fact]
    public async Task Two_schemas_in_one_database_do_not_see_each_other()
    {
        await using var log = await NewAsync();
        var other = new EventStore(log.Source, "other_2");
        await other.MigrateAsync(Stop);
        await log.GrowAsync("story");

        Assert.Null(await other.HeadAsync("story", Stop));
        Assert.IsType<Appended>(await other.AppendAsync(To("story"), Stop));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Timeline")]
    [InlineData("2021")]
    [InlineData("a\"b")]
    [InlineData("a; drop")]
    [InlineData("timeline\n")]
    [InlineData("a23456789012345678901234567890123456789012345678901")]
    public async Task A_name_that_could_not_be_a_plain_schema_is_refused(string schema)
    {
        await using var source = NpgsqlDataSource.Create("Host=127.0.0.1");

        Assert.Throws<ArgumentException>(() => new EventStore(source, schema));
    }

    [Fact]
    public async Task The_tables_are_those_of_Marten_9_29()
    {
        await using var log = await NewAsync();
        var shape = await RowsAsync(log, """
            select table_name || '.' || column_name || ' ' || data_type || coalesce('(' || character_maximum_length || ')', '')
                   || case is_nullable when 'NO' then ' not null' else '' end || coalesce(' default ' || column_default, '')
            from information_schema.columns where table_schema = 'timeline' and table_name like 'mt\_%'
            order by table_name, ordinal_position
            """);
        var rules = await RowsAsync(log, """
            select conname || ': ' || pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'timeline'::regnamespace and conrelid::regclass::text ~ 'mt_' order by conname
            """);
        var indexes = await RowsAsync(log, """
            select indexdef from pg_indexes where schemaname = 'timeline' and tablename like 'mt\_%' order by indexname
            """);

        Assert.Equal(
            """
            mt_event_progression.name character varying not null
            mt_event_progression.last_seq_id bigint
            mt_event_progression.last_updated timestamp with time zone default transaction_timestamp()
            mt_events.seq_id bigint not null
            mt_events.id uuid not null
            mt_events.stream_id character varying
            mt_events.version bigint not null
            mt_events.data jsonb not null
            mt_events.bdata bytea
            mt_events.type character varying(500) not null
            mt_events.timestamp timestamp with time zone not null default now()
            mt_events.tenant_id character varying default '*DEFAULT*'::character varying
            mt_events.mt_dotnet_type character varying
            mt_events.correlation_id character varying
            mt_events.causation_id character varying
            mt_events.headers jsonb
            mt_events.is_archived boolean default false
            mt_streams.id character varying not null
            mt_streams.type character varying
            mt_streams.version bigint
            mt_streams.timestamp timestamp with time zone not null default now()
            mt_streams.created timestamp with time zone not null default now()
            mt_streams.tenant_id character varying default '*DEFAULT*'::character varying
            mt_streams.is_archived boolean default false
            """, shape);
        Assert.Equal(
            """
            fkey_mt_events_stream_id: FOREIGN KEY (stream_id) REFERENCES timeline.mt_streams(id) ON DELETE CASCADE
            pk_mt_event_progression: PRIMARY KEY (name)
            pkey_mt_events_seq_id: PRIMARY KEY (seq_id)
            pkey_mt_streams_id: PRIMARY KEY (id)
            """, rules);
        Assert.Equal(
            """
            CREATE UNIQUE INDEX pk_mt_event_progression ON timeline.mt_event_progression USING btree (name)
            CREATE UNIQUE INDEX pk_mt_events_stream_and_version ON timeline.mt_events USING btree (stream_id, version)
            CREATE UNIQUE INDEX pkey_mt_events_seq_id ON timeline.mt_events USING btree (seq_id)
            CREATE UNIQUE INDEX pkey_mt_streams_id ON timeline.mt_streams USING btree (id)
            """, indexes);
        Assert.Equal(
            "timeline.mt_events_sequence",
            await log.ScalarAsync("select pg_get_serial_sequence('timeline.mt_events', 'seq_id')"));
        Assert.Equal(1L, await log.ScalarAsync(
            "select seqcache from pg_sequence where seqrelid = 'timeline.mt_events_sequence'::regclass"));
    }

    private static async Task<string> RowsAsync(TestLog log, string sql)
    {
        await using var command = log.Source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        List<string> rows = [];
        while (await reader.ReadAsync(Stop))
            rows.Add(reader.GetString(0));
        return string.Join('\n', rows);
    }
}
