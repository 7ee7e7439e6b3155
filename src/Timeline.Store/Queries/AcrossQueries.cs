using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>What is wanted of all stories.</summary>
/// <param name="Story">Only of this one; null for all.</param>
/// <param name="AsOf">As it stood at this recorded instant; null for now.</param>
/// <param name="Hidden">Also what the public must not see: for editors only.</param>
/// <param name="Limit">The most entries.</param>
public sealed record AcrossQuery(string? Story, DateTimeOffset? AsOf, bool Hidden, int Limit);

/// <summary>One entry found across stories.</summary>
/// <param name="Story">The story it belongs to.</param>
/// <param name="Doc">The entry's JSON.</param>
public sealed record FoundEntry(StoryDocument Story, string Doc);

/// <summary>Entries of all stories or of one: those with a person, and those with some words.</summary>
public static class AcrossQueries
{
    /// <summary>The entries with a person, in the order of their dates.</summary>
    public static Task<IReadOnlyList<FoundEntry>> PersonAsync(
        this TimelineDatabase db, string person, AcrossQuery query, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.people @> array[{where.Parameter(person)}]");
        return db.AcrossAsync(where, "", "e.sort_key", query, ct);
    }

    /// <summary>The entries with these words, the best match first.</summary>
    public static Task<IReadOnlyList<FoundEntry>> SearchAsync(
        this TimelineDatabase db, string words, AcrossQuery query, CancellationToken ct = default)
    {
        var where = new Conditions();
        // The words are looked up once for each language that there is, and not once for each story.
        var find = $"""
            join (select c.config, websearch_to_tsquery(c.config::regconfig, {where.Parameter(words)}) as query
                  from (select distinct config from {db.Quoted}.tl_story_states) c) w on w.config = st.config and e.search @@ w.query
            """;
        return db.AcrossAsync(where, find, "ts_rank(e.search, w.query) desc, e.since desc", query, ct);
    }

    private static async Task<IReadOnlyList<FoundEntry>> AcrossAsync(
        this TimelineDatabase db, Conditions where, string find, string order, AcrossQuery query, CancellationToken ct)
    {
        where.Add(query.Hidden ? "true" : "e.visible and not e.withheld");
        if (query.Story is { } story)
            where.Add($"e.story = {where.Parameter(story)}");
        if (query.AsOf is { } at)
        {
            var p = where.Parameter(at.UtcDateTime);
            where.Add($"e.valid_from <= {p} and e.valid_to > {p}");
        }
        else
        {
            where.Add("e.valid_to = 'infinity'");
        }

        await using var command = where.ToCommand(db.Source, $"""
            select st.state, {db.Shown("e", query.AsOf, query.Hidden, where)}
            from {db.Quoted}.tl_entries e
            join {db.Quoted}.tl_story_states st on st.story = e.story and {StoryColumns.Holds(query.AsOf, query.Hidden, where)} {find}
            where {where}
            order by {order}, e.entry limit {where.Parameter(query.Limit)}
            """);
        return await command.AllAsync(row => new FoundEntry(
            StoryDocument.Listed(StoryRow.Read(row.GetString(0))), ShownDocs.Read(row, 1)!.Doc), ct);
    }
}
