using System.Runtime.CompilerServices;
using Npgsql;

namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    // Large enough that the pauses between pages do not show, small enough that a reader who stops early wastes little.
    private const int PageSize = 4096;

    /// <summary>Where <paramref name="stream"/> ends; null when it does not exist or has no event.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="ct">Cancels.</param>
    public Task<StreamHead?> HeadAsync(string stream, CancellationToken ct = default) => FirstAsync(
        _sql.Head, [Varchar(stream)],
        row => new StreamHead(row.GetInt64(0), Text(row, 1) ?? "", row.GetFieldValue<DateTimeOffset>(2)), ct);

    /// <summary>What is remembered under an idempotency key; null when it was never used.</summary>
    /// <param name="actor">The key's owner.</param>
    /// <param name="key">The key.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Remembered?> RecallAsync(string actor, string key, CancellationToken ct = default) => FirstAsync(
        _sql.Recall, [Of(actor), Of(key)],
        row => new Remembered(
            row.GetFieldValue<byte[]>(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4)), ct);

    /// <summary>The events of one stream, by version.</summary>
    /// <param name="stream">The stream's id; one that does not exist has no events.</param>
    /// <param name="fromVersion">The first version wanted.</param>
    /// <param name="toVersion">The last version wanted.</param>
    /// <param name="ct">Cancels.</param>
    public IAsyncEnumerable<StoredEvent> ReadStreamAsync(
        string stream, long fromVersion = 1, long toVersion = long.MaxValue, CancellationToken ct = default) =>
        RowsAsync(_sql.ReadStream, [Varchar(stream), Of(fromVersion), Of(toVersion)], Event, ct);

    /// <summary>Some events of one stream, in the order of their versions.</summary>
    /// <param name="stream">The stream's id.</param>
    /// <param name="versions">The versions wanted; those that do not exist are left out.</param>
    /// <param name="ct">Cancels.</param>
    public IAsyncEnumerable<StoredEvent> ReadVersionsAsync(string stream, long[] versions, CancellationToken ct = default) =>
        RowsAsync(_sql.ReadVersions, [Varchar(stream), Of(versions)], Event, ct);

    /// <summary>The last position that is committed; 0 in an empty log. Earlier ones may still appear (<see cref="SettledAsync"/>).</summary>
    /// <param name="ct">Cancels.</param>
    public Task<long> EndAsync(CancellationToken ct = default) => FirstAsync(_sql.End, [], row => row.GetInt64(0), ct);

    /// <summary>
    /// The whole log by position, without Marten's tombstones. Only up to <see cref="Settled.Position"/> is it
    /// certain that nothing is missing.
    /// </summary>
    /// <param name="afterPosition">The last position not wanted; 0 for all.</param>
    /// <param name="toPosition">The last position wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<StoredEvent> ReadAllAsync(
        long afterPosition, long toPosition, [EnumeratorCancellation] CancellationToken ct = default)
    {
        while (true)
        {
            var count = 0;
            await foreach (var stored in PageAsync(afterPosition, toPosition, PageSize, ct))
            {
                count++;
                afterPosition = stored.Position;
                yield return stored;
            }

            if (count < PageSize)
                yield break;
        }
    }

    /// <summary>
    /// The events of many streams: stream by stream, each by version. For whoever folds them: without actor, correlation,
    /// causation and hash, which are null.
    /// </summary>
    /// <param name="first">The first stream wanted, in the order of the database.</param>
    /// <param name="last">The last stream wanted.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<StoredEvent> ReadStreamsAsync(
        string first, string last, [EnumeratorCancellation] CancellationToken ct = default)
    {
        var (stream, version) = (first, 0L);
        while (true)
        {
            var count = 0;
            await foreach (var stored in RowsAsync(
                _sql.ReadStreams, [Varchar(stream), Of(version), Varchar(last), Of(PageSize)], Event, ct))
            {
                count++;
                (stream, version) = (stored.Stream, stored.Version);
                yield return stored;
            }

            if (count < PageSize)
                yield break;
        }
    }

    internal IAsyncEnumerable<StoredEvent> PageAsync(long after, long to, int limit, CancellationToken ct) =>
        RowsAsync(_sql.ReadPage, [Of(after), Of(to), Of(limit)], Event, ct);

    private static StoredEvent Event(NpgsqlDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetInt64(3), row.GetString(4), row.GetString(5),
        row.GetFieldValue<DateTimeOffset>(6), Text(row, 7), Text(row, 8), Text(row, 9), Text(row, 10));
}
