using Timeline.Domain.Languages;

namespace Timeline.Store.Projections;

/// <summary>A story that cannot be folded on.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="EventVersion">The event version that is not in the chronology.</param>
/// <param name="Reason">Why.</param>
public sealed record StoppedStory(string Story, long EventVersion, string Reason);

/// <summary>Finds the stories whose stream is ahead of the chronology.</summary>
public static class StoppedStories
{
    /// <summary>Why a story stops whose next event nobody has tried to fold.</summary>
    internal static Sentence NotFolded { get; } = Sentence.Of("refused.not-folded");

    /// <summary>The stories that stand still before an event, in the order of their ids.</summary>
    public static async Task<IReadOnlyList<StoppedStory>> StoppedAsync(this TimelineDatabase database, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand($"""
            select s.id, coalesce(t.version, 0) + 1, x.reason
            from {database.Quoted}.mt_streams s
            left join {database.Quoted}.tl_stories t on t.id = s.id
            left join {database.Quoted}.tl_stopped x on x.story = s.id and x.version = coalesce(t.version, 0) + 1
            where coalesce(t.version, 0) < s.version and s.id <> {StoredEvents.Tombstones} order by s.id
            """);
        return await command.AllAsync(row => new StoppedStory(row.GetString(0), row.GetInt64(1), row.TextOrNull(2) ?? NotFolded.ToString()), ct);
    }
}
