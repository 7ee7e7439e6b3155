using Microsoft.Extensions.Logging;

namespace Timeline.Store.Projections;

/// <summary>Removes the shadows of rebuilds and comparisons that were killed (<see cref="ShadowSchema.RemoveLeftAsync"/>).</summary>
internal sealed partial class ShadowCleaner(TimelineDatabase database, TimeProvider time, ILogger<ShadowCleaner> log)
    : Tidying(TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), time)
{
    protected override Task TidyAsync(CancellationToken ct) => ShadowSchema.RemoveLeftAsync(database, ct);

    protected override void Failed(string reason) => Failed(log, reason);

    [LoggerMessage(LogLevel.Warning, "What a rebuild or a verification has left behind could not be removed, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
