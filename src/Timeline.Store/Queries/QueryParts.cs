using System.Text.Json;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>What an entry's JSON says depends on other entries, and on the clock: this is added, or left out, when it is read.</summary>
/// <param name="Doc">The JSON as its reader may see it.</param>
/// <param name="Varies">Whether it may change while the entry does not.</param>
/// <param name="Until">When the clock will change it; null where it will not.</param>
internal sealed record ShownDoc(string Doc, bool Varies, DateTimeOffset? Until);

internal static class ShownDocs
{
    private static readonly string WithOutcome =
        string.Join(',', KindList.All.Where(k => k.HasOutcome).Select(k => $"'{k.Name}'"));

    /// <summary>What an entry is called in a list: its headline, or else its summary's beginning; of a document taken apart as <c>d</c>.</summary>
    public const string Headline = "coalesce(d.headline, left(d.summary, 160))";

    /// <summary>The same of what is not retracted.</summary>
    public const string HeadlineUnlessRetracted = $"case when d.status <> 'retracted' then {Headline} end";

    /// <summary>The columns that <see cref="Read(NpgsqlDataReader, int, bool)"/> reads: of an entry as it stood at an instant, or stands now.</summary>
    public static string Shown(this TimelineDatabase db, string e, DateTimeOffset? asOf, bool hidden, Conditions where, bool draftsOnly = false) =>
        db.Shown(e, where.At(asOf), hidden, draftsOnly);

    /// <summary>The same, with the instant in SQL; now, where there is none.</summary>
    // A link, or a claim about another entry, would betray one that its reader may not see, and so would an outcome.
    public static string Shown(this TimelineDatabase db, string e, string? at, bool hidden = false, bool draftsOnly = false) => $"""
        {e}.doc,
        {(hidden ? draftsOnly ? db.HiddenLinks(e, at, draftsOnly) : "array[]::text[]" : $"case when not {e}.withheld then {db.HiddenLinks(e, at)} end")},
        case when {e}.kind in ({WithOutcome}) and {e}.doc->>'status' <> 'retracted' then (
          select o.outcome from {db.Quoted}.tl_entries o
          where o.story = {e}.story and o.outcome_of <> array[]::text[] and o.outcome_of @> array[{e}.entry]
          and {(hidden ? draftsOnly ? NeedQueries.IsSeenByContributors(db, "o") : "true" : "o.visible and not o.withheld")} and {Conditions.Holds("o", at)}
          order by o.sort_key desc limit 1)
        end,
        case when {e}.plan_ends < extract(epoch from {at ?? "now()"}) then {e}.no_report end,
        {e}.plan_ends,
        cardinality({e}.links),
        {e}.takedown
        """;

    /// <summary>The entries that an entry, or a story, names and that its reader may not see at an instant: an array, in SQL.</summary>
    public static string HiddenLinks(this TimelineDatabase db, string e, DateTimeOffset? asOf, bool hidden, Conditions where, bool draftsOnly = false) =>
        hidden && !draftsOnly ? "array[]::text[]" : db.HiddenLinks(e, asOf is { } at ? where.Parameter(at.UtcDateTime) : null, draftsOnly);

    /// <summary>The same, with the instant in SQL; now, where there is none.</summary>
    public static string HiddenLinks(this TimelineDatabase db, string e, string? at, bool draftsOnly = false) => $"""
        case when {e}.links = array[]::text[] then array[]::text[] else array(
          select l from unnest({e}.links) l where not {db.InSight($"{e}.story", "l", at, draftsOnly)})
        end
        """;

    /// <summary>The number of columns of <see cref="Shown(TimelineDatabase, string, string?, bool, bool)"/>.</summary>
    public const int Columns = 7;

    /// <summary>Reads what was selected, from a column on; null where there is no entry.</summary>
    /// <param name="row">The row.</param>
    /// <param name="first">The first column.</param>
    /// <param name="over">Whether the state is over: what came of the entry since is not said of it.</param>
    public static ShownDoc? Read(NpgsqlDataReader row, int first, bool over = false)
    {
        if (row.IsDBNull(first))
            return null;
        var takedown = row.TextOrNull(first + 6);
        if (row.IsDBNull(first + 1))
            return new(Withheld.Of(row.GetString(first), takedown), false, null);
        var hidden = row.GetFieldValue<string[]>(first + 1);
        // Of what is hidden not even that it is there may show.
        var names = row.GetInt32(first + 5) > hidden.Length;
        if (over)
            return new(Of(row.GetString(first), hidden, null, null, takedown), names, null);
        var outcome = row.TextOrNull(first + 2);
        var report = row.TextOrNull(first + 3);
        long? ends = row.IsDBNull(first + 4) ? null : row.GetInt64(first + 4);
        return new(
            Of(row.GetString(first), hidden, outcome, report, takedown),
            names || outcome is not null || ends is not null,
            ends is not null && report is null ? DateTimeOffset.FromUnixTimeSeconds(Math.Min(ends.Value, DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1) + 1) : null);
    }

    /// <summary>Reads what was selected into an array of JSON.</summary>
    public static string Read(JsonElement columns)
    {
        string[] raw = [.. columns.EnumerateArray().Select(c => c.GetRawText())];
        var takedown = raw[6] == "null" ? null : raw[6];
        return raw[1] == "null" ? Withheld.Of(raw[0], takedown) : Of(raw[0], JsonSerializer.Deserialize<string[]>(raw[1])!, raw[2] == "null" ? null : raw[2],
            JsonSerializer.Deserialize<string>(raw[3]), takedown);
    }

    /// <summary>An entry's JSON without what it may not name, and with what came of it.</summary>
    private static string Of(string doc, string[] hidden, string? outcome, string? report, string? takedown)
    {
        if (hidden.Length > 0)
            doc = Mentions.Without(doc, hidden.Contains);
        if (takedown is not null)
            doc = $"{doc[..^1]},\"takedown\":{takedown}}}";
        if (outcome is not null)
            doc = $"{doc[..^1]},\"latestOutcome\":{outcome}}}";
        return report is null ? doc : $"{doc[..^1]},\"noReport\":{JsonSerializer.Serialize(report, AnswerJson.Options)}}}";
    }

    /// <summary>Whether an entry is in view at an instant, or in that of contributors; now, where there is none.</summary>
    public static string InSight(this TimelineDatabase db, string story, string entry, string? at, bool draftsOnly = false) =>
        $"exists (select from {db.Quoted}.tl_entries t where t.story = {story} and t.entry = {entry} and {(draftsOnly ? NeedQueries.IsSeenByContributors(db, "t") : "t.visible")} and {Conditions.Holds("t", at)})";
}

/// <summary>States of stories in a query, under the name <c>st</c>.</summary>
internal static class StoryColumns
{
    /// <summary>The columns of a state as its reader sees it.</summary>
    public static string Of(TimelineDatabase db, DateTimeOffset? asOf, bool hidden, Conditions where, bool draftsOnly = false) =>
        $"st.state, {db.HiddenLinks("st", asOf, hidden, where, draftsOnly)}";

    /// <summary>The condition that a state is the one that holds at an instant, or now where there is none, and in sight.</summary>
    public static string Holds(DateTimeOffset? asOf, bool hidden, Conditions where) =>
        Conditions.Holds("st", where.At(asOf)) + (hidden ? "" : " and st.visible");

    /// <summary>Reads the columns, which are the first.</summary>
    public static Story Read(NpgsqlDataReader row) => Read(row.GetString(0), row.GetFieldValue<string[]>(1));

    public static Story Read(string state, string[] hiddenLinks)
    {
        var story = StoryRow.Read(state);
        return story with { Standing = story.Standing?.Without(hiddenLinks) };
    }
}
