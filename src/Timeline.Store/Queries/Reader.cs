using System.Text.Json;
using Npgsql;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>
/// Reads the chronology. The present and the past are one query with another instant: a state holds from its
/// <c>valid_from</c> until its <c>valid_to</c>, and the present is the states that end at infinity.
/// </summary>
public sealed partial class Reader(TimelineDatabase log)
{
    private readonly NpgsqlDataSource _source = log.Source;
    private readonly string _s = $"\"{log.Schema}\"";

    private const string StoryColumns = "s.id, s.title, s.language, s.time_zone, s.first_day, s.last_day";

    /// <summary>The stories, the last changed first.</summary>
    public async Task<IReadOnlyList<StoryHead>> StoriesAsync(CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand($"""
            select {StoryColumns}, s.public_version, c.recorded
            from {_s}.tl_stories s join {_s}.tl_changes c on c.story = s.id and c.version = s.public_version
            order by c.recorded desc, s.id
            """);
        return await AllAsync(command, row => new StoryHead(
            Story(row), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7)), ct);
    }

    /// <summary>One story; null where there is none.</summary>
    public async Task<StoryHead?> StoryAsync(string id, CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand($"""
            select {StoryColumns}, s.public_version, c.recorded
            from {_s}.tl_stories s join {_s}.tl_changes c on c.story = s.id and c.version = s.public_version
            where s.id = $1
            """);
        command.Parameters.Add(Of(id));
        return (await AllAsync(command, row => new StoryHead(
            Story(row), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7)), ct)).FirstOrDefault();
    }

    /// <summary>A page of the chronology; null where there is no such story, or was none at that instant.</summary>
    public async Task<TimelinePage?> TimelineAsync(string id, TimelineQuery query, CancellationToken ct = default)
    {
        // One statement, so that the version and the entries are of one moment.
        var where = new Conditions();
        where.Add("e.story = s.id");
        where.Add(query.Hidden ? "true" : "e.visible");
        var story = where.Parameter(id);
        string version;
        if (query.AsOf is { } asOf)
        {
            var at = where.Parameter(asOf.UtcDateTime);
            where.Add($"e.valid_from <= {at} and e.valid_to > {at}");
            // Not max(version): that would read every change up to the instant.
            version = $"(select c.version from {_s}.tl_changes c where c.story = s.id and c.recorded <= {at} " +
                "order by c.recorded desc limit 1)";
        }
        else
        {
            where.Add("e.valid_to = 'infinity'");
            version = "s.public_version";
        }

        Filter(where, query);
        var (direction, comparison) = query.Descending ? ("desc", "<") : ("asc", ">");
        if (query.After is { } after)
        {
            where.Add($"(e.sort_at, e.sort_width, e.since) {comparison} ({where.Parameter(after.SortAt)}, " +
                $"{where.Parameter(after.Width)}, {where.Parameter(EntryTag.FromMicroseconds(after.Since).UtcDateTime)})");
        }

        var limit = where.Parameter(query.Limit + 1);
        await using var command = where.Command(_source, $"""
            select {StoryColumns}, {version}, p.doc, p.sort_at, p.sort_width, p.since, p.hidden
            from {_s}.tl_stories s
            left join lateral (
              select e.doc, e.sort_at, e.sort_width, e.since, {HiddenLinks("e", query.AsOf, query.Hidden, where)} as hidden
              from {_s}.tl_entries e
              where {where}
              order by e.sort_at {direction}, e.sort_width {direction}, e.since {direction}
              limit {limit}
            ) p on true
            where s.id = {story}
            order by p.sort_at {direction}, p.sort_width {direction}, p.since {direction}
            """);

        StoryDocument? found = null;
        long? publicVersion = null;
        var docs = new List<string>();
        TimelineCursor? last = null;
        TimelineCursor? next = null;
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            if (found is null)
            {
                found = Story(reader);
                publicVersion = await reader.IsDBNullAsync(6, ct) ? null : reader.GetInt64(6);
            }

            if (await reader.IsDBNullAsync(7, ct))
                continue;
            if (docs.Count == query.Limit)
            {
                next = last;
                break;
            }

            docs.Add(WithoutLinks(reader.GetString(7), await reader.GetFieldValueAsync<string[]>(11, ct)));
            last = new(reader.GetInt64(8), reader.GetInt64(9),
                EntryTag.Microseconds(reader.GetFieldValue<DateTimeOffset>(10)), query.Descending);
        }

        return found is null || publicVersion is null ? null : new(found, publicVersion.Value, docs, next);
    }

    /// <summary>The states of one entry that the reader may see, oldest first; empty where there is none.</summary>
    /// <param name="id">The story.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="asOf">Only what was known at that recorded instant; null for now.</param>
    /// <param name="hidden">Also what the public must not see: for editors only.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyList<EntryState>> EntryAsync(
        string id, string entry, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)} and e.entry = {where.Parameter(entry)}");
        where.Add(hidden ? "true" : "e.visible");
        if (asOf is { } at)
            where.Add($"e.valid_from <= {where.Parameter(at.UtcDateTime)}");
        await using var command = where.Command(_source, $"""
            select e.doc, e.valid_from, e.valid_to, {HiddenLinks("e", asOf, hidden, where)}, (e.doc->>'revision')::int
            from {_s}.tl_entries e where {where} order by e.valid_from
            """);
        var rows = await AllAsync(command, row =>
        {
            var to = row.GetFieldValue<DateTime>(2);
            return (Revision: row.GetInt32(4), State: new EntryState(
                WithoutLinks(row.GetString(0), row.GetFieldValue<string[]>(3)), row.GetFieldValue<DateTimeOffset>(1),
                to == DateTime.MaxValue || to > asOf?.UtcDateTime ? null : new DateTimeOffset(to)));
        }, ct);
        // States that differ only in what the public does not see are one state for it.
        return hidden
            ? [.. rows.Select(r => r.State)]
            : [.. rows.GroupBy(r => r.Revision, (_, same) => same.Select(r => r.State).ToArray())
                .Select(same => same[^1] with { From = same[0].From })];
    }

    /// <summary>When a public version was made; null where the story has not come so far.</summary>
    public async Task<DateTimeOffset?> InstantOfAsync(string id, long version, CancellationToken ct = default)
    {
        await using var command = _source.CreateCommand(
            $"select recorded from {_s}.tl_changes where story = $1 and version = $2");
        command.Parameters.Add(Of(id));
        command.Parameters.Add(Of(version));
        return await command.ExecuteScalarAsync(ct) is DateTime found ? new DateTimeOffset(found) : null;
    }

    private static void Filter(Conditions where, TimelineQuery query)
    {
        if (!query.Background)
            where.Add("not e.background");
        if (query.KeyOnly)
            where.Add("e.key");
        if (query.From is { } from)
            where.Add($"e.latest >= {where.Parameter(from.UtcDateTime)}");
        if (query.To is { } to)
            where.Add($"e.earliest <= {where.Parameter(to.UtcDateTime)}");
        // One kind is looked for in the index; several would cost its order.
        if (query.Kinds is [var kind])
            where.Add($"e.kind = {where.Parameter(kind)}");
        else if (query.Kinds.Count > 0)
            where.Add($"e.kind = any({where.Parameter(query.Kinds.ToArray())})");
        if (query.Person is { } person)
            where.Add($"e.people @> array[{where.Parameter(person)}]");
        if (query.Place is { } place)
            where.Add($"e.places @> array[{where.Parameter(place.ToLowerInvariant())}]");
        if (query.Words is { } words)
            where.Add($"e.search @@ websearch_to_tsquery(s.config::regconfig, {where.Parameter(words)})");
    }

    // A link would betray an entry that its reader may not see, so it is shown only as far as its target is.
    private string HiddenLinks(string e, DateTimeOffset? asOf, bool hidden, Conditions where) =>
        hidden ? "'{}'::text[]" : HiddenLinks(e, asOf is { } at ? where.Parameter(at.UtcDateTime) : null);

    private string HiddenLinks(string e, string? at) => $"""
        case when {e}.links = array[]::text[] then array[]::text[] else array(
          select l from unnest({e}.links) l where not {InView($"{e}.story", "l", at)})
        end
        """;

    // At an instant, or now.
    private string InView(string story, string entry, string? at) =>
        $"exists (select from {_s}.tl_entries t where t.story = {story} and t.entry = {entry} and t.visible and " +
        (at is null ? "t.valid_to = 'infinity')" : $"t.valid_from <= {at} and t.valid_to > {at})");

    private static string WithoutLinks(string doc, string[] hidden)
    {
        if (hidden.Length == 0)
            return doc;
        // Only the links: written anew, the rest might be spelled in another way, which would tell that something is missing.
        using var entry = JsonDocument.Parse(doc);
        var links = entry.RootElement.GetProperty("links");
        var shown = links.EnumerateArray()
            .Where(l => !hidden.Contains(l.GetProperty("entry").GetString())).Select(l => l.GetRawText());
        return doc.Replace($"\"links\":{links.GetRawText()}", $"\"links\":[{string.Join(',', shown)}]", StringComparison.Ordinal);
    }

    private static StoryDocument Story(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4),
        row.IsDBNull(5) ? null : row.GetString(5));

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static async Task<List<T>> AllAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await AllAsync(reader, map, ct);
    }

    private static async Task<List<T>> AllAsync<T>(NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        var all = new List<T>();
        while (await reader.ReadAsync(ct))
            all.Add(map(reader));
        return all;
    }
}
