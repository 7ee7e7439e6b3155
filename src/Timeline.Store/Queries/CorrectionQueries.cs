using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>Something that was put right in public.</summary>
/// <param name="Class"><c>correction</c>, <c>clarification</c>, <c>retraction</c>, <c>reply</c> or <c>note</c>.</param>
/// <param name="At">When readers were told (UTC).</param>
/// <param name="Entry">The entry's id; null where it is the story itself.</param>
/// <param name="Headline">What the entry is called; null of the story itself, and of what was withdrawn.</param>
/// <param name="Wrong">What was wrong; of a retraction, why; of a reply and a note, their words. Empty of corrections of what was withdrawn since.</param>
/// <param name="Fields">The fields that changed, by their JSON names; none of a retraction, and of what was withdrawn since.</param>
public sealed record CorrectionRecord(
    [property: OneOf(ChangeClass.Correction, ChangeClass.Clarification, CorrectionRecord.Retraction, CorrectionRecord.Reply, CorrectionRecord.Note)] string Class,
    DateTimeOffset At,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Entry,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Headline, string Wrong, IReadOnlyList<string> Fields)
{
    /// <summary>The class of what was withdrawn.</summary>
    public const string Retraction = "retraction";

    /// <summary>The class of what somebody concerned replied.</summary>
    public const string Reply = "reply";

    /// <summary>The class of a sentence that stands with every state.</summary>
    public const string Note = "note";

    /// <summary>Who replied; absent of all others.</summary>
    public string? By { get; init; }

    /// <summary>The entry's kind; null where it is the story itself. Not in JSON.</summary>
    [JsonIgnore]
    public string? Kind { get; init; }

    /// <summary>When it happened (EDTF); null where it is the story itself. Not in JSON.</summary>
    [JsonIgnore]
    public string? Edtf { get; init; }

    /// <summary>Of an entry that is taken down whole, who did it and when, in a sentence; absent of others.</summary>
    public string? Removed { get; init; }
}

/// <summary>What was put right in a story.</summary>
/// <param name="All">The newest first.</param>
public sealed record StoryCorrections(IReadOnlyList<CorrectionRecord> All)
{
    /// <summary>How many corrections and clarifications.</summary>
    public int Corrections { get; } = All.Count(c => ChangeClass.IsCorrection(c.Class));

    /// <summary>How many retractions.</summary>
    public int Retractions { get; } = All.Count(c => c.Class == CorrectionRecord.Retraction);
}

/// <summary>Entries of a story by what became of them.</summary>
public static class CorrectionQueries
{
    private const int MostPlanned = 5;

    /// <summary>What was put right in a story and its entries, as its reader sees them.</summary>
    /// <param name="db">The database.</param>
    /// <param name="story">The story, in the state that is asked of.</param>
    /// <param name="asOf">The recorded instant of that state; null for the present.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<StoryCorrections> CorrectionsAsync(
        this TimelineDatabase db, Story story, DateTimeOffset? asOf, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(story);
        var where = Entries(story, asOf, hidden: false, gone: true);
        where.Add("(e.corrected or e.takedown is not null)");
        // The state that holds has all corrections; a past one those until then.
        await using var command = where.ToCommand(db.Source, $"""
            select e.entry, e.doc->>'headline', n.corrections, e.doc->>'retraction', e.doc->>'replies', e.takedown, e.kind, e.doc->'when'->>'edtf'
            from {db.Quoted}.tl_entries e join {db.Quoted}.tl_entries n on n.story = e.story and n.entry = e.entry and n.valid_to = 'infinity'
            where {where}
            """);
        var ofEntries = await command.AllAsync(row => Of(row).Where(c => !(c.At > asOf)).ToArray(), ct);
        return new([.. ofEntries.SelectMany(c => c).Concat(story.Corrections.Select(c => Of(c, null, null)))
            .Concat(story.TakenDown is { } taken ? Notes(TakeDownDocument.Of(taken, story), null, null) : [])
            .OrderByDescending(c => c.At).ThenBy(c => c.Entry, StringComparer.Ordinal)]);
    }

    /// <summary>The next five entries still to come, in the order of their dates, as JSON: none whose date has passed, reported on or not, and
    /// none that was postponed to no date, as the one it has holds no more.</summary>
    public static async Task<IReadOnlyList<string>> PlannedAsync(
        this TimelineDatabase db, Story story, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(story);
        var where = Entries(story, asOf, hidden);
        where.Add($"e.planned and (e.plan_ends is null or e.plan_ends >= extract(epoch from {(asOf is { } at ? where.Parameter(at.UtcDateTime) : "now()")}))");
        where.Add("e.doc->'outcome'->>'status' is distinct from 'postponed'");
        await using var command = where.ToCommand(db.Source, $"""
            select {db.Shown("e", asOf, hidden, where)} from {db.Quoted}.tl_entries e where {where}
            order by e.sort_key limit {MostPlanned}
            """);
        return await command.AllAsync(row => ShownDocs.Read(row, 0)!.Doc, ct);
    }

    /// <summary>The entries that a change of the story itself made to be read anew, as JSON.</summary>
    public static async Task<IReadOnlyList<string>> AnewAsync(
        this TimelineDatabase db, Story story, int limit, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(story);
        var where = Entries(story, null, hidden: false);
        where.Add($"e.valid_from = {where.Parameter(story.AnewAt?.UtcDateTime)}");
        await using var command = where.ToCommand(db.Source, $"""
            select {db.Shown("e", null, false, where)} from {db.Quoted}.tl_entries e where {where}
            order by e.since desc limit {where.Parameter(limit)}
            """);
        return await command.AllAsync(row => ShownDocs.Read(row, 0)!.Doc, ct);
    }

    private static Conditions Entries(Story story, DateTimeOffset? asOf, bool hidden, bool gone = false)
    {
        var where = new Conditions();
        where.Add($"e.story = {where.Parameter(story.Id)}{(hidden ? "" : $" and e.visible and (not e.withheld{(gone ? " or e.takedown->>'whole' = 'true'" : "")})")}");
        where.AddHolding("e", asOf);
        return where;
    }

    private static IEnumerable<CorrectionRecord> Of(NpgsqlDataReader row)
    {
        T? Read<T>(int column) => row.IsDBNull(column) ? default : JsonSerializer.Deserialize<T>(row.GetString(column), AnswerJson.Options);
        var (retraction, told) = (Read<Retraction>(3), Read<TakeDownDocument>(5));
        var gone = told?.Whole is true;
        var (entry, headline) = (row.GetString(0), gone || row.IsDBNull(1) ? null : row.GetString(1));
        // That something was put right stays, what it said goes with the entry.
        var corrections = Read<Correction[]>(2) ?? [];
        CorrectionRecord[] all =
        [
            .. corrections.Select(c => Of(gone || retraction is not null ? c with { Wrong = "", Fields = [] } : c, entry, headline)),
            .. retraction is null ? Array.Empty<CorrectionRecord>() : [Of(retraction, entry)],
            .. (Read<Reply[]>(4) ?? []).Select(r => new CorrectionRecord(CorrectionRecord.Reply, r.At, entry, headline, r.Text, []) { By = r.By }),
            .. Notes(told, entry, headline),
        ];
        return all.Select(c => c with { Kind = row.GetString(6), Edtf = row.GetString(7), Removed = gone ? told!.Text : null });
    }

    private static IEnumerable<CorrectionRecord> Notes(TakeDownDocument? told, string? entry, string? headline) => told is { Note: { } note, NoteAt: { } at }
        ? [new(CorrectionRecord.Note, at, entry, headline, note, [])]
        : [];

    private static CorrectionRecord Of(Correction c, string? entry, string? headline) => new(c.Class, c.At, entry, headline, c.Wrong, c.Fields);

    private static CorrectionRecord Of(Retraction r, string entry) => new(CorrectionRecord.Retraction, r.At, entry, null, r.Reason, []);
}
