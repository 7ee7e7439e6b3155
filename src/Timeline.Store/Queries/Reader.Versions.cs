using Npgsql;

namespace Timeline.Store.Queries;

/// <summary>A public version, and when it was made.</summary>
/// <param name="Version">The version.</param>
/// <param name="Recorded">When (UTC).</param>
public sealed record PublicVersion(long Version, DateTimeOffset Recorded);

public sealed partial class Reader
{
    /// <summary>Some public versions, those that exist, in order.</summary>
    public Task<List<PublicVersion>> VersionsAsync(string id, IEnumerable<long> versions, CancellationToken ct = default) =>
        VersionsAsync("version = any($2) order by version", id, Of(versions.ToArray()), ct);

    /// <summary>The public versions in a range, in order.</summary>
    public async Task<List<PublicVersion>> VersionsAsync(string id, long from, long to, CancellationToken ct = default) =>
        await VersionsAsync("version between $2 and $3 order by version", id, Of(from), ct, Of(to));

    /// <summary>The public version that held at an instant; null before the first.</summary>
    public async Task<PublicVersion?> VersionAtAsync(string id, DateTimeOffset instant, CancellationToken ct = default) =>
        (await VersionsAsync("recorded <= $2 order by recorded desc limit 1", id, Of(instant.UtcDateTime), ct)).FirstOrDefault();

    private async Task<List<PublicVersion>> VersionsAsync(
        string where, string id, NpgsqlParameter parameter, CancellationToken ct, params NpgsqlParameter[] more)
    {
        await using var command = _source.CreateCommand(
            $"select version, recorded from {_s}.tl_changes where story = $1 and {where}");
        command.Parameters.Add(Of(id));
        command.Parameters.Add(parameter);
        command.Parameters.AddRange(more);
        return await AllAsync(command, row => new PublicVersion(row.GetInt64(0), row.GetFieldValue<DateTimeOffset>(1)), ct);
    }
}
