namespace Timeline.Store.Queries;

/// <summary>What a story holds, for a list of stories.</summary>
/// <param name="Entries">How many entries, the background aside.</param>
/// <param name="People">Who is in most of them, of those who have a page, by name; at most four.</param>
public sealed record StoryCount(int Entries, IReadOnlyList<string> People);

/// <summary>What several stories hold.</summary>
public static class StoryCounts
{
    private const int MostPeople = 4;

    /// <summary>What each of some stories holds, as the public sees them now.</summary>
    public static async Task<IReadOnlyDictionary<string, StoryCount>> CountsAsync(
        this TimelineDatabase db, IReadOnlyCollection<string> stories, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"""
            select s.id, (
              select count(*) from {db.Quoted}.tl_entries e
              where e.story = s.id and e.visible and e.valid_to = 'infinity' and not e.background
            )::int, array(
              select coalesce((
                select p ->> 'name' from {db.Quoted}.tl_entries n, json_array_elements(n.doc -> 'people') p
                where n.story = s.id and n.visible and n.valid_to = 'infinity' and n.people @> array[who.person] and p ->> 'id' = who.person limit 1
              ), who.person)
              from (
                select named.person from {db.Quoted}.tl_entries e, unnest(e.people) named (person)
                where e.story = s.id and e.visible and e.valid_to = 'infinity' and not e.background
                  and exists (select from {db.Quoted}.tl_people p where p.person = named.person and {PeopleQueries.Listed("p")})
                group by named.person order by count(*) desc, named.person limit {MostPeople}
              ) who
            )
            from unnest($1) s (id)
            """);
        command.Parameters.Add(Conditions.Of(stories.ToArray()));
        return (await command.AllAsync(row => (row.GetString(0), new StoryCount(row.GetInt32(1), row.GetFieldValue<string[]>(2))), ct)).ToDictionary();
    }
}
