using System.Globalization;
using Marten;
using Npgsql;

namespace Timeline.Store.Projections;

/// <summary>
/// Which versions of the tables a database has: noted, so that a start need not compare every table and function of Marten's
/// with what it ought to be, and so that a service leaves alone what a newer one has made.
/// </summary>
internal static class Installed
{
    private const string ReadModelsName = "read models";

    private static readonly (string Name, Version Version)[] Ours =
    [
        ("marten", typeof(IDocumentStore).Assembly.GetName().Version!),
        // Count this up with a change of how Marten is set, or of the scripts of Commands and Desk.
        ("store", new Version(1, 1)),
        (ReadModelsName, new Version(ReadModels.Version, 0)),
    ];

    /// <summary>Whether all tables are of these versions, or newer ones.</summary>
    public static async Task<bool> IsUpToDateAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct) =>
        await OlderAsync(database, connection, ct) is [];

    /// <summary>Notes that they are.</summary>
    public static async Task NoteAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        await connection.RunAsync(
            $"create table if not exists {database.Quoted}.tl_installed (name text primary key, version text not null)", ct);
        foreach (var (name, version) in await OlderAsync(database, connection, ct))
        {
            await connection.RunAsync(string.Create(CultureInfo.InvariantCulture, $"""
                insert into {database.Quoted}.tl_installed values ('{name}', '{version}')
                on conflict (name) do update set version = excluded.version
                """), ct);
        }
    }

    /// <summary>Whether the read models are of a newer version than ours.</summary>
    public static async Task<bool> HasNewerAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct) =>
        (await FoundAsync(database, connection, ct)).TryGetValue(ReadModelsName, out var version) && version.Major > ReadModels.Version;

    // Those of ours that the database has not, or in an older version.
    private static async Task<(string Name, Version Version)[]> OlderAsync(
        TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        var found = await FoundAsync(database, connection, ct);
        return [.. Ours.Where(o => !found.TryGetValue(o.Name, out var version) || version < o.Version)];
    }

    private static async Task<Dictionary<string, Version>> FoundAsync(
        TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        if (!await connection.AskAsync<bool>($"select to_regclass('{database.Quoted}.tl_installed') is not null", ct))
            return [];
        await using var command = new NpgsqlCommand($"select name, version from {database.Quoted}.tl_installed", connection);
        return (await command.AllAsync(row => (row.GetString(0), Version.Parse(row.GetString(1))), ct)).ToDictionary();
    }
}
