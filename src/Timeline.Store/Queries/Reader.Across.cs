namespace Timeline.Store.Queries;

public sealed partial class Reader
{
    /// <summary>The entries with a person, in the order of their dates.</summary>
    public Task<IReadOnlyList<FoundEntry>> PersonAsync(string person, AcrossQuery query, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.people @> array[{where.Parameter(person)}]");
        return AcrossAsync(where, "", "e.sort_at, e.sort_width, e.since", query, ct);
    }

    /// <summary>The entries with these words, the best match first.</summary>
    public Task<IReadOnlyList<FoundEntry>> SearchAsync(string words, AcrossQuery query, CancellationToken ct = default)
    {
        var where = new Conditions();
        // The words are looked up once for each language that there is, and not once for each story.
        var find = $"""
            join (select c.config, websearch_to_tsquery(c.config::regconfig, {where.Parameter(words)}) as query
                  from (select distinct config from {_s}.tl_stories) c) w on w.config = s.config and e.search @@ w.query
            """;
        return AcrossAsync(where, find, "ts_rank(e.search, w.query) desc, e.since desc", query, ct);
    }

    private async Task<IReadOnlyList<FoundEntry>> AcrossAsync(
        Conditions where, string find, string order, AcrossQuery query, CancellationToken ct)
    {
        where.Add(query.Hidden ? "true" : "e.visible");
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

        await using var command = where.Command(_source, $"""
            select {StoryColumns}, e.doc, {HiddenLinks("e", query.AsOf, query.Hidden, where)}
            from {_s}.tl_entries e join {_s}.tl_stories s on s.id = e.story {find}
            where {where}
            order by {order}, e.entry limit {where.Parameter(query.Limit)}
            """);
        return await AllAsync(command, row => new FoundEntry(
            Story(row), WithoutLinks(row.GetString(6), row.GetFieldValue<string[]>(7))), ct);
    }
}
