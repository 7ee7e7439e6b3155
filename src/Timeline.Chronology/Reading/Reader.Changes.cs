namespace Timeline.Chronology.Reading;

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
        await using var command = where.Command(_source, $"""
            select c.version, c.type, c.recorded, c.entry, e.doc, case when e.entry is null then array[]::text[] else array(
              select l from unnest(e.links) l
              where not exists (
                select from {_s}.tl_entries t where t.story = e.story and t.entry = l and t.visible
                and t.valid_from <= c.recorded and t.valid_to > c.recorded)) end
            from {_s}.tl_changes c
            left join {_s}.tl_entries e on e.story = c.story and e.entry = c.entry and e.valid_from = c.recorded and e.visible
            where {where}
            order by c.version limit {where.Parameter(limit)}
            """);
        return await AllAsync(command, row => new PublicChangeRecord(
            row.GetInt64(0), row.GetString(1), row.GetFieldValue<DateTimeOffset>(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.IsDBNull(4) ? null : WithoutLinks(row.GetString(4), row.GetFieldValue<string[]>(5))), ct);
    }
}
