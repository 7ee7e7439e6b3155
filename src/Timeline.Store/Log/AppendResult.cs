namespace Timeline.Store.Log;

/// <summary>
/// What became of an append: <see cref="Appended"/>, or one of the refusals <see cref="Conflict"/>,
/// <see cref="DuplicateKey"/> and <see cref="ClockSkew"/>, after which nothing at all has been stored.
/// </summary>
public abstract record AppendResult
{
    private protected AppendResult()
    {
    }
}

/// <summary>Committed.</summary>
/// <param name="Version">The stream's version: that of the last event.</param>
/// <param name="Position">Position of the last event.</param>
/// <param name="Hash">Hash of the last event: the <see cref="Append.PreviousHash"/> of the next append.</param>
public sealed record Appended(long Version, long Position, string Hash) : AppendResult
{
    /// <summary>The position of each event, ascending; not always without gaps.</summary>
    public IReadOnlyList<long> Positions { get; init; } = [Position];
}

/// <summary>The stream is not at <see cref="Append.ExpectedVersion"/>: load it again and decide anew.</summary>
/// <param name="ActualVersion">The version it was at; 0 when it does not exist.</param>
public sealed record Conflict(long ActualVersion) : AppendResult;

/// <summary>The actor has used this idempotency key: see <see cref="EventStore.RecallAsync"/>.</summary>
public sealed record DuplicateKey : AppendResult;

/// <summary><see cref="Append.Recorded"/> is more than 5 seconds from the database server's clock.</summary>
/// <param name="ServerNow">That clock, UTC.</param>
public sealed record ClockSkew(DateTimeOffset ServerNow) : AppendResult;
