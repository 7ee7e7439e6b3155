using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>A story that cannot be folded on.</summary>
/// <param name="Story">Its stream.</param>
/// <param name="Version">The version that cannot be folded.</param>
/// <param name="Position">Its position.</param>
/// <param name="Reason">Why.</param>
/// <param name="Since">Since when (UTC).</param>
public sealed record StoppedStory(string Story, long Version, long Position, string Reason, DateTimeOffset Since);

/// <summary>What the chronology says of itself.</summary>
public sealed class ChronologyStatus(EventStore log)
{
    /// <summary>The stories that stand still before an event that cannot be folded.</summary>
    public async Task<IReadOnlyList<StoppedStory>> StoppedAsync(CancellationToken ct = default)
    {
        await using var command = log.Source.CreateCommand($"""
            select a.story, a.version, a.position, a.reason, a.since from "{log.Schema}".tl_set_aside a
            left join "{log.Schema}".tl_stories s on s.id = a.story
            where coalesce(s.version, 0) < a.version order by a.since
            """);
        var stopped = new List<StoppedStory>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            stopped.Add(new(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetString(3),
                reader.GetFieldValue<DateTimeOffset>(4)));
        }

        return stopped;
    }
}
