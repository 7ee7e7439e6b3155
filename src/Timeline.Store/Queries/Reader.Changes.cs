namespace Timeline.Store.Queries;

public sealed partial class Reader
{
    /// <summary>The public changes after a version, oldest first.</summary>
    /// <param name="id">The story.</param>
    /// <param name="after">The public version that the reader has.</param>
    /// <param name="to">The last version wanted.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<PublicChangeRecord>> ChangesAsync(
        string id, long after, long to, int limit, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"c.story = {where.Parameter(id)} and c.version > {where.Parameter(after)}");
        where.Add($"c.version <= {where.Parameter(to)}");
        // Whoever holds an entry that links to one which came into view or went must learn of it: nothing else says so.
        await using var command = where.Command(_source, $$"""
            select c.version, c.type, c.recorded, c.entry, e.doc, {{HiddenLinks("e", "c.recorded")}},
              case when c.type in ('entry-recorded', 'entry-removed') then (
                select string_agg(
                  format('{"id":"%s","links":[%s]}', a.entry, {{ShownLinks("a", "c.recorded")}}),
                  ',' order by a.sort_at, a.sort_width, a.since)
                from {{_s}}.tl_entries a
                where a.story = c.story and a.visible and a.links <> array[]::text[] and a.links @> array[c.entry]
                and a.valid_from <= c.recorded and a.valid_to > c.recorded)
              end
            from {{_s}}.tl_changes c
            left join {{_s}}.tl_entries e on e.story = c.story and e.entry = c.entry and e.valid_from = c.recorded and e.visible
            where {{where}}
            order by c.version limit {{where.Parameter(limit)}}
            """);
        return await AllAsync(command, row => new PublicChangeRecord(
            row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : WithoutLinks(row.GetString(4), row.GetFieldValue<string[]>(5)),
            row.IsDBNull(6) ? null : $"[{row.GetString(6)}]"), ct);
    }

    private string ShownLinks(string e, string at) => $"""
        (select string_agg(l.link::text, ',' order by l.n)
         from json_array_elements({e}.doc->'links') with ordinality as l(link, n)
         where {InView($"{e}.story", "l.link->>'entry'", at)})
        """;
}
