using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;
using Timeline.Store.Log;
using Timeline.Store.Projections;
using Timeline.Testing;

namespace Timeline.Api.Tests;

/// <summary>Clocks and moments that no service on a sound machine meets when a test wants them to.</summary>
public sealed class ClockTests : IAsyncLifetime
{
    private static readonly Submission Editor = new("editor");

    private EventStore _log = null!;
    private EventFeed _feed = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_command_that_waited_long_does_not_set_the_clock_by_an_answer_of_that_time()
    {
        var clock = new PausedClock();
        var newsroom = await OpenAsync(clock);

        // Past the story's own last event, and yet too old for the server.
        await Task.Delay(TimeSpan.FromSeconds(1.5), Stop);
        clock.Pauses = true;
        var first = await StoreAsync(newsroom, new RecordEntry(Body()));
        var second = await StoreAsync(newsroom, new RecordEntry(Body()));

        Assert.InRange(first.UpdatedAt - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(2), PausedClock.Ahead);
        Assert.InRange(second.UpdatedAt - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(2), PausedClock.Ahead);
    }

    [Fact]
    public async Task An_entry_that_is_withdrawn_at_the_instant_of_its_embargo_keeps_no_other_one_back()
    {
        var newsroom = await OpenAsync(TimeProvider.System);
        var until = DateTimeOffset.UtcNow.AddSeconds(1);
        var withdrawn = (await StoreAsync(newsroom, new RecordEntry(Body(until)))).Entry!;
        var other = (await StoreAsync(newsroom, new RecordEntry(Body(until.AddMilliseconds(1))))).Entry!;
        var racing = new Between(newsroom, withdrawn, async () =>
        {
            await StoreAsync(newsroom, new Retract { Entry = withdrawn, Reason = "wrong" });
            return null;
        });
        var refused = new List<string>();
        await Task.Delay(until.AddMilliseconds(10) - DateTimeOffset.UtcNow, Stop);

        await ClockOf(racing).LiftDueAsync((_, why) => refused.Add(why), Stop);

        Assert.Equal(1, racing.Met);
        Assert.Empty(refused);
        Assert.Equal("The entry is under no embargo, so nothing was stored.", Assert.IsType<CommandResult.Unchanged>(
            await newsroom.ExecuteAsync("story", new LiftEmbargo { Entry = other }, Editor, Stop)).Sentence);
    }

    [Fact]
    public async Task An_embargo_whose_instant_has_not_come_by_the_servers_clock_is_looked_at_again_at_once()
    {
        var newsroom = await OpenAsync(TimeProvider.System);
        var until = DateTimeOffset.UtcNow.AddSeconds(1);
        var due = await StoreAsync(newsroom, new RecordEntry(Body(until)));
        await StoreAsync(newsroom, new RecordEntry(Body(until.AddYears(50))));
        var slower = new Between(newsroom, due.Entry!, () => Task.FromResult<CommandResult?>(
            new CommandResult.Unchanged(due.Entry!, due.Version, due.UpdatedAt, "The embargo's instant has not come yet.")));
        await Task.Delay(until.AddMilliseconds(10) - DateTimeOffset.UtcNow, Stop);

        var again = await ClockOf(slower).LiftDueAsync((_, why) => Assert.Fail(why), Stop);

        Assert.Equal(1, slower.Met);
        Assert.True(again <= DateTimeOffset.UtcNow);
    }

    public async ValueTask InitializeAsync()
    {
        _log = new EventStore(NpgsqlDataSource.Create(await TestCluster.NewDatabaseAsync(Stop)));
        await _log.MigrateAsync(ChronologySchema.Scripts, Stop);
        _feed = new EventFeed(_log);
    }

    public async ValueTask DisposeAsync()
    {
        await _feed.DisposeAsync();
        await _log.Source.DisposeAsync();
    }

    private static EntryBody Body(DateTimeOffset? embargo = null) =>
        KindList.All[0].Example with { Links = [], EmbargoUntil = embargo };

    private static async Task<CommandResult.Stored> StoreAsync(Newsroom newsroom, Command command) =>
        Assert.IsType<CommandResult.Stored>(await newsroom.ExecuteAsync("story", command, Editor, Stop));

    private async Task<Newsroom> OpenAsync(TimeProvider clock)
    {
        var newsroom = new Newsroom(_log, _feed, new Announcements(), clock);
        await StoreAsync(newsroom, OpenStory.Example with { Id = "story" });
        return newsroom;
    }

    private EmbargoClock ClockOf(INewsroom newsroom) => new(_log, newsroom, new Announcements(), TimeProvider.System);

    // As where the process stands still between reading the clock and hearing that this time is too old: by the time it goes
    // on, what the server said is old too.
    private sealed class PausedClock : TimeProvider
    {
        public static readonly TimeSpan Ahead = TimeSpan.FromSeconds(4);

        private int _read;

        public bool Pauses { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow()
            + (!Pauses ? TimeSpan.FromSeconds(-4.5) : Interlocked.Increment(ref _read) == 1 ? TimeSpan.FromSeconds(-5.2) : Ahead);
    }

    // What happens between the look for what is due and the command to lift it.
    private sealed class Between(INewsroom newsroom, string entry, Func<Task<CommandResult?>> before) : INewsroom
    {
        public int Met { get; private set; }

        public async Task<CommandResult> ExecuteAsync(string story, Command command, Submission by, CancellationToken ct = default)
        {
            if (command is not LiftEmbargo lift || lift.Entry != entry)
                return await newsroom.ExecuteAsync(story, command, by, ct);
            Met++;
            return await before() ?? await newsroom.ExecuteAsync(story, command, by, ct);
        }
    }
}
