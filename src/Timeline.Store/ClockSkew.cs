namespace Timeline.Store;

/// <summary>The clocks of the nodes and of the database's server.</summary>
public static class ClockSkew
{
    /// <summary>As far as they may differ: <c>tl_write</c> refuses a recorded time that is farther from the server's.</summary>
    public static TimeSpan Most { get; } = TimeSpan.FromSeconds(5);
}
