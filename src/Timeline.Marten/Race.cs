using JasperFx;
using Marten.Exceptions;
using Npgsql;
using Timeline.Chronology;

namespace Timeline.Marten;

/// <summary>What a command runs into when somebody else was faster: load again and decide anew.</summary>
internal static class Race
{
    public static bool IsLost(Exception error) =>
        error is ConcurrencyException or ExistingStreamIdCollisionException
        || Refusal(error)?.SqlState is SqlStates.ClockSkew or SqlStates.HeadMoved or PostgresErrorCodes.UniqueViolation;

    /// <summary>What PostgreSQL said, which Marten wraps.</summary>
    public static PostgresException? Refusal(Exception error) =>
        error as PostgresException ?? error.InnerException as PostgresException;
}
