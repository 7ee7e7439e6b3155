using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;
using NpgsqlTypes;
using Timeline.Store.Proof;

namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    /// <summary>
    /// Recomputes every hash (see <see cref="HashChain"/>) and reports what does not fit, stream by stream, over
    /// one snapshot. It cannot see that the last events of a stream, or a whole stream, were cut off neatly, or
    /// that someone computed all hashes anew: <paramref name="anchors"/> that were kept outside the database show
    /// that too.
    /// </summary>
    /// <param name="stream">One stream; null for all.</param>
    /// <param name="anchors">The <see cref="VerifiedStream.Head"/> of earlier verifications.</param>
    /// <param name="ct">Cancels.</param>
    public async IAsyncEnumerable<VerifiedStream> VerifyAsync(
        string? stream = null, IEnumerable<Anchor>? anchors = null,
        [EnumeratorCancellation] CancellationToken ct = default)
    {
        var anchored = (anchors ?? []).Where(anchor => stream is null || anchor.Stream == stream)
            .GroupBy(anchor => anchor.Stream).ToDictionary(group => group.Key, group => group.ToList());

        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        await using (var command = new NpgsqlCommand(stream is null ? _sql.VerifyAll : _sql.VerifyStream, connection))
        {
            if (stream is not null)
                command.Parameters.Add(Varchar(stream));
            await using var reader = await command.ExecuteReaderAsync(ct);
            StreamVerifier? verifier = null;
            long? streamVersion = null;
            while (await reader.ReadAsync(ct))
            {
                var stored = Event(reader);
                if (verifier?.Stream != stored.Stream)
                {
                    if (verifier is not null)
                        yield return verifier.End(streamVersion);
                    verifier = Start(stored.Stream);
                }

                verifier.Add(stored);
                streamVersion = reader.IsDBNull(11) ? null : reader.GetInt64(11);
            }

            if (verifier is not null)
                yield return verifier.End(streamVersion);
        }

        // What has no events left, then what has not even a row left.
        await using (var command = new NpgsqlCommand(_sql.EmptyStreams, connection))
        {
            command.Parameters.Add(Optional(stream, NpgsqlDbType.Varchar));
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                yield return Start(reader.GetString(0)).End(reader.GetInt64(1));
        }

        foreach (var gone in anchored.Keys.ToList())
            yield return Start(gone).End(null);

        StreamVerifier Start(string id) => new(id, anchored.Remove(id, out var known) ? known : []);
    }
}
