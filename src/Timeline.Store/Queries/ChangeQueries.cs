using Timeline.Domain;

namespace Timeline.Store.Queries;

/// <summary>One public change.</summary>
/// <param name="Version">The public version that it made.</param>
/// <param name="Type">One of <see cref="PublicChangeNames"/>.</param>
/// <param name="Recorded">When (UTC).</param>
/// <param name="Entry">The entry's id; null where the story itself changed.</param>
/// <param name="Doc">The entry's JSON as it was after this change; null where it went out of view.</param>
/// <param name="Story">The story as it was after this change; null where an entry changed.</param>
/// <param name="Anew">Whether all entries are to be read anew with it.</param>
/// <param name="Linking">The entries in view that link to one which came into view or went out of it, with the links that
/// they show from then on, as JSON; null where there are none.</param>
/// <param name="OfPast">Whether the public may read less, or more, of the past from here on.</param>
public sealed record PublicChangeRecord(
    long Version, string Type, DateTimeOffset Recorded, string? Entry, string? Doc, StoryDocument? Story, bool Anew,
    string? Linking, bool OfPast);

/// <summary>What the public saw change.</summary>
public static class ChangeQueries
{
    /// <summary>The public changes after a version, oldest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="after">The public version that the reader has.</param>
    /// <param name="to">The last version wanted.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<PublicChangeRecord>> ChangesAsync(
        this TimelineDatabase db, string id, long after, long to, int limit, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"c.story = {where.Parameter(id)} and c.version > {where.Parameter(after)}");
        where.Add($"c.version <= {where.Parameter(to)}");
        // Whoever holds an entry that links to one which came into view or went must learn of it: nothing else says so.
        await using var command = where.ToCommand(db.Source, $$"""
            select c.version, c.type, c.recorded, c.entry, e.doc, {{db.Unshown("e", "c.recorded")}},
              case when c.type in ('{{PublicChangeNames.Recorded}}', '{{PublicChangeNames.Removed}}') then (
                select string_agg(
                  format('{"id":"%s","links":[%s]}', a.entry, {{db.ShownLinks("a", "c.recorded")}}),
                  ',' order by a.sort_key)
                from {{db.Quoted}}.tl_entries a
                where a.story = c.story and a.visible and not a.withheld and a.links <> array[]::text[] and a.links @> array[c.entry]
                and a.valid_from <= c.recorded and a.valid_to > c.recorded)
              end,
              st.state, {{db.HiddenLinks("st", "c.recorded")}}, c.of_past
            from {{db.Quoted}}.tl_changes c
            left join {{db.Quoted}}.tl_entries e on e.story = c.story and e.entry = c.entry and e.valid_from = c.recorded and e.visible
            left join {{db.Quoted}}.tl_story_states st on c.entry is null and st.story = c.story and st.valid_from = c.recorded
            where {{where}}
            order by c.version limit {{where.Parameter(limit)}}
            """);
        return await command.AllAsync(row =>
        {
            var recorded = row.GetFieldValue<DateTimeOffset>(2);
            var story = row.IsDBNull(7) ? null : StoryColumns.Read(row.GetString(7), row.GetFieldValue<string[]>(8));
            return new PublicChangeRecord(
                row.GetInt64(0), row.GetString(1), recorded, row.IsDBNull(3) ? null : row.GetString(3),
                row.Doc(4),
                story is null ? null : StoryDocument.Of(story), story?.AnewAt == recorded,
                row.IsDBNull(6) ? null : $"[{row.GetString(6)}]", row.GetBoolean(9));
        }, ct);
    }

    private static string ShownLinks(this TimelineDatabase db, string e, string at) => $"""
        (select string_agg(l.link::text, ',' order by l.n)
         from json_array_elements({e}.doc->'links') with ordinality as l(link, n)
         where {db.InView($"{e}.story", "l.link->>'entry'", at)})
        """;
}
