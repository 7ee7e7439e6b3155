using System.Text.Json;
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
/// <param name="Linking">The entries in view that show something of this one, which they show otherwise from then on, as JSON; null
/// where there are none.</param>
/// <param name="OfPast">Whether the public may read less, or more, of the past from here on.</param>
/// <param name="Until">When the clock will change what the entry says, where the present is asked for; null where it will not.</param>
public sealed record PublicChangeRecord(
    long Version, string Type, DateTimeOffset Recorded, string? Entry, string? Doc, StoryDocument? Story, bool Anew,
    string? Linking, bool OfPast, DateTimeOffset? Until);

/// <summary>What the public saw change.</summary>
public static class ChangeQueries
{
    /// <summary>The public changes after a version, oldest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="after">The public version that the reader has.</param>
    /// <param name="to">The last version wanted.</param>
    /// <param name="limit">The most changes.</param>
    /// <param name="present">Say what depends on other entries and on the clock as of now, not as of each change.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<PublicChangeRecord>> ChangesAsync(
        this TimelineDatabase db, string id, long after, long to, int limit, bool present = false,
        CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"c.story = {where.Parameter(id)} and c.version > {where.Parameter(after)}");
        where.Add($"c.version <= {where.Parameter(to)}");
        var at = present ? null : "c.recorded";
        // Whoever holds an entry that names one which came into view or went, or of which one tells what came of it, must learn of
        // it: nothing else says so.
        await using var command = where.ToCommand(db.Source, $"""
            select c.version, c.type, c.recorded, c.entry, {db.Shown("e", at)}, (
              with named (entry) as (
                select l.entry from {db.Quoted}.tl_entries l
                where c.type in ('{PublicChangeNames.Recorded}', '{PublicChangeNames.Removed}')
                and l.story = c.story and l.visible and not l.withheld and l.links <> array[]::text[] and l.links @> array[c.entry]
                and {Conditions.Holds("l", "c.recorded")}
                union
                select unnest(o.outcome_of) from {db.Quoted}.tl_entries o
                where o.story = c.story and o.entry = c.entry and o.visible and o.outcome_of <> array[]::text[]
                and (o.valid_from = c.recorded or o.valid_to = c.recorded)
              )
              select json_agg(json_build_array({db.Shown("a", at)}) order by a.sort_key)
              from named n join {db.Quoted}.tl_entries a on a.story = c.story and a.entry = n.entry
              where a.visible and not a.withheld and {Conditions.Holds("a", "c.recorded")}),
              st.state, {db.HiddenLinks("st", "c.recorded")}, c.of_past
            from {db.Quoted}.tl_changes c
            left join {db.Quoted}.tl_entries e on e.story = c.story and e.entry = c.entry and e.valid_from = c.recorded and e.visible
            left join {db.Quoted}.tl_story_states st on c.entry is null and st.story = c.story and {Conditions.Holds("st", "c.recorded")}
            where {where}
            order by c.version limit {where.Parameter(limit)}
            """);
        return await command.AllAsync(row =>
        {
            const int linking = 4 + ShownDocs.Columns;
            var (recorded, shown) = (row.GetFieldValue<DateTimeOffset>(2), ShownDocs.Read(row, 4));
            var story = row.IsDBNull(linking + 1) ? null
                : StoryColumns.Read(row.GetString(linking + 1), row.GetFieldValue<string[]>(linking + 2));
            return new PublicChangeRecord(
                row.GetInt64(0), row.GetString(1), recorded, row.TextOrNull(3), shown?.Doc,
                story is null ? null : StoryDocument.Of(story), story?.AnewAt == recorded || (story is not null && row.GetBoolean(linking + 3)),
                row.IsDBNull(linking) ? null : Entries(row.GetString(linking)), row.GetBoolean(linking + 3), present ? shown?.Until : null);
        }, ct);
    }

    private static string Entries(string rows)
    {
        using var array = JsonDocument.Parse(rows);
        return $"[{string.Join(',', array.RootElement.EnumerateArray().Select(ShownDocs.Read))}]";
    }
}
