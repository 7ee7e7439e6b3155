using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Wolverine;

namespace Timeline.Store.Tests;

public sealed class EmbargoTests
{
    private const string Messages =
        "select count(*) from timeline_wolverine.wolverine_incoming_envelopes where message_type like '%EndEmbargo' and status = 'Scheduled'";

    private static RecordEntry Until(DateTimeOffset until) => new(Arrest.Example with { EmbargoUntil = until });

    [Fact]
    public async Task The_end_of_an_embargo_is_a_message_that_is_stored_with_it_and_nothing_else_is_one()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        await store.StoreAsync("story", new RecordEntry(Arrest.Example));
        Assert.Equal(0L, await store.AskAsync("select count(*) from timeline_wolverine.wolverine_incoming_envelopes"));

        var entry = (await store.StoreAsync("story", Until(DateTimeOffset.UtcNow.AddHours(1)))).Entry!;
        Assert.Equal(1L, await store.AskAsync(Messages));

        await store.StoreAsync("story", new Embargo { Entry = entry, Asked = new() { Until = DateTimeOffset.UtcNow.AddHours(2) } });
        Assert.Equal(2L, await store.AskAsync(Messages));
        Assert.Equal(3L, await store.AskAsync("select count(*) from timeline.tl_entries"));
    }

    [Fact]
    public async Task An_embargo_ends_by_itself_at_its_instant()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var until = DateTimeOffset.UtcNow.AddSeconds(1.5);

        await store.StoreAsync("story", Until(until));

        object? ended;
        while ((ended = await store.AskAsync("select recorded from timeline.tl_changes where version = 2")) is null)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True((DateTime)ended >= until.UtcDateTime);
        Assert.Equal("timeline", await store.AskAsync("select headers ->> 'actor' from timeline.mt_events where type = 'embargo_lifted'"));
    }

    [Fact]
    public async Task The_message_ends_what_is_due_leaves_alone_what_was_prolonged_and_comes_again_where_a_clock_is_behind()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var later = DateTimeOffset.UtcNow.AddHours(1);
        var entry = (await store.StoreAsync("story", Until(later))).Entry!;

        // It was for an hour ago; the editor has prolonged it since.
        Assert.Empty(await EndAsync(new("story", entry, DateTimeOffset.UtcNow.AddHours(-1))));
        // Our clock says that it is due, the database's does not.
        Assert.Single(await EndAsync(new("story", entry, DateTimeOffset.UtcNow)));
        Assert.Equal("embargoed", await store.AskAsync("select doc ->> 'status' from timeline.tl_entries"));

        await store.StoreAsync("story", new LiftEmbargo { Entry = entry, End = new() { Reason = "They agreed." } });
        Assert.Empty(await EndAsync(new("story", entry, later)));

        Task<OutgoingMessages> EndAsync(EndEmbargo message) => EndEmbargoHandler.HandleAsync(message, store.Commands, StoreHost.Stop);
    }
}
