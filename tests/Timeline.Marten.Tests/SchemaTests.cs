using Timeline.Chronology;
using static Timeline.Marten.Tests.Engines;

namespace Timeline.Marten.Tests;

public sealed class SchemaTests
{
    // Every column, default, constraint and index of a table, and the table's own number, which a new table would not keep.
    private static string Shapes(string which) => $"""
        select c.oid, c.relname,
          (select string_agg(a.attnum || ' ' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull
                    || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), ''), ', ' order by a.attnum)
           from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
           where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped),
          (select string_agg(pg_get_constraintdef(o.oid), ', ' order by o.conname) from pg_constraint o where o.conrelid = c.oid),
          (select string_agg(i.indexrelid || ' ' || pg_get_indexdef(i.indexrelid), ', ' order by i.indexrelid)
           from pg_index i where i.indrelid = c.oid)
        from pg_class c where c.relnamespace = 'timeline'::regnamespace and c.relkind in ('r', 'S') and {which} order by c.relname
        """;

    private static string Functions(string which) => $"""
        select oid, proname, md5(prosrc) from pg_proc where pronamespace = 'timeline'::regnamespace and {which} order by proname, oid
        """;

    private static readonly string NativeTables = Shapes("""
        (c.relname like 'tl\_%' or c.relname in ('mt_streams', 'mt_events', 'mt_event_progression', 'mt_events_sequence'))
        """);

    private static readonly string NativeFunctions = Functions(@"proname like 'tl\_%'");

    [Fact]
    public async Task Marten_finds_nothing_to_change_in_a_database_that_the_native_engine_made()
    {
        await using var engines = await NativeAsync();
        await DoAsync(engines.Native, "story", Open("story"));
        var (tables, functions) = (await engines.RowsAsync(NativeTables), await engines.RowsAsync(NativeFunctions));

        await engines.StartMartenAsync();

        Assert.Contains("mt_events_sequence", tables, StringComparison.Ordinal);
        Assert.Equal(tables, await engines.RowsAsync(NativeTables));
        Assert.Equal(functions, await engines.RowsAsync(NativeFunctions));
        await engines.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Stop);
    }

    [Fact]
    public async Task The_native_engine_finds_nothing_to_change_in_a_database_that_Marten_made()
    {
        await using var engines = await EmptyAsync();
        var (tables, functions) = (Shapes(@"c.relname like 'mt\_%'"), Functions(@"proname like 'mt\_%'"));
        var before = (await engines.RowsAsync(tables), await engines.RowsAsync(functions));

        await engines.Log.MigrateAsync(ChronologySchema.Scripts, Stop);

        Assert.Contains("mt_high_water_skips", before.Item1, StringComparison.Ordinal);
        Assert.Equal(before, (await engines.RowsAsync(tables), await engines.RowsAsync(functions)));
        await engines.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Stop);
        await DoAsync(engines.Native, "story", Open("story"));
        await DoAsync(engines.Marten, "story", Arrest());
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task What_Marten_does_not_know_it_leaves_alone()
    {
        await using var engines = await NativeAsync();
        await engines.RowsAsync("create index of_the_administrator on timeline.mt_events (id)");
        await engines.RowsAsync("alter table timeline.mt_events add column of_the_administrator text");

        await engines.StartMartenAsync();
        await DoAsync(engines.Marten, "story", Open("story"));

        Assert.Equal("2", await engines.RowsAsync("""
            select (select count(*) from pg_indexes where indexname = 'of_the_administrator')
              + (select count(*) from information_schema.columns where column_name = 'of_the_administrator')
            """));
    }

    [Fact]
    public async Task In_a_database_whose_columns_came_in_another_order_both_write_and_read()
    {
        await using var engines = await NativeAsync();
        // As an upgrade by ALTER TABLE leaves it.
        await engines.RowsAsync("""
            alter table timeline.mt_events drop column headers, drop column bdata, drop column causation_id;
            alter table timeline.mt_events add column causation_id varchar, add column bdata bytea, add column headers jsonb;
            alter table timeline.mt_streams drop column tenant_id, drop column version;
            alter table timeline.mt_streams add column version bigint, add column tenant_id varchar default '*DEFAULT*'
            """);

        await engines.StartMartenAsync();
        await engines.Store.Storage.Database.AssertDatabaseMatchesConfigurationAsync(Stop);
        await DoAsync(engines.Marten, "story", Open("story"));
        await DoAsync(engines.Native, "story", Arrest());
        await DoAsync(engines.Marten, "story", Arrest());

        await using var session = engines.Store.QuerySession();
        var events = await session.Events.FetchStreamAsync("story", token: Stop);
        Assert.Equal(["anna", "anna", "anna"], events.Select(e => e.GetHeader("actor")?.ToString()));
        await engines.RebuildAsync();
        Assert.Equal("3", await engines.RowsAsync("select version from timeline.tl_stories"));
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task The_engines_share_no_row_of_progress()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "story", Open("story"));
        await engines.UntilAsync("select count(*) from timeline.mt_event_progression where name = 'TimelineEmbargoes:All' and last_seq_id = 1", "1");

        Assert.Equal("0", await engines.RowsAsync($"select count(*) from timeline.mt_event_progression where name = '{Follower.Name}'"));
    }
}
