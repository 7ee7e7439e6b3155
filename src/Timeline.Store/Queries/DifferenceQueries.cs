namespace Timeline.Store.Queries;

/// <summary>One entry at two moments.</summary>
/// <param name="Was">Its JSON at the first; null where the reader could not see it.</param>
/// <param name="Now">Its JSON at the second; null where the reader could not see it.</param>
public sealed record EntryPair(string? Was, string? Now);

/// <summary>A page of the entries that may differ between two moments.</summary>
/// <param name="Pairs">The entries, in the order of the chronology.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record DifferencePage(IReadOnlyList<EntryPair> Pairs, TimelineCursor? Next);

/// <summary>What differs between two moments.</summary>
public static class DifferenceQueries
{
    // So many entries are looked up one by one in the index of links, which would take forever for all of a long story.
    private const int Few = 500;

    /// <summary>The entries that changed between two recorded instants, or that link to one which came or went.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="from">The first instant.</param>
    /// <param name="to">The second instant, not before the first.</param>
    /// <param name="hidden">Also what the public must not see: for the newsroom only.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">The most entries of the page.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<DifferencePage> DifferencesAsync(
        this TimelineDatabase db, string id, DateTimeOffset from, DateTimeOffset to, bool hidden, TimelineCursor? after, int limit,
        CancellationToken ct = default)
    {
        var where = new Conditions();
        var story = where.Parameter(id);
        var (t1, t2) = (where.Parameter(from.UtcDateTime), where.Parameter(to.UtcDateTime));
        string Valid(string at) =>
            $"e.story = {story}{(hidden ? "" : " and e.visible")} and {Conditions.Holds("e", at)}";
        where.Add("coalesce(n.since, w.since) is not null");
        // Every state begins where the one before ends; what the public saw begin or end is a public change.
        var changed = hidden
            ? $"select distinct entry from {db.Quoted}.tl_entries where story = {story} and valid_from > {t1} and valid_from <= {t2}"
            : $"""
              select distinct entry from {db.Quoted}.tl_changes where story = {story} and recorded > {t1} and recorded <= {t2}
              union
              select e.entry from {db.Quoted}.tl_entries e join {db.Quoted}.tl_changes c on c.story = e.story and c.recorded = e.valid_from
              where e.story = {story} and e.visible and c.entry is null and c.recorded > {t1} and c.recorded <= {t2}
              """;
        if (after is not null)
        {
            where.Add($"coalesce(n.sort_key, w.sort_key) > {where.Parameter(after.Key)}");
        }

        var linking = $"e.story = {story} and e.visible and e.links <> array[]::text[] " +
            $"and e.valid_from <= {t2} and e.valid_to > {t1}";
        var pairs = $"""
            with changed as (
              {changed}
            ), touched as (
              select entry from changed where entry is not null
              union
              select e.entry from {db.Quoted}.tl_entries e
              where {linking} and e.links && (select array_agg(entry) from changed having count(*) <= {Few})
              union
              select e.entry from {db.Quoted}.tl_entries e cross join unnest(e.links) l join changed c on c.entry = l
              where {linking} and (select count(*) from changed) > {Few}
              union
              select unnest(o.outcome_of) from {db.Quoted}.tl_entries o join changed c on c.entry = o.entry
              where o.story = {story} and {(hidden ? "true" : "o.visible")} and o.outcome_of <> array[]::text[]
              and o.valid_from <= {t2} and o.valid_to > {t1}
            ), page as (
              select entry, coalesce(n.sort_key, w.sort_key) as sort_key
              from touched
              left join (select * from {db.Quoted}.tl_entries e where {Valid(t1)}) w using (entry)
              left join (select * from {db.Quoted}.tl_entries e where {Valid(t2)}) n using (entry)
              where {where}
              order by 2
              limit {where.Parameter(limit + 1)}
            )
            select p.sort_key, w.*, n.*
            from page p
            left join lateral (
              select {db.Shown("e", from, hidden, where)}
              from {db.Quoted}.tl_entries e where {Valid(t1)} and e.entry = p.entry
            ) w on true
            left join lateral (
              select {db.Shown("e", to, hidden, where)}
              from {db.Quoted}.tl_entries e where {Valid(t2)} and e.entry = p.entry
            ) n on true
            order by 1
            """;
        await using var batch = db.Source.CreateBatch();
        // A plan that is good for few changes is no good for all of a long story.
        batch.BatchCommands.Add(new("select set_config('plan_cache_mode', 'force_custom_plan', true)"));
        batch.BatchCommands.Add(where.ToCommand(pairs));
        await using var reader = await batch.ReadLastAsync(ct);
        var rows = await reader.AllAsync(row => (
            Pair: new EntryPair(
                ShownDocs.Read(row, 1)?.Doc, ShownDocs.Read(row, 1 + ShownDocs.Columns)?.Doc),
            At: new TimelineCursor(row.GetString(0), false)), ct);
        return new([.. rows.Take(limit).Select(r => r.Pair)], rows.Count > limit ? rows[limit - 1].At : null);
    }
}
