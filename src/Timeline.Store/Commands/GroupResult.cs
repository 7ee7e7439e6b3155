namespace Timeline.Store.Commands;

/// <summary>What became of a group of commands.</summary>
internal abstract record GroupResult
{
    private GroupResult()
    {
    }

    /// <summary>All are decided; what is to be stored of them is ready.</summary>
    public sealed record Decided(ReadyGroup Ready) : GroupResult;

    /// <summary>All that was to be stored is; every command has its answer.</summary>
    public sealed record Committed(CommandGroup Group) : GroupResult;

    /// <summary>Nothing was stored, and it may go well the next time: somebody else was faster, or the connection was lost.</summary>
    /// <param name="ServerClock">The database server's clock, where ours was too far from it.</param>
    /// <param name="Reason">Why, where it was no race.</param>
    /// <param name="Locked">Whether somebody else held a row for longer than we wait for one.</param>
    public sealed record Again(DateTimeOffset? ServerClock = null, Exception? Reason = null, bool Locked = false) : GroupResult;

    /// <summary>Nothing was stored, for a reason that lies in what was to be stored: PostgreSQL refuses it, or it cannot be
    /// written.</summary>
    public sealed record Failed(Exception Error) : GroupResult;
}
