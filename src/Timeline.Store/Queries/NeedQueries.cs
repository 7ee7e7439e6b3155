using System.Text.Json.Serialization;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>What the newsroom wants to know of what is to be done.</summary>
/// <param name="Now">The instant at which it is asked.</param>
/// <param name="Story">Only of this story; null for all.</param>
/// <param name="DraftsOnly">Only what contributors may see and work on.</param>
/// <param name="Limit">The most of each need.</param>
public sealed record NeedQuery(DateTimeOffset Now, string? Story = null, bool DraftsOnly = false, int Limit = 20);

/// <summary>Something that waits for somebody.</summary>
/// <param name="Need">For what: see <see cref="Domain.Editorial.Need"/>.</param>
/// <param name="Story">The story's id.</param>
/// <param name="Title">The story's title.</param>
/// <param name="Entry">The entry; absent where it is the story itself.</param>
/// <param name="Kind">The entry's kind.</param>
/// <param name="Headline">Its headline, else the beginning of its summary; absent in a tombstone.</param>
/// <param name="Happened">When it happened, in words, in the story's language.</param>
/// <param name="Status">Its status, or the story's.</param>
/// <param name="At">Of an embargo and a plan to publish its end, of what is planned or awaits an outcome the end of its date, of
/// the rest since when it is so (UTC); absent where that cannot be told.</param>
/// <param name="Why">The reason that somebody gave, or the command that waits; absent where there is none.</param>
/// <param name="By">Who did it, or proposed it; absent where that is not told.</param>
/// <param name="About">The story as it stands; not in JSON.</param>
public sealed record Needed(
    [property: JsonIgnore] StoryDocument About, string Need, string Story, string Title, string? Entry, string? Kind, string? Headline, string? Happened, string Status,
    DateTimeOffset? At, string? Why = null, string? By = null)
{
    /// <summary>What readers are told of a take-down; null where that is nothing. Not in JSON.</summary>
    [JsonIgnore]
    public string? TakenDown { get; init; }

    /// <summary>The headline, or what is said in place of it, in the story's language; of the story what that is called. Not in JSON.</summary>
    [JsonIgnore]
    public string Called => Headline ?? (Kind is null ? About.Called : EntryDocument.InPlace(Language.Of(About.Language), Kind, Status, TakenDown));
}

/// <summary>All that waits for the same.</summary>
/// <param name="Need">For what.</param>
/// <param name="Total">How many do; <see cref="NeedQueries.MostCounted"/> at most are counted.</param>
/// <param name="Items">What presses most first.</param>
public sealed record NeedList(string Need, int Total, IReadOnlyList<Needed> Items);

/// <summary>What somebody did last with an entry, or with a story itself.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Entry">The entry; absent where it is the story itself.</param>
/// <param name="Headline">Its headline, else the beginning of its summary; absent in a tombstone, and of a story.</param>
/// <param name="Type">The alias of the event.</param>
/// <param name="By">Who did it; absent where nobody is told.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Status">The entry's status; absent where it is the story itself.</param>
/// <param name="About">The story as it stands; not in JSON.</param>
public sealed record LastChange([property: JsonIgnore] StoryDocument About, string Story, string? Entry, string? Headline, string Type, string? By, DateTimeOffset At, string? Status)
{
    /// <summary>The entry's kind; null where it is the story itself, or nothing is left of the entry. Not in JSON.</summary>
    [JsonIgnore]
    public string? Kind { get; init; }

    /// <inheritdoc cref="Needed.TakenDown"/>
    [JsonIgnore]
    public string? TakenDown { get; init; }

    /// <inheritdoc cref="Needed.Called"/>
    [JsonIgnore]
    public string Called => Headline ?? (Kind is null ? About.Called : EntryDocument.InPlace(Language.Of(About.Language), Kind, Status, TakenDown));
}

/// <summary>What needs doing, in all stories or in one: the one home of these questions. For the newsroom alone.</summary>
public static class NeedQueries
{
    /// <summary>So many of each need are counted and put in order.</summary>
    public const int MostCounted = 1_000;

    private const int MostEvents = 1_000;
    private const int MostChanges = 50;

    // What has a time to come stands in the order of that, and what waits for somebody in that of waiting; of the rest the newest first.
    private static readonly string[] OldestFirst = [Need.Urgent, Need.Approval, Need.Legal, Need.Embargoed, Need.Scheduled];
    private static readonly string[] OfContributors = [Need.Scheduled, Need.Draft, Need.Source];

    /// <summary>What waits for somebody, by need; what presses most first.</summary>
    public static async Task<IReadOnlyList<NeedList>> NeedsAsync(this TimelineDatabase db, NeedQuery query, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(query);
        var stories = query.DraftsOnly ? [] : await db.OfStoriesAsync(query, ct);
        var entries = await db.OfEntriesAsync(query, ct);
        return [.. Need.All.Select(need => new NeedList(need,
            stories.FirstOrDefault(s => s.Item.Need == need).Total + entries.FirstOrDefault(e => e.Item.Need == need).Total,
            [.. stories.Concat(entries).Select(i => i.Item).Where(i => i.Need == need).Take(query.Limit)]))
            .Where(list => list.Total > 0)];
    }

    /// <summary>What others than somebody did since an instant: of each entry and story the last, the newest first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="query">Of which story; what contributors may see.</param>
    /// <param name="since">Since when.</param>
    /// <param name="actor">Whose own changes are left out.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<IReadOnlyList<LastChange>> ChangedByOthersAsync(
        this TimelineDatabase db, NeedQuery query, DateTimeOffset since, string actor, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        ArgumentNullException.ThrowIfNull(query);
        var where = new Conditions();
        // From the end of the log, so that it costs the same however long that is.
        var recent = query.Story is { } story
            ? $"where stream_id = {where.Parameter(story)} order by version desc"
            : "order by seq_id desc";
        await using var command = where.ToCommand(db.Source, $"""
            select st.state, c.entry, {ShownDocs.HeadlineUnlessRetracted},
              c.type, c.actor, c.at, d.status, e.kind, e.takedown ->> 'text'
            from (
              select distinct on (r.stream_id, r.entry) r.* from (
                select seq_id, stream_id, type, "timestamp" as at, headers ->> 'actor' as actor, data ->> 'entry' as entry
                from (select * from {db.Quoted}.mt_events {recent} limit {MostEvents}) m
                where "timestamp" >= {where.Parameter(since.UtcDateTime)} and headers ->> 'actor' is distinct from {where.Parameter(actor)}
                  and {(query.DraftsOnly ? IsTold(db, "m") : "true")}
              ) r order by r.stream_id, r.entry, r.seq_id desc
            ) c
            join {db.Quoted}.tl_story_states st on st.story = c.stream_id and st.valid_to = 'infinity'
            left join {db.Quoted}.tl_entries e on e.story = c.stream_id and e.entry = c.entry and e.valid_to = 'infinity'
            left join lateral json_to_record(e.doc) d (headline text, summary text, status text) on true
            where {(query.DraftsOnly ? $"{IsStoryOfDrafts} and (c.entry is null or {IsSeenByContributors(db)})" : "true")}
            order by c.seq_id desc limit {MostChanges}
            """);
        return await command.AllAsync(row =>
        {
            var about = StoryDocument.Listed(StoryRow.Read(row.GetString(0)));
            return new LastChange(about, about.Id, row.TextOrNull(1), row.TextOrNull(2), row.GetString(3),
                EventTypes.IsConfidential(row.GetString(3)) ? null : row.TextOrNull(4), row.GetFieldValue<DateTimeOffset>(5), row.TextOrNull(6))
            {
                Kind = row.TextOrNull(7),
                TakenDown = row.TextOrNull(8),
            };
        }, ct);
    }

    /// <summary>That an entry is a draft which contributors may see, as nothing about it is promised and the public never saw it: a condition in
    /// SQL, as <see cref="Entry.IsOpenDraft"/> is of an entry that was read.</summary>
    internal static string IsDraft(TimelineDatabase db, string e = "e") => $"""
        ({e}.needs && array['{Need.Draft}', '{Need.Scheduled}']
          and coalesce({e}.doc->'newsroom'->>'embargo', {e}.doc->'newsroom'->>'promised') is null
          and not exists (select from {db.Quoted}.tl_entries seen where seen.story = {e}.story and seen.entry = {e}.entry and seen.visible))
        """;

    /// <summary>That contributors may see an entry: a condition in SQL, as <see cref="Entry.IsSeenByContributors"/> is of an entry that was read.</summary>
    internal static string IsSeenByContributors(TimelineDatabase db, string e = "e") => $"({e}.visible or {IsDraft(db, e)})";

    /// <summary>That a story is in view, or a draft itself of which nothing is promised, so that contributors may see it: a condition in SQL
    /// on <c>st</c>, as <see cref="Story.IsSeenByContributors"/> is of a story that was read.</summary>
    internal const string IsStoryOfDrafts = $"""
        (st.visible or st.needs && array['{Need.Draft}', '{Need.Scheduled}'] and coalesce(st.state->>'embargo', st.state->>'promised') is null)
        """;

    /// <summary>That contributors may be told of an event, as far as they see what it is about: a condition in SQL on a row of <c>mt_events</c>. Where it changes
    /// nothing but which entries are named, they are told so if they see one of those.</summary>
    internal static string IsTold(TimelineDatabase db, string m) => $"""
        ({m}.type in ({string.Join(',', EventTypes.ToldToContributors.Select(type => $"'{type}'"))}) and case {m}.type
          when 'entry_linked' then {db.InSight($"{m}.stream_id", $"{m}.data -> 'link' ->> 'entry'", null, draftsOnly: true)}
          when 'standing_replaced' then not coalesce(({m}.data ->> 'onlyHidden')::boolean, false)
          when 'entry_corrected' then {m}.data ->> 'unseenFields' is null
            or exists (select from jsonb_object_keys({m}.data -> 'changes') field where not ({m}.data -> 'unseenFields') ? field)
            or exists (
              select from {db.Quoted}.tl_entries was
              join {db.Quoted}.tl_entries became on became.story = was.story and became.entry = was.entry and became.valid_from = was.valid_to
              cross join unnest(was.links || became.links) l
              where was.story = {m}.stream_id and was.entry = {m}.data ->> 'entry' and was.valid_to = {m}."timestamp"
                and (l = any(was.links)) <> (l = any(became.links)) and {db.InSight("was.story", "l", null, draftsOnly: true)})
          else true end)
        """;

    private static async Task<List<(Needed Item, int Total)>> OfEntriesAsync(this TimelineDatabase db, NeedQuery query, CancellationToken ct)
    {
        var where = new Conditions();
        where.Add("e.valid_to = 'infinity' and e.needs <> array[]::text[] and e.needs @> array[n.need]");
        if (query.Story is { } story)
            where.Add($"e.story = {where.Parameter(story)}");
        if (query.DraftsOnly)
            where.Add($"{IsDraft(db)} and exists (select from {db.Quoted}.tl_story_states st where st.story = e.story and st.valid_to = 'infinity' and {IsStoryOfDrafts})");
        var (now, year) = (where.Parameter(query.Now.ToUnixTimeSeconds()), where.Parameter(query.Now.AddYears(-1).ToUnixTimeSeconds()));
        await using var command = where.ToCommand(db.Source, $"""
            select f.need, f.total::int, f.entry, f.kind, f.at, st.state,
              {ShownDocs.HeadlineUnlessRetracted},
              d."when" ->> 'display', d.status, d.newsroom ->> 'heldBecause', e.takedown ->> 'text'
            from (
              select c.*, count(*) over (partition by c.need) as total, row_number() over (partition by c.need order by c.place_by, c.story, c.entry) as place
              from unnest({where.Parameter((query.DraftsOnly ? OfContributors : Need.All).ToArray())}) as n (need)
              cross join lateral (
                select n.need, e.story, e.entry, e.kind, t.at, case when n.need = any({where.Parameter(OldestFirst)}) then t.at else -t.at end as place_by
                from {db.Quoted}.tl_entries e
                cross join lateral (select case
                    when n.need in ('{Need.Embargoed}', '{Need.Scheduled}') then extract(epoch from e.embargo)::bigint
                    when n.need in ('{Need.Report}', '{Need.Outcome}') then e.latest
                    else extract(epoch from e.valid_from)::bigint end as at) t
                where {where} and case n.need
                  when '{Need.Report}' then e.plan_ends < {now}
                  when '{Need.Outcome}' then e.latest < {year} and not exists (
                    select from {db.Quoted}.tl_entries o where o.story = e.story and o.outcome_of <> array[]::text[]
                      and o.outcome_of @> array[e.entry] and o.valid_to = 'infinity')
                  else true end
                order by place_by, e.story, e.entry limit {MostCounted}
              ) c
            ) f
            join {db.Quoted}.tl_entries e on e.story = f.story and e.entry = f.entry and e.valid_to = 'infinity'
            join {db.Quoted}.tl_story_states st on st.story = f.story and st.valid_to = 'infinity'
            cross join lateral json_to_record(e.doc) d ("when" json, headline text, summary text, status text, newsroom json)
            where f.place <= {where.Parameter(query.Limit)}
            order by f.place
            """);
        var found = await command.AllAsync(row =>
        {
            var about = StoryDocument.Listed(StoryRow.Read(row.GetString(5)));
            return (new Needed(about, row.GetString(0), about.Id, about.Title, row.GetString(2), row.GetString(3), row.TextOrNull(6), row.TextOrNull(7), row.GetString(8),
                row.IsDBNull(4) ? null : Instant(row.GetInt64(4)), row.GetString(0) == Need.Held ? row.TextOrNull(9) : null)
            {
                TakenDown = row.TextOrNull(10),
            }, row.GetInt32(1));
        }, ct);
        return await db.WithActsAsync(found, ct);
    }

    // Who proposed what, or did it urgently, is no column: few wait for it.
    private static async Task<List<(Needed Item, int Total)>> WithActsAsync(
        this TimelineDatabase db, List<(Needed Item, int Total)> found, CancellationToken ct)
    {
        var loaded = await new StoryLoader(db, db.Schema).EntriesAsync(
            [.. found.Where(f => f.Item.Need is Need.Urgent or Need.Approval).Select(f => (f.Item.Story, f.Item.Entry!))], null, ct);
        return [.. found.Select(f => loaded.GetValueOrDefault((f.Item.Story, f.Item.Entry!)).Entry is not { } entry ? f
            : (With(f.Item, entry.UrgentlyDone, entry.Proposal), f.Total))];
    }

    private static async Task<List<(Needed Item, int Total)>> OfStoriesAsync(this TimelineDatabase db, NeedQuery query, CancellationToken ct)
    {
        var where = new Conditions();
        where.Add("st.valid_to = 'infinity' and st.needs <> array[]::text[]");
        if (query.Story is { } only)
            where.Add($"st.story = {where.Parameter(only)}");
        await using var command = where.ToCommand(db.Source, $"""
            select f.need, least(f.total, {MostCounted})::int, st.state
            from (
              select st.story, n.need, count(*) over (partition by n.need) as total, row_number() over (
                partition by n.need order by case when n.need = any({where.Parameter(OldestFirst)}) then t.at else -t.at end, st.story) as place
              from {db.Quoted}.tl_story_states st
              join {db.Quoted}.tl_stories s on s.id = st.story
              cross join unnest(st.needs) as n (need)
              cross join lateral (
                select extract(epoch from case when n.need in ('{Need.Embargoed}', '{Need.Scheduled}') then s.embargo else st.valid_from end)::bigint as at) t
              where {where}
            ) f
            join {db.Quoted}.tl_story_states st on st.story = f.story and st.valid_to = 'infinity'
            where f.place <= {where.Parameter(query.Limit)}
            order by f.place
            """);
        return await command.AllAsync(row =>
        {
            var (need, story) = (row.GetString(0), StoryRow.Read(row.GetString(2)));
            return (With(
                new Needed(StoryDocument.Listed(story), need, story.Id, story.Title, null, null, null, null, story.Status,
                    need is Need.Embargoed or Need.Scheduled ? story.Due : story.UpdatedAt), story.UrgentlyDone, story.Proposal), row.GetInt32(1));
        }, ct);
    }

    private static Needed With(Needed item, UrgentAct? urgent, Proposal? proposal) => item.Need switch
    {
        Need.Urgent => item with { Why = urgent?.Reason, By = urgent?.By },
        Need.Approval => item with { Why = proposal?.Command, By = proposal?.By, At = proposal?.At ?? item.At },
        _ => item,
    };

    private static DateTimeOffset? Instant(long seconds) =>
        seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds() && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

}
