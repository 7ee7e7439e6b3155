namespace Timeline.Api.Live;

/// <summary>The section <c>Live</c> of the configuration.</summary>
internal sealed record LiveOptions
{
    /// <summary>After so long without a change each reader gets a comment, so that nothing between takes it for dead.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A reader that takes nothing for so long is cut off; it may come again and goes on where it was.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(10);
}
