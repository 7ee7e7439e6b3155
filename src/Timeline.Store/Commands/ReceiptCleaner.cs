using Microsoft.Extensions.Logging;

namespace Timeline.Store.Commands;

/// <summary>
/// Deletes receipts that are older than <see cref="Receipts.Kept"/>: what one node deletes, the others pass over. Each time it deletes
/// few rows in one short transaction, so that no command waits for it.
/// </summary>
internal sealed partial class ReceiptCleaner(TimelineDatabase database, TimeProvider time, ILogger<ReceiptCleaner> log)
    : Tidying(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1), time)
{
    private const int Batch = 1000;

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

    protected override Task TidyAsync(CancellationToken ct) => CleanAsync(database, ct);

    protected override void Failed(string reason) => Failed(log, reason);

    [LoggerMessage(LogLevel.Warning, "Old receipts could not be deleted, and that is tried again: {Reason}")]
    private static partial void Failed(ILogger log, string reason);
}
