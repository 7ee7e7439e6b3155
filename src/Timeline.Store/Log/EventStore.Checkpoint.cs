using System.Globalization;
using Npgsql;

namespace Timeline.Store.Log;

public sealed partial class EventStore
{
    /// <summary>How far a projector has come: the position of the last event it has dealt with; 0 at first.</summary>
    /// <param name="name">The projector, as <c>Name:All</c> or <c>Name:V2:All</c>; not one of Marten's.</param>
    /// <param name="ct">Cancels.</param>
    public Task<long> CheckpointAsync(string name, CancellationToken ct = default) =>
        FirstAsync(_sql.Checkpoint, [Varchar(name)], row => row.GetInt64(0), ct);

    /// <summary>
    /// Stores what a projector made of some events, and moves its checkpoint, in one transaction: both or, when the
    /// checkpoint is no longer at <paramref name="from"/>, neither. So of two projectors that both believe to be
    /// the active one, one works and the other harms nothing.
    /// </summary>
    /// <param name="name">The projector; see <see cref="CheckpointAsync"/>.</param>
    /// <param name="from">The checkpoint that the events were read after.</param>
    /// <param name="to">The new checkpoint, at most <see cref="Settled.Position"/>. A rebuild may move it back.</param>
    /// <param name="batch">Commands with positional parameters; each text is prepared, so use few of them.</param>
    /// <param name="ct">Cancels; the outcome is then unknown, but all or nothing.</param>
    public async Task<AdvanceResult> AdvanceAsync(
        string name, long from, long to, IReadOnlyList<NpgsqlBatchCommand> batch, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(batch);
        // The checkpoint first: the slower of two projectors waits on it, and is turned away before it has done any
        // work.
        var advance = new NpgsqlBatchCommand(_sql.Advance) { Parameters = { Varchar(name), Of(from), Of(to) } };
        try
        {
            return await RunAsync(advance, batch, _ => new Advanced(to), ct);
        }
        catch (PostgresException e) when (e.SqlState == "TL004")
        {
            return new Overtaken(long.Parse(e.Hint!, CultureInfo.InvariantCulture));
        }
    }
}
