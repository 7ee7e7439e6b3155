namespace Timeline.Store.Log;

/// <summary>What became of a projector's batch: <see cref="Advanced"/> or <see cref="Overtaken"/>.</summary>
public abstract record AdvanceResult
{
    private protected AdvanceResult()
    {
    }
}

/// <summary>Committed.</summary>
/// <param name="Position">The new checkpoint.</param>
public sealed record Advanced(long Position) : AdvanceResult;

/// <summary>Another projector has moved the checkpoint; nothing of this batch was stored.</summary>
/// <param name="Position">Where it is.</param>
public sealed record Overtaken(long Position) : AdvanceResult;
