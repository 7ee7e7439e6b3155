namespace Timeline.Store.Queries;

/// <summary>One state of one entry.</summary>
/// <param name="Doc">The entry's JSON in that state.</param>
/// <param name="From">When it began (UTC).</param>
/// <param name="To">When it ended; null while it holds.</param>
public sealed record EntryState(string Doc, DateTimeOffset From, DateTimeOffset? To);

/// <summary>One entry and what it said before.</summary>
public static class EntryQueries
{
    /// <summary>The states of one entry that the reader may see, oldest first; empty where there is none.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="asOf">Only what was known at that recorded instant; null for now.</param>
    /// <param name="hidden">Also what the public must not see: for editors only.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<EntryState>> EntryAsync(
        this TimelineDatabase db, string id, string entry, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)} and e.entry = {where.Parameter(entry)}");
        where.Add(hidden ? "true" : "e.visible");
        if (asOf is { } at)
            where.Add($"e.valid_from <= {where.Parameter(at.UtcDateTime)}");
        await using var command = where.ToCommand(db.Source, $"""
            select e.doc, {db.Unshown("e", asOf, hidden, where)}, e.valid_from, e.valid_to, (e.doc->>'revision')::int
            from {db.Quoted}.tl_entries e where {where} order by e.valid_from
            """);
        var rows = await command.AllAsync(row =>
        {
            var to = row.GetFieldValue<DateTime>(3);
            return (Revision: row.GetInt32(4), State: new EntryState(
                row.Doc(0)!, row.GetFieldValue<DateTimeOffset>(2),
                to == DateTime.MaxValue || to > asOf?.UtcDateTime ? null : new DateTimeOffset(to)));
        }, ct);
        // States that differ only in what the public does not see are one state for it.
        return hidden
            ? [.. rows.Select(r => r.State)]
            : [.. rows.GroupBy(r => r.Revision, (_, same) => same.Select(r => r.State).ToArray())
                .Select(same => same[^1] with { From = same[0].From })];
    }
}
