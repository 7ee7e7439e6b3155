using Microsoft.Extensions.DependencyInjection;
using Timeline.Chronology;
using Timeline.Domain.Editorial;
using static Timeline.Marten.Tests.Engines;

namespace Timeline.Marten.Tests;

public sealed class MessageTests
{
    private const string Lifted = "select count(*) from timeline.mt_events where type = 'embargo_lifted'";
    private const string Visible = "select count(*) from timeline.tl_entries where valid_to = 'infinity' and visible";

    private static string Envelopes(string message) => $"""
        select string_agg(status, ',') from timeline_wolverine.wolverine_incoming_envelopes where message_type like '%{message}'
        """;

    [Fact]
    public async Task An_embargo_ends_within_a_second_of_its_instant_once()
    {
        await using var engines = await BothAsync();
        var until = await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(3));
        Assert.Equal("0", await engines.RowsAsync(Visible));

        await engines.UntilAsync(Visible, "1");

        Assert.Equal("True", await engines.RowsAsync($"""
            select timestamp between '{until:O}' and '{until.AddSeconds(1):O}' from timeline.mt_events where type = 'embargo_lifted'
            """));
        // The daemon has scheduled the end of it too; that message finds nothing to do.
        await engines.UntilAsync(Envelopes("LiftWhenDue"), "Handled,Handled");
        Assert.Equal("1", await engines.RowsAsync(Lifted));
        await engines.VerifyAsync();
    }

    [Fact]
    public async Task An_embargo_whose_instant_passed_while_nothing_ran_ends_at_the_start()
    {
        await using var engines = await BothAsync();
        var until = await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(2));
        await engines.StopMartenAsync();
        await UntilAsync(() => Task.FromResult(DateTimeOffset.UtcNow > until));
        Assert.Equal("0", await engines.RowsAsync(Visible));

        await engines.StartMartenAsync();

        await engines.UntilAsync(Visible, "1", 5);
        Assert.Equal("1", await engines.RowsAsync(Lifted));
    }

    [Fact]
    public async Task An_embargo_that_the_native_engine_set_ends_too()
    {
        await using var engines = await NativeAsync();
        await EmbargoAsync(engines, engines.Native, TimeSpan.FromSeconds(1));

        await engines.StartMartenAsync();

        await engines.UntilAsync(Visible, "1");
        Assert.Equal("1", await engines.RowsAsync(Lifted));
    }

    [Fact]
    public async Task A_prolonged_embargo_ends_at_its_new_end()
    {
        await using var engines = await BothAsync();
        await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(1));
        var entry = await engines.RowsAsync("select entry from timeline.tl_entries where valid_to = 'infinity'");
        var until = DateTimeOffset.UtcNow.AddSeconds(4);
        await DoAsync(engines.Marten, "story", new Embargo { Entry = entry, Until = until });

        await engines.UntilAsync(Visible, "1");

        Assert.True(DateTimeOffset.UtcNow >= until);
        Assert.Equal("1", await engines.RowsAsync(Lifted));
    }

    [Fact]
    public async Task An_embargo_ends_where_a_clock_says_that_its_instant_has_not_come_yet()
    {
        // As when it was set back between the message and the decision.
        await using var engines = await NativeAsync(clock: new SlowClock(TimeSpan.FromSeconds(3)));
        await engines.StartMartenAsync();
        await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(1));

        await engines.UntilAsync(Visible, "1");
        Assert.Equal("1", await engines.RowsAsync(Lifted));
    }

    [Fact]
    public async Task A_lift_that_fails_for_a_moment_is_tried_again()
    {
        await using var engines = await BothAsync();
        await engines.RowsAsync("""
            create sequence failures;
            create function fail() returns trigger language plpgsql as $$
            begin
              if nextval('failures') <= 3 then raise exception 'for a moment'; end if;
              return new;
            end $$;
            create trigger fail before insert on timeline.mt_events for each row when (new.type = 'embargo_lifted') execute function fail();
            """);
        await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(1));

        await engines.UntilAsync(Visible, "1");
        Assert.Equal("1", await engines.RowsAsync(Lifted));
        Assert.Empty(await engines.Services.GetRequiredService<MartenAdministration>().DeadLettersAsync(Stop));
    }

    [Fact]
    public async Task What_must_happen_after_a_commit_is_kept_with_it_and_outlives_the_node()
    {
        await using var engines = await BothAsync();
        await DoAsync(engines.Marten, "story", Open("story"));
        Assert.IsType<CommandResult.Refused>(await engines.Marten.ExecuteAsync("story", Open("story"), By(), Stop));
        await engines.UntilAsync(Envelopes("StoryChanged"), "Handled");

        await engines.StopMartenAsync();
        // As a node leaves it that dies between the commit and the message.
        await engines.RowsAsync("update timeline_wolverine.wolverine_incoming_envelopes set status = 'Incoming', owner_id = 0");
        await engines.StartMartenAsync();

        await engines.UntilAsync(Envelopes("StoryChanged"), "Handled");
    }

    [Fact]
    public async Task Two_nodes_in_production_share_the_messages_and_one_goes_on_alone()
    {
        await using var one = await NativeAsync();
        await using var two = await NativeAsync(one.ConnectionString);
        await one.StartMartenAsync(environment: "Production");
        await two.StartMartenAsync(environment: "Production");
        await EmbargoAsync(one, one.Marten, TimeSpan.FromSeconds(1));
        await Task.WhenAll(new[] { one, two }.Select(node => Task.Run(async () =>
        {
            for (var i = 0; i < 10; i++)
                await DoAsync(node.Marten, "story", Arrest($"{i}"));
        }, Stop)));

        await one.UntilAsync(Lifted, "1", 60);
        await one.StopMartenAsync();
        var until = DateTimeOffset.UtcNow.AddSeconds(1);
        await DoAsync(two.Marten, "story", new Domain.RecordEntry(Domain.Kinds.Arrest.Example with { EmbargoUntil = until }));

        await two.UntilAsync(Lifted, "2", 60);
        await two.VerifyAsync();
        Assert.Equal("2 | 25", await two.RowsAsync($"select ({Lifted}), max(version) from timeline.mt_events"));
    }

    [Fact]
    public async Task A_message_that_fails_can_be_seen_and_replayed()
    {
        await using var engines = await BothAsync();
        var administration = engines.Services.GetRequiredService<MartenAdministration>();
        await EmbargoAsync(engines, engines.Marten, TimeSpan.FromSeconds(2));
        await engines.RowsAsync("""
            update timeline.mt_streams set version = 3 where id = 'story';
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 3, '{}', 'of_the_future')
            """);

        await UntilAsync(async () => (await administration.DeadLettersAsync(Stop)).Count == 2);
        var letter = (await administration.DeadLettersAsync(Stop))[0];
        await engines.RowsAsync("""
            delete from timeline.mt_events where version = 3; update timeline.mt_streams set version = 2 where id = 'story'
            """);
        await administration.ReplayAsync(null, Stop);

        Assert.EndsWith("LiftWhenDue", letter.Message, StringComparison.Ordinal);
        Assert.Contains("of_the_future", letter.Error, StringComparison.Ordinal);
        await engines.UntilAsync(Visible, "1");
        Assert.Equal("1", await engines.RowsAsync(Lifted));
        Assert.Empty(await administration.DeadLettersAsync(Stop));
    }

    private static async Task<DateTimeOffset> EmbargoAsync(Engines engines, INewsroom newsroom, TimeSpan length)
    {
        await DoAsync(newsroom, "story", Open("story"));
        var until = DateTimeOffset.UtcNow + length;
        await DoAsync(newsroom, "story", new Domain.RecordEntry(Domain.Kinds.Arrest.Example with { EmbargoUntil = until }));
        return until;
    }

    private sealed class SlowClock(TimeSpan behind) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() - behind;
    }
}
