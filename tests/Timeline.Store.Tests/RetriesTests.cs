using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Store.Commands;
using Wolverine;

namespace Timeline.Store.Tests;

public sealed class RetriesTests
{
    private static CommandResult Stopped => new CommandResult.Refused(Refusal.Of(RefusalReason.State, "story-stopped", Sentence.Of("refused.too-busy")));

    [Fact]
    public void What_somebody_holds_comes_again_after_pauses_that_double_for_four_and_a_half_hours_and_then_fails()
    {
        var (pauses, tries) = (new List<TimeSpan>(), 0);
        for (; tries < 25; tries++)
        {
            var next = Assert.IsType<DeliveryMessage<string>>(Assert.Single(Retries.After([Refusals.TooBusy, Stopped], tries, "again", "It stays")));
            Assert.Equal("again", next.Message);
            pauses.Add(next.Options.ScheduleDelay!.Value);
        }

        Assert.Equal([1, 2, 4, 1024], new[] { pauses[0], pauses[1], pauses[2], pauses[^1] }.Select(p => p.TotalSeconds));
        Assert.InRange(pauses.Sum(p => p.TotalHours), 4.5, 4.6);
        Assert.StartsWith("It stays: ", Assert.Throws<InvalidOperationException>(() => Retries.After([Refusals.TooBusy], tries, "again", "It stays")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_somebody_must_mend_fails_at_once_and_what_is_refused_for_good_is_let_go()
    {
        Assert.Throws<InvalidOperationException>(() => Retries.After([Stopped], 0, "again", "It stays"));
        Assert.Empty(Retries.After([new CommandResult.Refused(Refusal.Of(RefusalReason.Unknown, "unknown-entry", Sentence.Of("refused.too-busy")))], 0, "again", "It stays"));
    }

    [Fact]
    public async Task What_comes_again_is_looked_for_at_least_every_five_seconds()
    {
        await using var store = await StoreHost.StartAsync();
        Assert.InRange(store.Wolverine.Durability.ScheduledJobPollingTime, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }
}
