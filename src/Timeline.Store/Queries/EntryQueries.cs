namespace Timeline.Store.Queries;

/// <summary>One state of one entry.</summary>
/// <param name="Revision">Its number, from 1; without a gap.</param>
/// <param name="Doc">The entry's JSON in that state.</param>
/// <param name="From">When it began (UTC).</param>
/// <param name="To">When it ended; null while it holds.</param>
/// <param name="Varies">Whether it may change while the entry does not.</param>
/// <param name="Until">When the clock will change what it says; null where it will not.</param>
public sealed record EntryState(int Revision, string Doc, DateTimeOffset From, DateTimeOffset? To, bool Varies, DateTimeOffset? Until);

/// <summary>One entry and what it said before.</summary>
public static class EntryQueries
{
    /// <summary>The last states of one entry that the reader may see, newest first; empty where there is none.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="asOf">Only what was known at that recorded instant; null for now.</param>
    /// <param name="hidden">Also what the public must not see: for the newsroom only.</param>
    /// <param name="before">Only those before this revision.</param>
    /// <param name="limit">The most states.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<IReadOnlyList<EntryState>> EntryAsync(
        this TimelineDatabase db, string id, string entry, DateTimeOffset? asOf, bool hidden, int before, int limit,
        CancellationToken ct = default) =>
        db.StatesAsync(id, entry, hidden ? "true" : "e.visible", asOf, hidden, before, limit, ct);

    /// <summary>The states of an entry in which it was a draft that contributors may see, newest first: none in which it was held, or promised
    /// to somebody, and none of what the public ever saw.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="before">Only those before this revision.</param>
    /// <param name="limit">The most states.</param>
    /// <param name="ct">Cancels.</param>
    public static Task<IReadOnlyList<EntryState>> DraftAsync(
        this TimelineDatabase db, string id, string entry, int before, int limit, CancellationToken ct = default) =>
        db.StatesAsync(id, entry, NeedQueries.IsDraft(db), null, hidden: true, before, limit, ct, draftsOnly: true);

    private static async Task<IReadOnlyList<EntryState>> StatesAsync(
        this TimelineDatabase db, string id, string entry, string seen, DateTimeOffset? asOf, bool hidden, int before, int limit, CancellationToken ct, bool draftsOnly = false)
    {
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)} and e.entry = {where.Parameter(entry)}");
        where.Add(seen);
        if (asOf is { } at)
            where.Add($"e.valid_from <= {where.Parameter(at.UtcDateTime)}");
        // States that differ only in what the public does not see are one state for it. Each text is read only where it is sent.
        var number = hidden ? "row_number() over (order by valid_from)" : "revision";
        await using var command = where.ToCommand(db.Source, $"""
            select e.number::int, e.began, e.valid_to, {db.Shown("e", asOf, hidden, where, draftsOnly)}
            from (
              select distinct on (number) *, min(valid_from) over (partition by number) as began
              from (select *, {number} as number from {db.Quoted}.tl_entries e where {where}) s
              where number < {where.Parameter(before)}
              order by number desc, valid_from desc
              limit {where.Parameter(limit)}
            ) e
            order by e.number desc
            """);
        return await command.AllAsync(row =>
        {
            var to = row.GetFieldValue<DateTime>(2);
            var holds = to == DateTime.MaxValue || to > asOf?.UtcDateTime;
            var (doc, varies, until) = ShownDocs.Read(row, 3, over: !holds)!;
            return new EntryState(row.GetInt32(0), doc, row.GetFieldValue<DateTimeOffset>(1),
                holds ? null : new DateTimeOffset(to), varies, asOf is null ? until : null);
        }, ct);
    }
}
