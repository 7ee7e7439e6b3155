using Timeline.Store.Projections;
using Timeline.Store.Search;

namespace Timeline.Store.Queries;

/// <summary>What is wanted of all stories.</summary>
/// <param name="Story">Only of this one; null for all.</param>
/// <param name="AsOf">As it stood at this recorded instant; null for now.</param>
/// <param name="Hidden">Also what the public must not see: for the newsroom only.</param>
/// <param name="Limit">The most entries.</param>
/// <param name="After">Where the page before ended.</param>
public sealed record AcrossQuery(string? Story, DateTimeOffset? AsOf, bool Hidden, int Limit, AcrossCursor? After = null);

/// <summary>One entry found across stories.</summary>
/// <param name="Story">The story it belongs to.</param>
/// <param name="Doc">The entry's JSON.</param>
public sealed record FoundEntry(StoryDocument Story, string Doc);

/// <summary>A page of entries found across stories.</summary>
/// <param name="Entries">The entries.</param>
/// <param name="Total">How many there are on all pages; <see cref="AcrossQueries.MostCounted"/> at most.</param>
/// <param name="IsExact">Whether there are no more than <paramref name="Total"/>.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record FoundPage(IReadOnlyList<FoundEntry> Entries, int Total, bool IsExact, AcrossCursor? Next);

/// <summary>Entries of all stories or of one: those with a person, and those with some words.</summary>
public static class AcrossQueries
{
    /// <summary>So many are counted. Of more that have some words, the newest are put in order of how well they match.</summary>
    public const int MostCounted = 1_000;

    // A word that a fifth of all entries have is found often enough among so many; looked up in the index, all that have it would be read.
    private const int MostRecent = 5_000;

    /// <summary>The entries with a person, in the order of their dates.</summary>
    public static Task<FoundPage> PersonAsync(
        this TimelineDatabase db, string person, AcrossQuery query, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.people @> array[{where.Parameter(person)}]");
        In(where, query);
        return db.PageAsync(where, query, $"""
            found as not materialized (
              select e.story, e.entry, e.valid_to, e.sort_key as key from {db.Quoted}.tl_entries e where {where}
            ), counted as (
              select count(*) as total from (select from {db.Quoted}.tl_entries e where {where} limit {MostCounted + 1}) e
            )
            """, ct);
    }

    /// <summary>The entries with these words, the best match first.</summary>
    public static async Task<FoundPage> SearchAsync(
        this TimelineDatabase db, string words, AcrossQuery query, CancellationToken ct = default)
    {
        var search = SearchQuery.Parse(words);
        if (search.Find(await db.StemsAsync(search.Stemmed, query.Story, ct)) is not { } find)
            return new([], 0, true, null);
        var where = new Conditions();
        In(where, query);
        // As a row of its own, so that its plan is made for any words: what is rare is always looked up in the index.
        return await db.PageAsync(where, query, $"""
            w as materialized (
              select {where.Parameter(find)}::tsquery as find, {where.Parameter(search.Exact() ?? find)}::tsquery as exact
            ), recent as materialized (
              select r.*, w.find, w.exact from w, (
                select e.story, e.entry, e.valid_to, e.since, e.search from {db.Quoted}.tl_entries e
                where {where} order by e.since desc limit {(query is { AsOf: null, Hidden: false, Story: null } ? MostRecent : 0)}
              ) r
              where r.search @@ w.find limit {MostCounted + 1}
            ), newest as materialized (
              select * from recent where (select count(*) from recent) > {MostCounted}
              union all (
                select e.story, e.entry, e.valid_to, e.since, e.search, w.find, w.exact
                from w join {db.Quoted}.tl_entries e on e.search @@ w.find
                where (select count(*) from recent) <= {MostCounted} and {where}
                order by e.since desc limit {MostCounted + 1})
            ), found as materialized (
              select story, entry, valid_to, ({Falling("1000000 * (2 * ts_rank(search, exact) + ts_rank(search, find))")}
                || {Falling("1000000 * extract(epoch from since)")}) collate "C" as key
              from newest
            ), counted as (
              select count(*) as total from found
            )
            """, ct);
    }

    private static void In(Conditions where, AcrossQuery query)
    {
        where.Add(query.Hidden ? "true" : "e.visible and not e.withheld and e.listed");
        if (query.Story is { } story)
            where.Add($"e.story = {where.Parameter(story)}");
        where.AddHolding("e", query.AsOf);
    }

    // Numbers as text of one length, the greatest first.
    private static string Falling(string number) => $"to_char(9999999999999999 - trunc(({number})::numeric), 'FM0000000000000000')";

    private static async Task<FoundPage> PageAsync(
        this TimelineDatabase db, Conditions where, AcrossQuery query, string found, CancellationToken ct)
    {
        var after = query.After is { } a
            ? $"where (f.key, f.story, f.entry) > ({where.Parameter(a.Key)}, {where.Parameter(a.Story)}, {where.Parameter(a.Entry)})"
            : "";
        await using var command = where.ToCommand(db.Source, $"""
            with {found}, page as (
              select * from found f {after} order by f.key, f.story, f.entry limit {where.Parameter(query.Limit + 1)}
            )
            select st.state, c.total, p.key, p.entry, {db.Shown("e", query.AsOf, query.Hidden, where)}
            from counted c
            left join page p on true
            left join {db.Quoted}.tl_entries e on e.story = p.story and e.entry = p.entry and e.valid_to = p.valid_to
            left join {db.Quoted}.tl_story_states st
              on st.story = p.story and {StoryColumns.Holds(query.AsOf, query.Hidden, where)}
            order by p.key, p.story, p.entry
            """);
        var entries = new List<FoundEntry>();
        var total = 0L;
        AcrossCursor? last = null;
        await using var row = await command.ReadAsync(ct);
        while (await row.ReadAsync(ct))
        {
            total = row.GetInt64(1);
            if (ShownDocs.Read(row, 4) is not { } shown)
                break;
            if (entries.Count == query.Limit)
                return Page(last);
            var story = StoryDocument.Listed(StoryRow.Read(row.GetString(0)));
            entries.Add(new(story, shown.Doc));
            last = new(row.GetString(2), story.Id, row.GetString(3));
        }

        return Page(null);

        FoundPage Page(AcrossCursor? next) => new(entries, (int)Math.Min(total, MostCounted), total <= MostCounted, next);
    }
}
