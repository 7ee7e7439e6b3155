using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Chronology;
using Timeline.Domain.Editorial;
using static Timeline.Marten.Tests.Engines;

namespace Timeline.Marten.Tests;

public sealed class RebuildTests
{
    private const string Chronology = """
        select md5(string_agg(t::text, ' ' order by story, entry, valid_from)) from timeline.tl_entries t
        union all select md5(string_agg(t::text, ' ' order by story, version)) from timeline.tl_changes t
        union all select md5(string_agg(t::text, ' ' order by id)) from timeline.tl_stories t
        """;

    private const string Shown = "select count(*) from timeline.tl_entries";

    [Fact]
    public async Task A_rebuild_by_Marten_makes_the_chronology_that_was_there()
    {
        await using var engines = await BothAsync();
        // More than Marten reads at once, so that entries are changed in a later page than they were recorded in.
        string[] stories = ["one", "two", "three"];
        var entries = new List<(string Story, string Entry)>();
        foreach (var story in stories)
        {
            await DoAsync(engines.Native, story, Open(story));
            for (var i = 0; i < 120; i++)
                entries.Add((story, (await DoAsync(i % 10 == 0 ? engines.Marten : engines.Native, story, Arrest($"{i}"))).Entry!));
        }

        foreach (var (story, entry) in entries)
        {
            await DoAsync(engines.Native, story, new Hold { Entry = entry, Reason = "Checking" });
            await DoAsync(engines.Native, story, new MarkKey { Entry = entry, Key = true });
        }

        var before = await engines.RowsAsync(Chronology);
        await engines.RowsAsync("update timeline.tl_entries set doc = '{}' where kind = 'arrest'; delete from timeline.tl_changes");

        await engines.RebuildAsync();

        Assert.Equal(before, await engines.RowsAsync(Chronology));
        Assert.Equal(1084, (await DoAsync(engines.Marten, "one", Arrest())).Position);
    }

    [Fact]
    public async Task While_Marten_rebuilds_commands_go_on_and_readers_miss_nothing()
    {
        await using var engines = await BothAsync();
        string[] stories = [.. Enumerable.Range(0, 4).Select(i => $"story-{i}")];
        foreach (var story in stories)
        {
            await DoAsync(engines.Native, story, Open(story));
            for (var i = 0; i < 50; i++)
                await DoAsync(engines.Native, story, Arrest($"{i}"));
        }

        var rebuilding = Task.Run(async () =>
        {
            await engines.RebuildAsync();
            await engines.RebuildAsync();
        }, Stop);
        var reading = Task.Run(async () =>
        {
            for (var shown = 200; !rebuilding.IsCompleted;)
            {
                var now = int.Parse(await engines.RowsAsync(Shown), CultureInfo.InvariantCulture);
                Assert.InRange(now, shown, int.MaxValue);
                shown = now;
            }
        }, Stop);
        var counts = await Task.WhenAll(stories.Select((story, i) => Task.Run(async () =>
        {
            var count = 0;
            for (; !rebuilding.IsCompleted; count++)
                await DoAsync(i % 2 == 0 ? engines.Native : engines.Marten, story, Arrest("Meanwhile"));
            return count;
        }, Stop)));
        await Task.WhenAll(rebuilding, reading);

        Assert.Equal($"{200 + counts.Sum()}", await engines.RowsAsync(Shown));
        var after = await engines.RowsAsync(Chronology);
        await engines.RebuildAsync();
        Assert.Equal(await engines.RowsAsync(Chronology), after);
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task What_is_stored_when_Marten_has_read_the_log_is_in_the_chronology_after_the_rebuild_too()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "one", Open("one"));
        var before = "";

        await new Rebuild(engines.Log, fold: async ct =>
        {
            await engines.Services.GetRequiredService<MartenAdministration>().FoldAsync(ct);
            await DoAsync(engines.Marten, "one", Arrest());
            await DoAsync(engines.Native, "two", Open("two"));
            before = await engines.RowsAsync(Chronology);
        }).RunAsync(Stop);

        Assert.Equal(before, await engines.RowsAsync(Chronology));
    }

    [Fact]
    public async Task A_rebuild_by_Marten_that_fails_leaves_the_chronology_as_it_was()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "one", Open("one"));
        await DoAsync(engines.Marten, "one", Arrest());
        var before = await engines.RowsAsync(Chronology);

        // Outside of a rebuild of ours there is nothing that the daemon could fill.
        await Assert.ThrowsAnyAsync<Exception>(() => engines.Services.GetRequiredService<MartenAdministration>().FoldAsync(Stop));

        Assert.Equal(before, await engines.RowsAsync(Chronology));
        await engines.RebuildAsync();
        Assert.Equal(before, await engines.RowsAsync(Chronology));
    }
}
