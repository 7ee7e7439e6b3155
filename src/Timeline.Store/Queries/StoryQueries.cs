using System.Text.Json.Serialization;

namespace Timeline.Store.Queries;

/// <summary>A story as answers show it.</summary>
/// <param name="Id">The slug.</param>
/// <param name="Title">The title.</param>
/// <param name="Language">The language of its entries (BCP 47).</param>
/// <param name="TimeZone">The IANA time zone of its dates.</param>
/// <param name="From">The first day of its window, in EDTF.</param>
/// <param name="To">The last day of its window, in EDTF; null while it goes on.</param>
public sealed record StoryDocument(
    string Id, string Title, string Language, string TimeZone, string From,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? To);

/// <summary>A story and how far the public has seen it change.</summary>
/// <param name="Story">The story.</param>
/// <param name="Version">Its public version.</param>
/// <param name="UpdatedAt">When the public last saw it change.</param>
public sealed record PublicStory(StoryDocument Story, long Version, DateTimeOffset UpdatedAt);

/// <summary>Which stories there are.</summary>
public static class StoryQueries
{
    /// <summary>The stories, the last changed first.</summary>
    public static async Task<IReadOnlyList<PublicStory>> StoriesAsync(this TimelineDatabase db, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand($"""
            select {StoryColumns.Names}, s.public_version, c.recorded
            from {db.Quoted}.tl_stories s join {db.Quoted}.tl_changes c on c.story = s.id and c.version = s.public_version
            order by c.recorded desc, s.id
            """);
        return await command.AllAsync(row => new PublicStory(
            StoryColumns.Read(row), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7)), ct);
    }

    /// <summary>One story; null where there is none.</summary>
    public static async Task<PublicStory?> StoryAsync(this TimelineDatabase db, string id, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand($"""
            select {StoryColumns.Names}, s.public_version, c.recorded
            from {db.Quoted}.tl_stories s join {db.Quoted}.tl_changes c on c.story = s.id and c.version = s.public_version
            where s.id = $1
            """);
        command.Parameters.Add(Conditions.Of(id));
        return (await command.AllAsync(row => new PublicStory(
            StoryColumns.Read(row), row.GetInt64(6), row.GetFieldValue<DateTimeOffset>(7)), ct)).FirstOrDefault();
    }
}
