using System.Globalization;
using JasperFx.Events;
using Marten;
using Npgsql;
using NpgsqlTypes;
using Timeline.Chronology;
using Timeline.Domain;
using Wolverine;

namespace Timeline.Marten;

/// <summary>Appends an accepted event, with its idempotency key, in the transaction of the message.</summary>
/// <param name="Message">The command that it comes from.</param>
/// <param name="Version">The version that it makes.</param>
/// <param name="Event">The event.</param>
/// <param name="Recorded">Its recorded time.</param>
/// <param name="Hash">Its place in the hash chain.</param>
/// <param name="Entry">The entry that it concerns.</param>
public sealed record StoreEvent(
    CarryOut Message, long Version, StoryEvent Event, DateTimeOffset Recorded, string Hash, string? Entry) : ISideEffect
{
    private IEvent? _stored;

    /// <summary>Where the event was stored; 0 before the commit, and for the first event of a stream.</summary>
    internal long Position => _stored?.Sequence ?? 0;

    /// <summary>Called by Wolverine.</summary>
    public async Task ExecuteAsync(IDocumentSession session, MartenDesk desk, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(session);
        ArgumentNullException.ThrowIfNull(desk);

        // From here on all is one transaction. It must hold the appenders' lock before it takes a position: readers rely on it.
        await session.BeginTransactionAsync(ct);
        await EnterAsync(session, desk, ct);

        // What the hash covers, and not Wolverine's own ids.
        session.CorrelationId = Message.By.CorrelationId;
        session.CausationId = null;
        _stored = session.Events.BuildEvent(Event);
        _stored.Timestamp = Recorded;
        _stored.SetHeader("actor", Message.By.Actor);
        _stored.SetHeader("hash", Hash);
        if (Version == 1)
            session.Events.StartStream(Message.Story, _stored);
        else
            session.Events.Append(Message.Story, Version, _stored);
    }

    private async Task EnterAsync(IDocumentSession session, MartenDesk desk, CancellationToken ct)
    {
        // The stream's row is the lock of its writers. Marten's function looks at the version without it, so that the loser
        // of a race would burn a position, and Marten's daemon would wait in front of the hole.
        await using var command = new NpgsqlCommand($"""
            select from "{desk.Schema}".mt_streams where id = @stream for update;
            select "{desk.Schema}".tl_accepts(@stream);
            select "{desk.Schema}".tl_enter(@recorded);
            """)
        {
            Parameters =
            {
                new NpgsqlParameter<string>("stream", Message.Story),
                new NpgsqlParameter<DateTime>("recorded", NpgsqlDbType.TimestampTz) { TypedValue = Recorded.UtcDateTime },
            },
        };
        if (Message.By.Key is { } key)
        {
            // A key that is used already fails the transaction; the next attempt finds the answer that was given.
            command.CommandText = $"""
                insert into "{desk.Schema}".tl_idempotency (actor, key, fingerprint, stream, version, result)
                values (@actor, @key, @fingerprint, @stream, @version, @result);
                {command.CommandText}
                """;
            command.Parameters.AddWithValue("actor", Message.By.Actor);
            command.Parameters.AddWithValue("key", key);
            command.Parameters.AddWithValue("fingerprint", Message.By.Fingerprint ?? []);
            command.Parameters.AddWithValue("version", Version);
            command.Parameters.AddWithValue("result", Receipts.Write(Entry, Recorded));
        }

        try
        {
            // Not by session.ExecuteAsync, which tries what PostgreSQL refused again, in the transaction that this has ended.
            command.Connection = session.Connection;
            await command.ExecuteNonQueryAsync(ct);
        }
        catch (PostgresException skew) when (skew.SqlState == SqlStates.ClockSkew)
        {
            desk.Clock.Correct(Recorded, DateTimeOffset.Parse(skew.Hint!, CultureInfo.InvariantCulture));
            throw;
        }
    }
}
