using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Timeline.Store.Commands;

/// <summary>
/// Deletes receipts that are older than <see cref="Receipts.Kept"/>. Any number of nodes may run it: what one deletes, the others
/// pass over. Each time it deletes few rows in one short transaction, so that no command waits for it.
/// </summary>
internal sealed partial class ReceiptCleaner(TimelineDatabase database, ILogger<ReceiptCleaner> log) : BackgroundService
{
    private const int Batch = 1000;

    private static readonly TimeSpan Pause = TimeSpan.FromHours(1);

    // A start has better things to do.
    private static readonly TimeSpan First = TimeSpan.FromMinutes(5);

    /// <summary>Deletes those that are too old, all of them.</summary>
    public static async Task CleanAsync(TimelineDatabase database, CancellationToken ct)
    {
        int deleted;
        do
        {
            await using var command = database.Source.CreateCommand($"""
                delete from {database.Quoted}.tl_receipts where ctid = any(array(
                  select ctid from {database.Quoted}.tl_receipts where created < now() - $1 limit {Batch} for update skip locked))
                """);
            command.Parameters.Add(new() { Value = Receipts.Kept });
            deleted = await command.ExecuteNonQueryAsync(ct);
        }
        while (deleted == Batch);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        for (var pause = First; ; pause = Pause)
        {
            await Task.Delay(pause, stoppingToken);
            try
            {
                await CleanAsync(database, stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                // Nothing depends on it: the next time will do.
                Failed(log, error.Message);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Old receipts could not be deleted, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
