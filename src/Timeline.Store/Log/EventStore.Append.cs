using System.Globalization;
using Npgsql;
using NpgsqlTypes;
using Timeline.Store.Proof;

namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    /// <summary>
    /// Appends to one stream and runs <see cref="Append.Also"/>, in one transaction and, once a connection has met the
    /// statements, one round trip. A refusal is a value, not an exception.
    /// </summary>
    /// <param name="append">What to append.</param>
    /// <param name="ct">Cancels; the outcome is then unknown, but all or nothing.</param>
    /// <exception cref="FormatException">An event's data is refused by <see cref="CanonicalJson"/>.</exception>
    /// <exception cref="NpgsqlException">The database failed, or refused one of <see cref="Append.Also"/>.</exception>
    public async Task<AppendResult> AppendAsync(Append append, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(append);
        ArgumentOutOfRangeException.ThrowIfNegative(append.ExpectedVersion);
        ArgumentOutOfRangeException.ThrowIfZero(append.Events.Count);

        var recorded = HashChain.Microseconds(append.Recorded);
        var hashes = Hashes(append, recorded);

        try
        {
            var positions = await RunAsync(
                Command(append, recorded, hashes), append.Also, row => row.GetFieldValue<long[]>(0), ct);
            var version = append.ExpectedVersion + positions.Length;
            return new Appended(version, positions[^1], hashes[^1]) { Positions = positions };
        }
        catch (PostgresException e) when (Refusal(e) is { } refusal)
        {
            return refusal;
        }
    }

    /// <summary>Remembers, under an idempotency key, the answer to a request that appended nothing.</summary>
    /// <param name="actor">The key's owner.</param>
    /// <param name="key">The key, and what to remember.</param>
    /// <param name="stream">The stream that the request was about.</param>
    /// <param name="version">The version that the stream is at.</param>
    /// <param name="ct">Cancels; the outcome is then unknown.</param>
    /// <returns>False where the key has been used.</returns>
    public Task<bool> RememberAsync(
        string actor, IdempotencyKey key, string stream, long version, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return FirstAsync(
            _sql.Remember,
            [Of(actor), Of(key.Key), Of(key.Fingerprint), Varchar(stream), Of(version), Of(key.Result)],
            row => row.GetBoolean(0), ct);
    }

    private static string[] Hashes(Append append, DateTimeOffset recorded)
    {
        var hashes = new string[append.Events.Count];
        var previous = append.PreviousHash;
        for (var i = 0; i < hashes.Length; i++)
        {
            var (type, _, data) = append.Events[i];
            previous = hashes[i] = HashChain.Next(
                previous, append.Stream, append.ExpectedVersion + i + 1, type, recorded.AddMicroseconds(i),
                append.Actor, append.CorrelationId, append.CausationId, data);
        }

        return hashes;
    }

    private NpgsqlBatchCommand Command(Append append, DateTimeOffset recorded, string[] hashes)
    {
        var events = append.Events;
        return new NpgsqlBatchCommand(_sql.Append)
        {
            Parameters =
            {
                Varchar(append.Stream),
                Of(append.ExpectedVersion),
                Of(recorded.UtcDateTime),
                Of(append.Actor),
                Optional(append.CorrelationId, NpgsqlDbType.Varchar),
                Optional(append.CausationId, NpgsqlDbType.Varchar),
                Optional(append.Key?.Key, NpgsqlDbType.Text),
                Optional(append.Key?.Fingerprint, NpgsqlDbType.Bytea),
                Optional(append.Key?.Result, NpgsqlDbType.Text),
                Each(_ => Guid.CreateVersion7(), NpgsqlDbType.Uuid),
                Each(i => events[i].Type, NpgsqlDbType.Varchar),
                Each(i => events[i].DotNetType, NpgsqlDbType.Varchar),
                Each(i => events[i].Data, NpgsqlDbType.Jsonb),
                Of(hashes),
            },
        };

        NpgsqlParameter<T[]> Each<T>(Func<int, T> value, NpgsqlDbType type)
        {
            var values = new T[events.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = value(i);
            return new NpgsqlParameter<T[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
        }
    }

    private static NpgsqlParameter Optional(object? value, NpgsqlDbType type) =>
        new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };

    private static AppendResult? Refusal(PostgresException e) => e.SqlState switch
    {
        "TL001" => new Conflict(long.Parse(e.Hint!, CultureInfo.InvariantCulture)),
        "TL002" => new DuplicateKey(),
        "TL003" => new ClockSkew(DateTimeOffset.Parse(e.Hint!, CultureInfo.InvariantCulture)),
        _ => null,
    };
}
