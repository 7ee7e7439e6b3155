using Timeline.Domain.People;
using Timeline.Store.Projections;
using Timeline.Store.Search;

namespace Timeline.Store.Queries;

/// <summary>A page of the register.</summary>
/// <param name="People">In the order of their ids.</param>
/// <param name="Next">The id after which the next page begins; null at the end.</param>
public sealed record PeoplePage(IReadOnlyList<RegisteredPerson> People, string? Next);

/// <summary>The register of people and bodies.</summary>
public static class PeopleQueries
{
    /// <summary>A page of the register: for the public of those who have a page.</summary>
    /// <param name="db">The database.</param>
    /// <param name="words">Only those with these words in a name; null for all.</param>
    /// <param name="story">Only those whom entries of this story name; null for all.</param>
    /// <param name="after">The id after which the page begins; null for the first.</param>
    /// <param name="limit">The most people.</param>
    /// <param name="hidden">Also those who have no page: for the newsroom only.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<PeoplePage> PeopleAsync(
        this TimelineDatabase db, string? words, string? story, string? after, int limit, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add("p.valid_to = 'infinity'");
        where.Add("p.merged is null");
        where.Add(hidden ? "true" : db.InSight("p", null));
        if (words is not null)
        {
            where.Add(SearchQuery.Parse(words).Find(new Dictionary<string, Stem>()) is { } find
                ? $"p.search @@ {where.Parameter(find)}::tsquery" : "false");
        }

        if (story is not null)
        {
            var seen = hidden ? "true" : "e.visible and not e.withheld";
            where.Add($"exists (select from {db.Quoted}.tl_entries e where e.story = {where.Parameter(story)} and {seen} and e.people @> array[p.person] and e.valid_to = 'infinity')");
        }

        if (after is not null)
            where.Add($"p.person > {where.Parameter(after)}");
        await using var command = where.ToCommand(db.Source,
            $"select p.state from {db.Quoted}.tl_people p where {where} order by p.person limit {where.Parameter(limit + 1)}");
        var people = await command.AllAsync(row => PersonRow.Read(row.GetString(0)), ct);
        return people.Count <= limit ? new(people, null) : new(people[..limit], people[limit - 1].Id);
    }

    /// <summary>What the register says of somebody, or said at an instant; null where it says, or said, nothing to this reader.
    /// Whoever has no page now has none in the past either.</summary>
    /// <param name="db">The database.</param>
    /// <param name="person">The id.</param>
    /// <param name="asOf">As it stood at this recorded instant; null for now.</param>
    /// <param name="hidden">Also of those who have no page: for the newsroom only.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<RegisteredPerson?> RegisteredAsync(
        this TimelineDatabase db, string person, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        var stream = where.Parameter(StreamId.OfPerson(person));
        where.Add($"p.stream = {stream}");
        var at = where.At(asOf);
        where.Add(Conditions.Holds("p", at));
        if (!hidden)
        {
            where.Add(db.InSight("p", at));
            where.Add($"exists (select from {db.Quoted}.tl_people n where n.stream = {stream} and n.valid_to = 'infinity' and (n.visible or n.merged is not null))");
        }

        await using var command = where.ToCommand(db.Source, $"select p.state from {db.Quoted}.tl_people p where {where}");
        return (await command.AllAsync(row => PersonRow.Read(row.GetString(0)), ct)).FirstOrDefault();
    }

    /// <summary>Those of some ids, all of them named by entries in view, who may be listed: who have a page.</summary>
    public static async Task<IReadOnlySet<string>> ListedAsync(
        this TimelineDatabase db, IReadOnlyCollection<string> people, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"select p.person from {db.Quoted}.tl_people p where {Listed("p")} and p.person = any($1)");
        command.Parameters.Add(Conditions.Of(people.ToArray()));
        return (await command.AllAsync(row => row.GetString(0), ct)).ToHashSet();
    }

    /// <summary>The condition that somebody whom an entry in view names has a page, in SQL.</summary>
    internal static string Listed(string p) => $"{p}.valid_to = 'infinity' and {p}.visible and {p}.merged is null";

    /// <summary>Those of some ids who are registered, as the newsroom knows them.</summary>
    public static async Task<List<RegisteredPerson>> RegisteredAsync(
        this TimelineDatabase db, IEnumerable<string> people, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand(
            $"select p.state from {db.Quoted}.tl_people p where p.stream = any($1) and p.valid_to = 'infinity'");
        command.Parameters.Add(Conditions.Of<string[]>([.. people.Select(StreamId.OfPerson)]));
        return await command.AllAsync(row => PersonRow.Read(row.GetString(0)), ct);
    }

    /// <summary>Ids of the register that may be meant by some that are not in it: about as long, or with a part in common.</summary>
    internal static async Task<List<string>> MuchLikeAsync(this TimelineDatabase db, string[] ids, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand($"""
            select distinct p.person from {db.Quoted}.tl_people p, unnest($1::text[]) as w(id)
            where p.valid_to = 'infinity' and (abs(length(p.person) - length(w.id)) <= 4
              or string_to_array(p.person, '-') @> string_to_array(w.id, '-'))
            """);
        command.Parameters.Add(Conditions.Of(ids));
        return await command.AllAsync(row => row.GetString(0), ct);
    }

    /// <summary>Of some ids those that readers find in the register.</summary>
    internal static async Task<IReadOnlySet<string>> InSightAsync(this TimelineDatabase db, string[] people, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand(
            $"select p.person from {db.Quoted}.tl_people p where p.person = any($1) and p.valid_to = 'infinity' and {db.InSight("p", null)}");
        command.Parameters.Add(Conditions.Of(people));
        return (await command.AllAsync(row => row.GetString(0), ct)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Of some ids those that only entries name which the public does not see.</summary>
    internal static async Task<IReadOnlySet<string>> UnseenPeopleAsync(
        this TimelineDatabase db, string[] people, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand($"""
            select w.person from unnest($1::text[]) as w(person)
            where not {db.IsNamed("w.person", null)} and exists (
              select from {db.Quoted}.tl_entries e where not e.visible and e.people <> array[]::text[] and e.people @> array[w.person]
              and e.valid_to = 'infinity')
            """);
        command.Parameters.Add(Conditions.Of(people));
        return (await command.AllAsync(row => row.GetString(0), ct)).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>The id that stands for one in a story, at an instant or now: where it was merged into another, that one, as far as
    /// its reader has ever seen the old one there.</summary>
    public static async Task<string> LeadsToAsync(
        this TimelineDatabase db, string person, string story, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        for (var merges = 0; merges < MostMerges; merges++)
        {
            var where = new Conditions();
            where.Add($"p.stream = {where.Parameter(StreamId.OfPerson(person))} and p.merged is not null");
            where.AddHolding("p", asOf);
            if (!hidden)
                where.Add($"exists (select from {db.Quoted}.tl_entries e where e.story = {where.Parameter(story)} and {EverNamed("p.person")})");
            await using var command = where.ToCommand(db.Source, $"select p.merged from {db.Quoted}.tl_people p where {where}");
            if (await command.AllAsync(row => row.GetString(0), ct) is not [var into, ..])
                break;
            person = into;
        }

        return person;
    }

    /// <summary>Entries whose people a merge moves, or its undoing moves back: hidden ones, too.</summary>
    internal static async Task<List<(string Story, string Entry)>> ToMoveAsync(
        this TimelineDatabase db, string from, string to, bool undo, CancellationToken ct)
    {
        await using var command = db.Source.CreateCommand($"""
            with named as (
              select story, entry, versions from {db.Quoted}.tl_entries where visible and people @> array[$1] and valid_to = 'infinity'
              union all
              select story, entry, versions from {db.Quoted}.tl_entries
              where not visible and people <> array[]::text[] and people @> array[$1] and valid_to = 'infinity'
            )
            select e.story, e.entry from named e
            where not $3 or exists (
              select from {db.Quoted}.mt_events v where v.stream_id = e.story and v.version = any(e.versions)
              and v.type = 'person_moved' and v.data ->> 'from' = $2 and v.data ->> 'to' = $1)
            order by e.story, e.entry
            """);
        command.Parameters.Add(Conditions.Of(from));
        command.Parameters.Add(Conditions.Of(to));
        command.Parameters.Add(Conditions.Of(undo));
        return await command.AllAsync(row => (row.GetString(0), row.GetString(1)), ct);
    }

    private const int MostMerges = 10;

    // An id that a hidden entry was the first to use must not tell of it; nor must one that was merged and that nobody outside has seen.
    internal static string InSight(this TimelineDatabase db, string p, string? at) => $"""
        case when {p}.merged is null then {p}.visible and (not {p}.awaits or {db.IsNamed($"{p}.person", at)})
          else ({p}.visible and not {p}.awaits) or exists (select from {db.Quoted}.tl_entries e where {EverNamed($"{p}.person")}) end
        """;

    private static string EverNamed(string person) => $"e.visible and e.people @> array[{person}]";

    private static string IsNamed(this TimelineDatabase db, string person, string? at) => $"""
        exists (select from {db.Quoted}.tl_entries e where e.visible and not e.withheld and e.people @> array[{person}]
          and {Conditions.Holds("e", at)})
        """;
}
