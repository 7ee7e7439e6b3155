using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>A public version, and when it was made.</summary>
/// <param name="Version">The version.</param>
/// <param name="Recorded">When (UTC).</param>
public sealed record PublicVersion(long Version, DateTimeOffset Recorded);

/// <summary>Which public versions a story has, and when each was made.</summary>
public static class VersionQueries
{
    /// <summary>When a public version was made; null where the story has not come so far.</summary>
    public static async Task<DateTimeOffset?> InstantOfAsync(
        this TimelineDatabase db, string id, long version, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand(
            $"select recorded from {db.Quoted}.tl_changes where story = $1 and version = $2");
        command.Parameters.Add(Conditions.Of(id));
        command.Parameters.Add(Conditions.Of(version));
        return await command.AllAsync(row => row.GetFieldValue<DateTimeOffset>(0), ct) is [var found] ? found : null;
    }

    /// <summary>Some public versions, those that exist, in order.</summary>
    public static Task<List<PublicVersion>> VersionsAsync(
        this TimelineDatabase db, string id, IEnumerable<long> versions, CancellationToken ct = default) =>
        db.VersionsAsync("version = any($2) order by version", id, Conditions.Of(versions.ToArray()), ct);

    /// <summary>The public versions in a range, in order.</summary>
    public static async Task<List<PublicVersion>> VersionsAsync(
        this TimelineDatabase db, string id, long from, long to, CancellationToken ct = default) =>
        await db.VersionsAsync("version between $2 and $3 order by version", id, Conditions.Of(from), ct, Conditions.Of(to));

    /// <summary>The public version that held at an instant; null before the first.</summary>
    public static async Task<PublicVersion?> VersionAtAsync(
        this TimelineDatabase db, string id, DateTimeOffset instant, CancellationToken ct = default) =>
        (await db.VersionsAsync("recorded <= $2 order by recorded desc limit 1", id, Conditions.Of(instant.UtcDateTime), ct)).FirstOrDefault();

    /// <summary>The public version of each of some stories, of those that the public sees.</summary>
    public static async Task<List<(string Story, long Version)>> PublicVersionsAsync(
        this TimelineDatabase db, string[] stories, CancellationToken ct = default)
    {
        await using var command = db.Source.CreateCommand($"select id, public_version from {db.Quoted}.tl_stories where id = any($1) and public_version > 0");
        command.Parameters.Add(Conditions.Of(stories));
        return await command.AllAsync(row => (row.GetString(0), row.GetInt64(1)), ct);
    }

    private static async Task<List<PublicVersion>> VersionsAsync(
        this TimelineDatabase db, string where, string id, NpgsqlParameter parameter, CancellationToken ct, params NpgsqlParameter[] more)
    {
        await using var command = db.Source.CreateCommand(
            $"select version, recorded from {db.Quoted}.tl_changes where story = $1 and {where}");
        command.Parameters.Add(Conditions.Of(id));
        command.Parameters.Add(parameter);
        command.Parameters.AddRange(more);
        return await command.AllAsync(row => new PublicVersion(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)), ct);
    }
}
