using System.Text.Json;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>An entry in brief: what an overview, a list of days or of people needs to know of it.</summary>
/// <param name="Entry">Its id.</param>
/// <param name="Kind">The kind's name.</param>
/// <param name="Edtf">When it happened.</param>
/// <param name="Display">The same in words, in the story's language.</param>
/// <param name="Headline">Its headline, else the beginning of its summary; null where the public may read none.</param>
/// <param name="Outcome">What became of what was planned; null where nothing is known.</param>
/// <param name="People">The people and bodies in it.</param>
/// <param name="Since">When the public first saw it (UTC).</param>
public sealed record EntryInBrief(
    string Entry, string Kind, string Edtf, string Display, string? Headline, string? Outcome, IReadOnlyList<Person> People,
    DateTimeOffset Since)
{
    /// <inheritdoc cref="EntryDocument.Key"/>
    public bool Key { get; init; }

    /// <inheritdoc cref="EntryDocument.Planned"/>
    public bool Planned { get; init; }

    /// <inheritdoc cref="EntryDocument.Background"/>
    public bool Background { get; init; }

    /// <inheritdoc cref="EntryDocument.Aftermath"/>
    public bool Aftermath { get; init; }

    /// <summary>It was put right.</summary>
    public bool Corrected { get; init; }

    /// <summary>It was withdrawn.</summary>
    public bool Retracted { get; init; }

    /// <summary>Its words are withheld, or taken down.</summary>
    public bool Withheld { get; init; }

    /// <inheritdoc cref="EntryDocument.Takedown"/>
    public TakeDownDocument? Takedown { get; init; }

    /// <summary>What it is called, or what is said in place of that.</summary>
    public string Called(Language words, TimeZoneInfo zone) =>
        Headline ?? EntryDocument.InPlace(words, Kind, Retracted ? "retracted" : Withheld ? Queries.Withheld.Status : null, Takedown?.In(words, zone));

    /// <summary>The day of its date in the story's zone, in EDTF; null where it is not certain to lie in one, or nobody has looked.</summary>
    public string? Day { get; init; }

    /// <summary>The day in the story's zone on which the public first saw it; null where nobody has looked.</summary>
    public string? ReportedOn { get; init; }

    /// <summary>When it happened, read once.</summary>
    public Edtf Date => field ??= Domain.Dates.Edtf.Parse(Edtf);
}

/// <summary>All entries of a story in brief.</summary>
public static class BriefQueries
{
    /// <summary>The ids of the entries that a reader finds; no page is cut off.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="query">Which; order, limit and cursor do not matter.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlySet<string>> FoundAsync(
        this TimelineDatabase db, string id, TimelineQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)}");
        await db.FilterAsync(where, id, query, ct);
        await using var command = where.ToCommand(db.Source, $"select e.entry from {db.Quoted}.tl_entries e where {where}");
        return (await command.AllAsync(row => row.GetString(0), ct)).ToHashSet();
    }

    /// <summary>The entries that a reader finds, in the order of their dates; no page is cut off.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="query">Which; order, limit and cursor do not matter.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<EntryInBrief>> BriefAsync(
        this TimelineDatabase db, string id, TimelineQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(id)}");
        await db.FilterAsync(where, id, query, ct);
        // Each document is taken apart once.
        await using var command = where.ToCommand(db.Source, $"""
            select e.entry, e.kind, d."when"->>'edtf', case when not e.withheld then d."when"->>'display' end,
              case when not e.withheld then {ShownDocs.Headline} end, d.outcome->>'status',
              case when not e.withheld then d.people::text end, e.since,
              e.key, e.planned, e.background, e.aftermath, e.corrected, d.status = 'retracted',
              e.withheld, e.takedown
            from {db.Quoted}.tl_entries e,
              json_to_record(e.doc) d ("when" json, headline text, summary text, status text, outcome json, people json)
            where {where}
            order by e.sort_key
            """);
        return await command.AllAsync(row => new EntryInBrief(
            row.GetString(0), row.GetString(1), row.GetString(2), row.IsDBNull(3) ? row.GetString(2) : row.GetString(3),
            row.TextOrNull(4), row.TextOrNull(5),
            row.IsDBNull(6) || row.GetString(6) is not { Length: > 2 } people ? [] : JsonSerializer.Deserialize<Person[]>(people, AnswerJson.Options)!,
            row.GetFieldValue<DateTimeOffset>(7))
        {
            Key = row.GetBoolean(8),
            Planned = row.GetBoolean(9),
            Background = row.GetBoolean(10),
            Aftermath = row.GetBoolean(11),
            Corrected = row.GetBoolean(12),
            Retracted = row.GetBoolean(13),
            Withheld = row.GetBoolean(14),
            Takedown = row.TextOrNull(15) is { } takedown ? JsonSerializer.Deserialize<TakeDownDocument>(takedown, AnswerJson.Options) : null,
        }, ct);
    }
}
