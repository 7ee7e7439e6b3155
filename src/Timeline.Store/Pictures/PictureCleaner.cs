using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Timeline.Store.Pictures;

/// <summary>Deletes pictures that were uploaded and never used. Any number of nodes may run it.</summary>
internal sealed partial class PictureCleaner(TimelineDatabase database, PictureFolder pictures, TimeProvider time, ILogger<PictureCleaner> log)
    : BackgroundService
{
    // A form may be open overnight, and its text wait in a browser over a weekend.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    private static readonly TimeSpan Pause = TimeSpan.FromHours(6);

    // A start has better things to do.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(7);

    /// <summary>Deletes those that were uploaded before a moment.</summary>
    public static async Task CleanAsync(TimelineDatabase database, PictureFolder pictures, DateTimeOffset before, CancellationToken ct)
    {
        foreach (var name in await database.UnusedPicturesAsync(pictures.Before(before), ct))
            pictures.Remove(name, null);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = First; pictures.IsKept; pause = Pause)
        {
            await Task.Delay(pause, time, stoppingToken);
            try
            {
                await CleanAsync(database, pictures, time.GetUtcNow() - Kept, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing depends on it: the next time will do.
                Failed(log, error.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Pictures that nothing uses could not be deleted, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
