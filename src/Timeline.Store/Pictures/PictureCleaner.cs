using Microsoft.Extensions.Logging;

namespace Timeline.Store.Pictures;

/// <summary>Deletes pictures that were uploaded and never used.</summary>
internal sealed partial class PictureCleaner(TimelineDatabase database, PictureFolder pictures, TimeProvider time, ILogger<PictureCleaner> log)
    : Tidying(TimeSpan.FromMinutes(7), TimeSpan.FromHours(6), time)
{
    // A form may be open overnight, and its text wait in a browser over a weekend.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>Deletes those that were uploaded before a moment.</summary>
    public static async Task CleanAsync(TimelineDatabase database, PictureFolder pictures, DateTimeOffset before, CancellationToken ct)
    {
        foreach (var name in await database.UnusedPicturesAsync(pictures.Before(before), ct))
            pictures.Remove(name, null);
    }

    protected override Task TidyAsync(CancellationToken ct) =>
        pictures.IsKept ? CleanAsync(database, pictures, Time.GetUtcNow() - Kept, ct) : Task.CompletedTask;

    protected override void Failed(string reason) => Failed(log, reason);

    [LoggerMessage(LogLevel.Warning, "Pictures that nothing uses could not be deleted, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
