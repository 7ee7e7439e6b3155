using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;

namespace Timeline.Store.Proof;

/// <summary>Verifies the streams of a database.</summary>
public static class Verifier
{
    private const int ChunkSize = 256;

    /// <summary>
    /// Recomputes every hash (see <see cref="HashChain"/>) and reports what does not fit, stream by stream, over one snapshot.
    /// It cannot see that the last events of a stream, or a whole stream, were cut off neatly, or that someone computed all
    /// hashes anew: <paramref name="anchors"/> that were kept outside the database show that too.
    /// </summary>
    /// <param name="database">Where.</param>
    /// <param name="stream">One stream; null for all.</param>
    /// <param name="anchors">The <see cref="VerifiedStream.Head"/> of earlier verifications.</param>
    /// <param name="ct">Cancels.</param>
    public static async IAsyncEnumerable<VerifiedStream> VerifyAsync(
        this TimelineDatabase database, string? stream = null, IEnumerable<Anchor>? anchors = null,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        var anchored = (anchors ?? []).Where(anchor => stream is null || anchor.Stream == stream)
            .GroupBy(anchor => anchor.Stream).ToDictionary(group => group.Key, group => group.ToList());

        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using (var command = Over(stream, connection, $"""
            select {StoredEvents.Columns}, s.version, t.version
            from {database.Quoted}.mt_events e left join {database.Quoted}.mt_streams s on s.id = e.stream_id
            left join {database.Quoted}.tl_stories t on t.id = e.stream_id
            where e.stream_id <> {StoredEvents.Tombstones} and ($1::varchar is null or e.stream_id = $1)
            order by e.stream_id, e.version, e.seq_id
            """))
        {
            StreamVerifier? verifier = null;
            long? streamVersion = null, shownVersion = null;
            await foreach (var (digested, itsStream, shown) in ChunksAsync(command, ct).WorkAsync(
                chunk => chunk.ConvertAll(e => (DigestedEvent.Of(e.Stored), e.Stream, e.Shown)), ct).SelectMany(chunk => chunk))
            {
                if (verifier?.Stream != digested.Stored.Stream)
                {
                    if (verifier is not null)
                        yield return verifier.End(streamVersion, shownVersion);
                    verifier = Start(digested.Stored.Stream);
                }

                verifier.Add(digested);
                (streamVersion, shownVersion) = (itsStream, shown);
            }

            if (verifier is not null)
                yield return verifier.End(streamVersion, shownVersion);
        }

        // What has no events left, though its row or the chronology knows of it; then what nobody but its anchor knows.
        await using (var command = Over(stream, connection, $"""
            select x.id, s.version, t.version
            from (select id from {database.Quoted}.mt_streams where version > 0 union select id from {database.Quoted}.tl_stories) x
            left join {database.Quoted}.mt_streams s on s.id = x.id left join {database.Quoted}.tl_stories t on t.id = x.id
            where x.id <> {StoredEvents.Tombstones} and ($1::varchar is null or x.id = $1)
              and not exists (select from {database.Quoted}.mt_events e where e.stream_id = x.id)
            """))
        {
            await foreach (var verified in command.EachAsync(
                row => Start(row.GetString(0)).End(Number(row, 1), Number(row, 2)), ct))
                yield return verified;
        }

        foreach (var gone in anchored.Keys.ToList())
            yield return Start(gone).End(null, null);

        StreamVerifier Start(string id) => new(id, anchored.Remove(id, out var known) ? known : []);
    }

    // Each with the version of its stream's row, and that up to which it is shown.
    private static async IAsyncEnumerable<List<(StoredEvent Stored, long? Stream, long? Shown)>> ChunksAsync(
        NpgsqlCommand command, [EnumeratorCancellation] CancellationToken ct)
    {
        var chunk = new List<(StoredEvent, long?, long?)>(ChunkSize);
        await foreach (var read in command.EachAsync(
            row => (StoredEvents.Of(row), Number(row, StoredEvents.ColumnCount), Number(row, StoredEvents.ColumnCount + 1)), ct))
        {
            chunk.Add(read);
            if (chunk.Count < ChunkSize)
                continue;
            yield return chunk;
            chunk = new(ChunkSize);
        }

        yield return chunk;
    }

    private static long? Number(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);

    private static NpgsqlCommand Over(string? stream, NpgsqlConnection connection, string sql) => new(sql, connection)
    {
        Parameters = { new() { Value = (object?)stream ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar } },
    };
}
