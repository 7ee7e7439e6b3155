using Timeline.Domain;
using Timeline.Store.Commands;

namespace Timeline.Store.Tests;

public sealed class ClockTests
{
    private static RecordEntry Arrest => new(Domain.Kinds.Arrest.Example);

    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public async Task What_a_node_with_a_wrong_clock_stores_is_recorded_by_the_servers_clock(int hours)
    {
        await using var store = await StoreHost.StartAsync(clock: new WrongClock(TimeSpan.FromHours(hours)));
        await store.OpenAsync("story");

        var stored = await store.StoreAsync("story", Arrest);

        Assert.InRange(stored.UpdatedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
    }

    [Fact]
    public async Task A_story_of_a_later_time_than_the_servers_clock_shows_takes_nothing_more_and_holds_up_no_other()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("ahead");
        await store.OpenAsync("other");
        // As after a server's clock was set back.
        await store.AskAsync("update timeline.tl_stories set recorded = recorded + interval '1 hour' where id = 'ahead'");
        await using var second = await StoreHost.StartAsync(store.ConnectionString);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => second.CarryOutAsync(i % 2 == 0 ? "ahead" : "other", Arrest)));

        Assert.Equal(8, results.OfType<CommandResult.Stored>().Count());
        Assert.All(results.OfType<CommandResult.Refused>(), r => Assert.Equal("clock-behind", r.Refusal.Code));
    }

    private sealed class WrongClock(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
