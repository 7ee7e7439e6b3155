using Timeline.Domain.Languages;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Store.Desk;

/// <summary>Somebody at work on an entry.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry.</param>
/// <param name="Headline">Its headline, else the beginning of its summary; null in a tombstone.</param>
/// <param name="Status">Its status.</param>
/// <param name="Draft">Whether it is a draft that contributors may see.</param>
/// <param name="Actor">Who.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Kind">The entry's kind.</param>
/// <param name="TakenDown">What readers are told of a take-down; null where that is nothing.</param>
public sealed record Present(
    string Story, string Entry, string? Headline, string Status, bool Draft, string Actor, string Name, string Kind, string? TakenDown)
{
    /// <summary>The headline, or what is said in place of it.</summary>
    public string Called(Language words) => Headline ?? EntryDocument.InPlace(words, Kind, Status, TakenDown);
}

/// <summary>A change of an entry, or of a story itself.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">The number of the event in its stream.</param>
/// <param name="Type">The event's alias.</param>
/// <param name="Entry">The entry; null where it is the story itself.</param>
/// <param name="Headline">As of <see cref="Present"/>; of a story what that is called, and of an entry of which nothing is left.</param>
/// <param name="Status">The entry's status, or the story's visibility as one: <c>open</c> where readers see it, else <c>draft</c>.</param>
/// <param name="Draft">As of <see cref="Present"/>; of a story whether contributors may see it.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="Told">Whether contributors may be told of it, where they see what it is about.</param>
/// <param name="Kind">The entry's kind; null where it is the story itself, or nothing is left of the entry.</param>
/// <param name="TakenDown">As of <see cref="Present"/>.</param>
public sealed record JustChanged(
    string Story, long Version, string Type, string? Entry, string? Headline, string Status, bool Draft, string Actor, bool Told, string? Kind, string? TakenDown)
{
    /// <inheritdoc cref="Present.Called"/>
    public string Called(Language words) => Headline ?? (Kind is null ? Story : EntryDocument.InPlace(words, Kind, Status, TakenDown));
}

/// <summary>What the desk's pages tell each other, on one node or on several.</summary>
public static class DeskPresence
{
    /// <summary>Who was not heard of for so long is gone.</summary>
    public static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(12);

    private const int MostPresent = 100;
    private const int MostChanges = 100;

    /// <summary>Notes that somebody is at work on an entry, or no longer.</summary>
    public static async Task SetPresenceAsync(
        this TimelineDatabase db, string story, string entry, string actor, string name, bool gone, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        // Whoever comes sweeps: so the table holds no more than who was there in the last minute.
        await using var command = db.Source.CreateCommand(gone
            ? $"delete from {db.Quoted}.tl_desk_presence where story = $1 and entry = $2 and actor = $3 and $4 <> ''"
            : $"""
              with gone as (delete from {db.Quoted}.tl_desk_presence where seen < now() - interval '1 minute')
              insert into {db.Quoted}.tl_desk_presence values ($1, $2, $3, $4, now())
              on conflict (story, entry, actor) do update set seen = now(), name = excluded.name
              """);
        foreach (var text in new[] { story, entry, actor, name })
            command.Parameters.Add(Conditions.Of(text));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Who is at work on entries of these stories.</summary>
    public static async Task<IReadOnlyList<Present>> PresentAsync(this TimelineDatabase db, string[] stories, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"""
            select p.story, p.entry, {ShownDocs.HeadlineUnlessRetracted}, d.status, {NeedQueries.IsDraft(db)}, p.actor, p.name,
              e.kind, e.takedown ->> 'text'
            from {db.Quoted}.tl_desk_presence p
            join {db.Quoted}.tl_entries e on e.story = p.story and e.entry = p.entry and e.valid_to = 'infinity'
            cross join lateral json_to_record(e.doc) d (headline text, summary text, status text)
            where p.story = any($1) and p.seen > now() - $2 * interval '1 second'
            order by p.story, p.entry, p.name limit {MostPresent}
            """);
        command.Parameters.Add(Conditions.Of(stories));
        command.Parameters.Add(Conditions.Of(Forgotten.TotalSeconds));
        return await command.AllAsync(row => new Present(
            row.GetString(0), row.GetString(1), row.TextOrNull(2), row.GetString(3), row.GetBoolean(4), row.GetString(5), row.GetString(6),
            row.GetString(7), row.TextOrNull(8)), ct);
    }

    /// <summary>How many events the streams of stories have: those that there are.</summary>
    public static async Task<IReadOnlyDictionary<string, long>> EventVersionsAsync(this TimelineDatabase db, string[] stories, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"select id, version from {db.Quoted}.tl_stories where id = any($1)");
        command.Parameters.Add(Conditions.Of(stories));
        return (await command.AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetInt64(1)), ct)).ToDictionary();
    }

    /// <summary>What was done in a story after an event, oldest first; the last of it where it was much.</summary>
    public static async Task<IReadOnlyList<JustChanged>> JustChangedAsync(this TimelineDatabase db, string story, long after, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"""
            select v.version, v.type, v.entry, coalesce({ShownDocs.HeadlineUnlessRetracted}, case when e.entry is null then nullif(st.state ->> 'title', '') end),
              coalesce(d.status, case when st.visible then 'open' else 'draft' end),
              case when v.entry is null then {NeedQueries.IsStoryOfDrafts} else coalesce({NeedQueries.IsDraft(db)}, false) end, v.actor, {NeedQueries.IsTold(db, "v")},
              e.kind, e.takedown ->> 'text'
            from (
              select *, data ->> 'entry' as entry, coalesce(headers ->> 'actor', '') as actor
              from {db.Quoted}.mt_events where stream_id = $1 and version > $2 order by version desc limit {MostChanges}
            ) v
            join {db.Quoted}.tl_story_states st on st.story = $1 and st.valid_to = 'infinity'
            left join {db.Quoted}.tl_entries e on e.story = $1 and e.entry = v.entry and e.valid_to = 'infinity'
            left join lateral json_to_record(e.doc) d (headline text, summary text, status text) on true
            order by v.version
            """);
        command.Parameters.Add(Conditions.Of(story));
        command.Parameters.Add(Conditions.Of(after));
        return await command.AllAsync(row => new JustChanged(
            story, row.GetInt64(0), row.GetString(1), row.TextOrNull(2), row.TextOrNull(3),
            row.GetString(4), row.GetBoolean(5), row.GetString(6), row.GetBoolean(7), row.TextOrNull(8), row.TextOrNull(9)), ct);
    }
}
