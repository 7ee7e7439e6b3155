namespace Timeline.Store.Commands;

/// <summary>The time by which events are recorded: ours, corrected where the database server's clock differs.</summary>
internal sealed class ServerClock(TimeProvider clock)
{
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private long _skewTicks;

    public DateTimeOffset Now => clock.GetUtcNow().AddTicks(Interlocked.Read(ref _skewTicks));

    /// <summary>
    /// Learns from an append that was refused for its time. One that waited long says nothing of the clocks: waiting alone
    /// makes a time too old, and what the server said is as old as the way back took.
    /// </summary>
    /// <param name="asked">The time that was refused.</param>
    /// <param name="server">The server's clock at the refusal.</param>
    public void Correct(DateTimeOffset asked, DateTimeOffset server)
    {
        if (Now - asked < Slow)
            Interlocked.Exchange(ref _skewTicks, (server - clock.GetUtcNow()).Ticks);
    }
}
