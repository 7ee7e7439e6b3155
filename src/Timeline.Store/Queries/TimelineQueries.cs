using Timeline.Domain.Editorial;
using Timeline.Store.Search;

namespace Timeline.Store.Queries;

/// <summary>A page of a chronology.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version in that state.</param>
/// <param name="Entries">The entries' ids, in order.</param>
/// <param name="Docs">Their JSON.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
/// <param name="Until">When the clock will change what it says; null where it will not.</param>
public sealed record TimelinePage(
    StoryDocument Story, long Version, IReadOnlyList<string> Entries, IReadOnlyList<string> Docs, TimelineCursor? Next, DateTimeOffset? Until)
{
    /// <summary>The place of its first entry; null where it has none.</summary>
    public TimelineCursor? First { get; init; }

    /// <summary>The place of its last entry.</summary>
    public TimelineCursor? Last { get; init; }
}

/// <summary>
/// The chronology of one story. The present and the past are one query with another instant: a state holds from its
/// <c>valid_from</c> until its <c>valid_to</c>, and the present is the states that end at infinity.
/// </summary>
public static class TimelineQueries
{
    /// <summary>A page of the chronology; null where there is no such story, or was none at that instant.</summary>
    public static async Task<TimelinePage?> TimelineAsync(
        this TimelineDatabase db, string id, TimelineQuery query, CancellationToken ct = default)
    {
        // One statement, so that the version and the entries are of one moment.
        var where = new Conditions();
        where.Add("e.story = st.story");
        var story = where.Parameter(id);
        // Not max(version): that would read every change up to the instant.
        var version = query.AsOf is { } asOf
            ? $"coalesce((select c.version from {db.Quoted}.tl_changes c where c.story = st.story and c.recorded <= {where.Parameter(asOf.UtcDateTime)} " +
                "order by c.recorded desc limit 1), 0)"
            : $"(select s.public_version from {db.Quoted}.tl_stories s where s.id = st.story)";
        await db.FilterAsync(where, id, query, ct);
        var (direction, comparison) = query.Descending != query.Backward ? ("desc", "<") : ("asc", ">");
        var key = query.Reported ? Reported : "e.sort_key";
        var limit = where.Parameter(query.Limit + 1);
        var after = query.After is null ? null : $"{key} {comparison} {where.Parameter(query.After.Key)}";
        var (entry, filter) = ($"{key}, e.entry, {db.Shown("e", query.AsOf, query.Hidden, where, query.DraftsOnly)}", $"{where}");
        var parts = string.Join(" union all ", Parts(query, after).Select(part => $"""
            (select {(part.Aftermath ? 1 : 0)}, {entry} from {db.Quoted}.tl_entries e where {filter} {part.Condition} order by {key} {direction} limit {limit})
            """));
        await using var command = where.ToCommand(db.Source, $"""
            select {StoryColumns.Of(db, query.AsOf, query.Hidden, where, query.DraftsOnly)}, {version}, p.part, p.key, p.entry,
              p.doc, p.hidden, p.outcome, p.report, p.ends, p.named, p.takedown
            from {db.Quoted}.tl_story_states st
            left join lateral ({parts}) p (part, key, entry, doc, hidden, outcome, report, ends, named, takedown) on true
            where st.story = {story} and {StoryColumns.Holds(query.AsOf, query.Hidden, where)}
            order by p.part {(query.Backward ? "desc" : "asc")}, p.key {direction}
            limit {limit}
            """);

        StoryDocument? found = null;
        long publicVersion = 0;
        var entries = new List<string>();
        var docs = new List<string>();
        TimelineCursor? first = null;
        TimelineCursor? last = null;
        TimelineCursor? next = null;
        DateTimeOffset? until = null;
        await using var reader = await command.ReadAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (found is null)
            {
                found = StoryDocument.Of(StoryColumns.Read(reader));
                publicVersion = reader.GetInt64(2);
            }

            if (ShownDocs.Read(reader, 6) is not { } shown)
                continue;
            if (docs.Count == query.Limit)
            {
                next = last;
                break;
            }

            entries.Add(reader.GetString(5));
            docs.Add(shown.Doc);
            if (shown.Until < until || until is null)
                until = shown.Until;
            last = new(reader.GetString(4), query.Descending, query.Reported, reader.GetInt32(3) == 1);
            first ??= last;
        }

        return found is null ? null : new(found, publicVersion, entries, docs, next, query.AsOf is null ? until : null) { First = first, Last = last };
    }

    // What there is behind a place, in one part or in two: each is read in the order of its index.
    private static IEnumerable<(bool Aftermath, string Condition)> Parts(TimelineQuery query, string? after)
    {
        var behind = after is null ? "" : $"and {after}";
        if (!query.AftermathLast)
        {
            yield return (false, behind);
            yield break;
        }

        // Where a page begins in one part, the other one is behind it or is over.
        if (query.After is not { Aftermath: true } || query.Backward)
            yield return (false, $"and not e.aftermath {(query.After is { Aftermath: false } ? behind : "")}");
        if (query.After is not { Aftermath: false } || !query.Backward)
            yield return (true, $"and e.aftermath {(query.After is { Aftermath: true } ? behind : "")}");
    }

    // Microseconds from 1970 of one length, and the entry, as text: what came to light at once stays in one order.
    private const string Reported =
        """(lpad(to_hex((extract(epoch from e.since) * 1000000)::bigint), 15, '0') || e.entry) collate "C" """;

    /// <summary>The conditions of what a reader asks for, under the name <c>e</c>.</summary>
    internal static async Task FilterAsync(
        this TimelineDatabase db, Conditions where, string story, TimelineQuery query, CancellationToken ct)
    {
        where.Add(query is { Hidden: true, DraftsOnly: true } ? NeedQueries.IsSeenByContributors(db) : query.Hidden ? "true" : "e.visible");
        // A hidden state is something to do, which is in the index.
        if (query.Statuses is { Count: > 0 } statuses)
            where.Add(statuses.All(Need.All.Contains) ? $"e.needs && {where.Parameter(statuses.ToArray())}" : $"e.doc ->> 'status' = any({where.Parameter(statuses.ToArray())})");
        where.AddHolding("e", query.AsOf);
        if (query.SearchText is { } words)
        {
            var search = SearchQuery.Parse(words);
            where.Add(search.Find(await db.StemsAsync(search.Stemmed, story, ct)) is { } find
                ? $"e.search @@ {where.Parameter(find)}::tsquery"
                : "false");
        }

        // Whoever may not read what is withheld must not find it by what it says.
        if (!query.Hidden && (query.Person ?? query.Place ?? query.SearchText) is not null)
            where.Add("not e.withheld and e.listed");
        if (!query.Background)
            where.Add("not e.background");
        if (query.KeyOnly)
            where.Add("e.key");
        if (query.From is { } from)
            where.Add($"e.latest >= {where.Parameter(from.UnixSeconds)}");
        if (query.To is { } to)
            where.Add($"e.earliest <= {where.Parameter(to.UnixSeconds)}");
        // One kind is looked for in the index; several would cost its order.
        if (query.Kinds is [var kind])
            where.Add($"e.kind = {where.Parameter(kind)}");
        else if (query.Kinds.Count > 0)
            where.Add($"e.kind = any({where.Parameter(query.Kinds.ToArray())})");
        // Of two ids that were found to be one person's, the entries have the one that is left.
        if (query.Person is { } person)
            where.Add($"e.people @> array[{where.Parameter(await db.LeadsToAsync(person, story, query.AsOf, query.Hidden, ct))}]");
        if (query.Place is { } place)
            where.Add($"e.places @> array[{where.Parameter(place.ToLowerInvariant())}]");
        if (query.Topic is { } topic)
            where.Add($"e.topics @> array[{where.Parameter(topic)}]");
    }
}
