namespace Timeline.Store.Projections;

/// <summary>How far a rebuild is.</summary>
/// <param name="Step">What it is doing.</param>
/// <param name="Done">Events folded.</param>
/// <param name="Total">Events that there are, as far as is known: never fewer than are folded, and more where more come meanwhile.</param>
/// <param name="Elapsed">Since the start.</param>
public sealed record RebuildProgress(RebuildStep Step, long Done, long Total, TimeSpan Elapsed)
{
    /// <summary>Events folded in a second, on average.</summary>
    public double PerSecond => Elapsed > TimeSpan.Zero ? Done / Elapsed.TotalSeconds : 0;

    /// <summary>How long the rest of the folding will take at that rate; null while there is none.</summary>
    public TimeSpan? Left => Done > 0 ? TimeSpan.FromSeconds((Total - Done) / PerSecond) : null;
}

/// <summary>What a rebuild does, in this order.</summary>
public enum RebuildStep
{
    /// <summary>Folds the events into a shadow. Nearly all the time goes here.</summary>
    Folding,

    /// <summary>Makes the shadow's indexes.</summary>
    Indexing,

    /// <summary>Folds what was appended meanwhile, and puts the shadow in its place.</summary>
    Swapping,
}

/// <summary>A rebuild that is done.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Stories">Stories in the chronology now.</param>
/// <param name="Stopped">Stories that stop before an event that cannot be folded.</param>
/// <param name="Elapsed">How long it took.</param>
public sealed record RebuildResult(long Events, long Stories, IReadOnlyList<StoppedStory> Stopped, TimeSpan Elapsed);
