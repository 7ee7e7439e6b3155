namespace Timeline.Store.Queries;

/// <summary>What entries of all stories call places, outlets and topics.</summary>
public static class UsedWords
{
    // Of the newest entries alone, as an index has them in that order: an editor waits at each letter.
    private const int MostEntries = 1_000;

    private static readonly Dictionary<string, (string List, string Word)> Lists = new()
    {
        ["places"] = ("places", "i #>> '{}'"),
        ["outlets"] = ("sources", "i ->> 'outlet'"),
        ["topics"] = ("topics", "i ->> 'label'"),
    };

    /// <summary>Those of a list that have some letters in them and that the public sees, the most used first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="list"><c>places</c>, <c>outlets</c> or <c>topics</c>; of others nothing is known.</param>
    /// <param name="typed">The letters; small and capital ones are the same.</param>
    /// <param name="most">The most words.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<string>> UsedAsync(
        this TimelineDatabase db, string list, string typed, int most, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (!Lists.TryGetValue(list, out var of))
            return [];
        await using var command = db.Source.CreateCommand($"""
            select w.word from (
              select {of.Word} as word from (
                select e.doc from {db.Quoted}.tl_entries e
                where e.visible and not e.withheld and e.listed and e.valid_to = 'infinity' order by e.since desc limit {MostEntries}
              ) e cross join lateral json_array_elements(e.doc -> '{of.List}') i
            ) w
            where position(lower($1) in lower(w.word)) > 0
            group by w.word order by count(*) desc, w.word limit $2
            """);
        command.Parameters.Add(Conditions.Of(typed));
        command.Parameters.Add(Conditions.Of(most));
        return await command.AllAsync(row => row.GetString(0), ct);
    }
}
