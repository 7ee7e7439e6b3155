using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Timeline.Domain;
using Timeline.Domain.Values;

namespace Timeline.Store.Queries;

/// <summary>A story and how far its reader has seen it change.</summary>
/// <param name="Current">The story as it stands.</param>
/// <param name="Version">Its public version; 0 of one that the public does not see.</param>
/// <param name="UpdatedAt">When the public last saw it or an entry of it change; of one that it does not see, when it last changed.</param>
/// <param name="Lineage">Which history the version is of (<see cref="Lineages"/>).</param>
public sealed record PublicStory(Story Current, long Version, DateTimeOffset UpdatedAt, string Lineage)
{
    /// <summary>The story as answers about it show it.</summary>
    public StoryDocument Story { get; } = StoryDocument.Of(Current);
}

/// <summary>A page of the stories.</summary>
/// <param name="Stories">The last changed first.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
public sealed record StoryPage(IReadOnlyList<PublicStory> Stories, StoryCursor? Next);

/// <summary>The place of a story in the list of all (keyset).</summary>
/// <param name="UpdatedAt">Microseconds since 1970.</param>
/// <param name="Id">The story.</param>
public sealed record StoryCursor(long UpdatedAt, string Id)
{
    /// <summary>Reads a cursor; null where the text is none.</summary>
    public static StoryCursor? Parse(string text)
    {
        var bytes = new byte[256];
        return text.Length <= 200 && Base64Url.IsValid(text) && Base64Url.TryDecodeFromChars(text, bytes, out var length)
            && Encoding.ASCII.GetString(bytes, 0, length).Split('.') is [var at, var id]
            && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var updated)
            && updated < 250_000_000_000_000_000 && SlugAttribute.IsSlug(id)
            ? new(updated, id)
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{UpdatedAt}.{Id}")));
}

/// <summary>Which stories there are, and one by itself.</summary>
public static class StoryQueries
{
    private const string Updated = "coalesce(c.recorded, s.recorded)";

    /// <summary>A page of the stories, the last changed first.</summary>
    /// <param name="db">The database.</param>
    /// <param name="after">Where the page before ended; null for the first.</param>
    /// <param name="limit">The most stories.</param>
    /// <param name="hidden">Also those that the public must not see: for the newsroom only.</param>
    /// <param name="draftsOnly">Of these only what contributors may know of (<see cref="Domain.Story.IsKnownToContributors"/>).</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<StoryPage> StoriesAsync(
        this TimelineDatabase db, StoryCursor? after, int limit, bool hidden, bool draftsOnly = false, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add(StoryColumns.Holds(null, hidden, where));
        if (!hidden)
            where.Add("st.state->'takenDown'->>'unlisted' is distinct from 'true'");
        // Here, since the next page begins behind the last of this one, and its address says which that is.
        if (draftsOnly)
            where.Add($"({NeedQueries.IsStoryOfDrafts} or s.since is not null)");
        if (after is not null)
        {
            var at = where.Parameter(Microseconds.ToInstant(after.UpdatedAt).UtcDateTime);
            where.Add($"({Updated} < {at} or ({Updated} = {at} and s.id > {where.Parameter(after.Id)}))");
        }

        var stories = await db.ReadAsync(where, null, hidden, $"order by {Updated} desc, s.id limit {where.Parameter(limit + 1)}", ct);
        return new([.. stories.Take(limit)], stories.Count > limit
            ? new(Microseconds.Of(stories[limit - 1].UpdatedAt), stories[limit - 1].Current.Id)
            : null);
    }

    /// <summary>What lists of stories hang on: how many public changes there were of all stories together, and a digest of who has a page. Of
    /// nothing that the public does not see.</summary>
    public static async Task<(long PublicVersions, long People)> ListVersionAsync(this TimelineDatabase db, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"""
            select (select coalesce(sum(s.public_version), 0)::bigint from {db.Quoted}.tl_stories s),
              (select coalesce(bit_xor(hashtextextended(p.person, 0)), 0) from {db.Quoted}.tl_people p where {PeopleQueries.Listed("p")} and {db.InSight("p", null)})
            """);
        return (await command.AllAsync(row => (row.GetInt64(0), row.GetInt64(1)), ct))[0];
    }

    /// <summary>One story that the public sees; null where there is none.</summary>
    public static Task<PublicStory?> StoryAsync(this TimelineDatabase db, string id, CancellationToken ct = default) =>
        db.StoryAsync(id, hidden: false, ct);

    /// <summary>One story; null where there is none.</summary>
    /// <param name="db">The database.</param>
    /// <param name="id">The story.</param>
    /// <param name="hidden">Also one that the public must not see: for the newsroom only.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<PublicStory?> StoryAsync(
        this TimelineDatabase db, string id, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"s.id = {where.Parameter(id)}");
        where.Add(StoryColumns.Holds(null, hidden, where));
        return (await db.ReadAsync(where, null, hidden, "", ct)).FirstOrDefault();
    }

    /// <summary>One story as it stood at an instant, or stands now where there is none; null where there was none.</summary>
    public static async Task<Story?> StoryAtAsync(
        this TimelineDatabase db, string id, DateTimeOffset? asOf, bool hidden, CancellationToken ct = default)
    {
        var where = new Conditions();
        where.Add($"st.story = {where.Parameter(id)}");
        where.Add(StoryColumns.Holds(asOf, hidden, where));
        await using var command = where.ToCommand(db.Source,
            $"select {StoryColumns.Of(db, asOf, hidden, where)} from {db.Quoted}.tl_story_states st where {where}");
        return (await command.AllAsync(StoryColumns.Read, ct)).FirstOrDefault();
    }

    private static async Task<List<PublicStory>> ReadAsync(
        this TimelineDatabase db, Conditions where, DateTimeOffset? asOf, bool hidden, string rest, CancellationToken ct)
    {
        await using var command = where.ToCommand(db.Source, $"""
            select {StoryColumns.Of(db, asOf, hidden, where)}, s.public_version, {Updated}, {db.Lineage()}
            from {db.Quoted}.tl_stories s join {db.Quoted}.tl_story_states st on st.story = s.id
            left join {db.Quoted}.tl_changes c on c.story = s.id and c.version = s.public_version
            where {where} {rest}
            """);
        return await command.AllAsync(row => new PublicStory(
            StoryColumns.Read(row), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), row.GetString(4)), ct);
    }
}
