using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Queries;

namespace Timeline.Store.Tests;

/// <summary>What needs doing, where more does than is counted.</summary>
public sealed class NeedTests
{
    private const int Many = NeedQueries.MostCounted + 100;

    // What waits for somebody stands in the order of waiting, what has a time to come in the order of that; of the rest the newest is first. In the table they
    // stand the other way round.
    [Theory]
    [InlineData(Need.Legal, 1, -1)]
    [InlineData(Need.Scheduled, 1, -1)]
    [InlineData(Need.Source, -1, 1)]
    [InlineData(Need.Outcome, -1, 1)]
    public async Task Of_more_entries_than_are_counted_those_are_shown_that_press_most(string need, int first, int written)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        await store.StoreAsync("one", new RecordEntry(Arrest.Example));
        await store.AskAsync($"""
            insert into timeline.tl_entries
            select (jsonb_populate_record(e, jsonb_build_object('entry', 'e' || n, 'needs', array['{need}'], 'latest', e.latest + n,
              'valid_from', e.valid_from + n * interval '1 minute', 'embargo', now() + n * interval '1 day'))).*
            from timeline.tl_entries e cross join generate_series(1, {Many}) n order by n * {written}
            """);

        var list = Assert.Single(await store.Database.NeedsAsync(new(DateTimeOffset.UtcNow), StoreHost.Stop), l => l.Need == need);

        Assert.Equal(NeedQueries.MostCounted, list.Total);
        Assert.Equal(Enumerable.Range(0, 20).Select(i => $"e{(first > 0 ? 1 + i : Many - i)}"), list.Items.Select(i => i.Entry));
    }

    [Fact]
    public async Task What_contributors_may_not_see_is_not_counted_for_them_and_takes_no_place()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("seen");
        await store.StoreAsync("hidden", OpenStory.Example with { Id = "hidden", EmbargoUntil = DateTimeOffset.UtcNow.AddDays(1) });
        foreach (var story in new[] { "seen", "hidden" })
            await store.StoreAsync(story, new RecordEntry(Arrest.Example with { Draft = true }));

        var drafts = Assert.Single(await store.Database.NeedsAsync(new(DateTimeOffset.UtcNow, DraftsOnly: true, Limit: 1), StoreHost.Stop), l => l.Need == Need.Draft);

        Assert.Equal((1, "seen"), (drafts.Total, Assert.Single(drafts.Items).Story));
    }

    [Fact]
    public async Task Of_stories_those_are_shown_first_that_press_most_too()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        await store.AskAsync($"""
            insert into timeline.tl_stories select (jsonb_populate_record(t, jsonb_build_object('id', 's' || n, 'embargo', now() + n * interval '1 day'))).*
            from timeline.tl_stories t cross join generate_series(1, {Many}) n where t.id = 'one';
            insert into timeline.tl_story_states
            select (jsonb_populate_record(s, jsonb_build_object('story', 's' || n, 'needs', array['{Need.Legal}', '{Need.Scheduled}'],
              'valid_from', s.valid_from + n * interval '1 minute', 'state', s.state::jsonb || jsonb_build_object('id', 's' || n, 'legal', 'review', 'draft', true, 'scheduledFor', now() + n * interval '1 day')))).*
            from timeline.tl_story_states s cross join generate_series(1, {Many}) n where s.story = 'one'
            """);

        var lists = (await store.Database.NeedsAsync(new(DateTimeOffset.UtcNow), StoreHost.Stop)).ToDictionary(l => l.Need, l => l.Items.Select(i => i.Story));

        var first = Enumerable.Range(1, 20).Select(n => $"s{n}");
        Assert.Equal(first, lists[Need.Legal]);
        Assert.Equal(first, lists[Need.Scheduled]);
    }
}
