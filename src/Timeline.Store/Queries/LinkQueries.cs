using System.Text.Json;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>Which entries link to another.</summary>
public static class LinkQueries
{
    /// <summary>The entries in view that link to one, each with how, in the order of their dates.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="entry">The entry that they link to.</param>
    /// <param name="asOf">As it stood at this recorded instant; null for now.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<(string Entry, string Relation)>> LinksToAsync(
        this TimelineDatabase db, string id, string entry, DateTimeOffset? asOf, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)}");
        await db.FilterAsync(where, id, new() { AsOf = asOf, Background = true }, ct);
        where.Add($"not e.withheld and e.links <> array[]::text[] and e.links @> array[{where.Parameter(entry)}]");
        await using var command = where.ToCommand(db.Source,
            $"select e.entry, e.doc->>'links' from {db.Quoted}.tl_entries e where {where} order by e.sort_key");
        var linking = await command.AllAsync(row => (Entry: row.GetString(0), Links: JsonSerializer.Deserialize<Link[]>(row.GetString(1), AnswerJson.Options)!), ct);
        return [.. linking.SelectMany(l => l.Links.Where(link => link.Entry == entry).Select(link => (l.Entry, link.Relation)))];
    }
}
