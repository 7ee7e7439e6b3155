namespace Timeline.Store.Queries;

/// <summary>What the newsroom tells itself: a note, a flag for lawyers, a proposal, something done urgently.</summary>
/// <param name="Entry">The entry; null where it is the story itself.</param>
/// <param name="Type"><c>note</c>, <c>legal</c>, <c>proposal</c> or <c>urgent</c>.</param>
/// <param name="Text">The note, the flag, the command that is proposed, or why it was urgent.</param>
/// <param name="By">Who.</param>
/// <param name="At">When (UTC).</param>
public sealed record NewsroomNote(string? Entry, string Type, string Text, string By, DateTimeOffset At);

/// <summary>What is for the newsroom alone: read from the events, so that no answer for the public can have it.</summary>
public static class NewsroomQueries
{
    /// <summary>All notes of a story; the flags that hold; what waits to be approved, or to be seen. Newest first.</summary>
    public static async Task<IReadOnlyList<NewsroomNote>> NewsroomNotesAsync(this TimelineDatabase db, string story, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        // A proposal is void once anything but the newsroom's own remarks follows on it.
        await using var command = db.Source.CreateCommand($"""
            with e as (
              select version, type, data, "timestamp" as at, coalesce(headers ->> 'actor', '') as by, data ->> 'entry' as entry
              from {db.Quoted}.mt_events where stream_id = $1
            )
            select entry, 'note', data ->> 'text', by, at from e where type in ('entry_noted', 'story_noted') and data ->> 'text' is not null
            union all
            select * from (
              select distinct on (entry) entry, 'legal', data ->> 'legal', by, at from e
              where type in ('entry_legal_marked', 'story_legal_marked') order by entry, version desc) l (entry, type, text, by, at)
            where text <> 'none'
            union all
            select entry, 'proposal', data ->> 'command', by, at from e where type in ('entry_proposed', 'story_proposed') and not exists (
              select from e l where l.entry is not distinct from e.entry and l.version > e.version and l.type not in (
                'entry_noted', 'entry_legal_marked', 'urgent_seen', 'story_noted', 'story_legal_marked', 'story_urgent_seen', 'four_eyes_set'))
            union all
            select entry, 'urgent', data -> 'urgent' ->> 'reason', by, at from e where data -> 'urgent' is not null and not exists (
              select from e l where l.entry is not distinct from e.entry and l.version > e.version and l.type in ('urgent_seen', 'story_urgent_seen'))
            order by 5 desc
            """);
        command.Parameters.Add(Conditions.Of(story));
        return await command.AllAsync(row => new NewsroomNote(
            row.TextOrNull(0), row.GetString(1), row.IsDBNull(2) ? "" : row.GetString(2), row.GetString(3),
            row.GetFieldValue<DateTimeOffset>(4)), ct);
    }
}
