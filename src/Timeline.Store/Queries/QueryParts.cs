using System.Globalization;
using System.Text.Json;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>The conditions of a query, and the values they mention, which never become part of its text.</summary>
internal sealed class Conditions
{
    private readonly List<string> _conditions = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    public void Add(string condition) => _conditions.Add(condition);

    /// <summary>Takes a value in.</summary>
    /// <returns>Its placeholder.</returns>
    public string Parameter<T>(T value)
    {
        _parameters.Add(Of(value));
        return string.Create(CultureInfo.InvariantCulture, $"${_parameters.Count}");
    }

    public NpgsqlCommand ToCommand(NpgsqlDataSource source, string sql)
    {
        var command = source.CreateCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public NpgsqlBatchCommand ToCommand(string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(_parameters.ToArray());
        return command;
    }

    public static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    public override string ToString() => string.Join(" and ", _conditions);
}

// A link would betray an entry that its reader may not see, so it is shown only as far as its target is.
internal static class Links
{
    public static string HiddenLinks(
        this TimelineDatabase db, string e, DateTimeOffset? asOf, bool hidden, Conditions where) =>
        hidden ? "'{}'::text[]" : db.HiddenLinks(e, asOf is { } at ? where.Parameter(at.UtcDateTime) : null);

    /// <summary>The same of an entry; null where all of it is withheld. See <see cref="Doc"/>.</summary>
    public static string Unshown(
        this TimelineDatabase db, string e, DateTimeOffset? asOf, bool hidden, Conditions where) =>
        hidden ? "'{}'::text[]" : db.Unshown(e, asOf is { } at ? where.Parameter(at.UtcDateTime) : null);

    /// <summary>The same of an entry; null where all of it is withheld. See <see cref="Doc"/>.</summary>
    public static string Unshown(this TimelineDatabase db, string e, string? at) =>
        $"case when not {e}.withheld then {db.HiddenLinks(e, at)} end";

    /// <summary>The entries that are linked to and that are not in view: an array, in SQL.</summary>
    public static string HiddenLinks(this TimelineDatabase db, string e, string? at) => $"""
        case when {e}.links = array[]::text[] then array[]::text[] else array(
          select l from unnest({e}.links) l where not {db.InView($"{e}.story", "l", at)})
        end
        """;

    /// <summary>Whether an entry is in view at an instant; now, where there is none.</summary>
    public static string InView(this TimelineDatabase db, string story, string entry, string? at) =>
        $"exists (select from {db.Quoted}.tl_entries t where t.story = {story} and t.entry = {entry} and t.visible and " +
        (at is null ? "t.valid_to = 'infinity')" : $"t.valid_from <= {at} and t.valid_to > {at})");

    /// <summary>An entry's JSON as its reader may see it; null where there is none.</summary>
    /// <param name="row">A row.</param>
    /// <param name="doc">The column of the JSON; the next is that of the hidden links.</param>
    public static string? Doc(this NpgsqlDataReader row, int doc) =>
        row.IsDBNull(doc) ? null
        : row.IsDBNull(doc + 1) ? Withheld.Of(row.GetString(doc))
        : Without(row.GetString(doc), row.GetFieldValue<string[]>(doc + 1));

    private static string Without(string doc, string[] hidden)
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
}

/// <summary>States of stories in a query, under the name <c>st</c>.</summary>
internal static class StoryColumns
{
    /// <summary>How many columns <see cref="Of"/> names.</summary>
    public const int Count = 2;

    /// <summary>The columns of a state as its reader sees it.</summary>
    public static string Of(TimelineDatabase db, DateTimeOffset? asOf, bool hidden, Conditions where) =>
        $"st.state, {db.HiddenLinks("st", asOf, hidden, where)}";

    /// <summary>The condition that a state is the one that holds at an instant, or now where there is none, and in sight.</summary>
    public static string Holds(DateTimeOffset? asOf, bool hidden, Conditions where)
    {
        var at = asOf is { } instant ? where.Parameter(instant.UtcDateTime) : null;
        return (at is null ? "st.valid_to = 'infinity'" : $"st.valid_from <= {at} and st.valid_to > {at}") + (hidden ? "" : " and st.visible");
    }

    /// <summary>Reads the columns, which are the first.</summary>
    public static Story Read(NpgsqlDataReader row) => Read(row.GetString(0), row.GetFieldValue<string[]>(1));

    public static Story Read(string state, string[] hiddenLinks)
    {
        var story = StoryRow.Read(state);
        return story with { Standing = story.Standing?.Without(hiddenLinks) };
    }
}

internal static class ReadingAll
{
    public static async Task<List<T>> AllAsync<T>(this NpgsqlCommand command, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.AllAsync(map, ct);
    }

    public static async Task<List<T>> AllAsync<T>(this NpgsqlDataReader reader, Func<NpgsqlDataReader, T> map, CancellationToken ct)
    {
        var all = new List<T>();
        while (await reader.ReadAsync(ct))
            all.Add(map(reader));
        return all;
    }
}
