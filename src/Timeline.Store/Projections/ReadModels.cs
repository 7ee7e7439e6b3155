using Npgsql;

namespace Timeline.Store.Projections;

/// <summary>
/// The tables and functions of the chronology. They have a version, so that a service that finds an older one brings it up to
/// date by itself, and one that finds a newer one leaves it alone.
/// </summary>
/// <remarks>
/// Change what is written, or how, and count <see cref="Version"/> up; until the first release it stays 1, and databases of builds in
/// between are thrown away. A new column comes with a default (<see cref="NewColumns"/> adds it), so that queries of this version can read
/// rows of the one before at once, and writers of the one before go on beside it; <see cref="Upgrade"/> then makes all rows anew.
/// A column goes a version after the last that wrote it.
/// </remarks>
internal static class ReadModels
{
    /// <summary>Of all read models together: they are written by one statement.</summary>
    public const int Version = 1;

    /// <summary>So long whoever writes what commands have decided waits for a lock.</summary>
    // Twice as long as PostgreSQL waits before it looks for circles of waiting (deadlock_timeout), so that those are called what they are; and longer
    // than a commit takes on a slow disk: only who holds a row for longer, as an import does, is waited for aside.
    public const string LockTimeout = "2s";

    private const string IndexFolder = "Indexes.";

    // So long a migration waits for a lock, and whoever comes after it waits behind it.
    private const string Patience = "200ms";

    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private static readonly IReadOnlyList<SqlScript> Scripts = SqlScript.In("Timeline.Store.Projections.Sql.");
    private static readonly IReadOnlyList<SqlScript> Others =
        [.. SqlScript.In("Timeline.Store.Commands.Sql."), .. SqlScript.In("Timeline.Store.Proof.Sql."), .. SqlScript.In("Timeline.Store.Desk.Sql.")];

    /// <summary>
    /// One index each, in the order of their cost: a rebuild makes the tables first, fills them, and makes these after, side by
    /// side, where none should be left working alone.
    /// </summary>
    public static IEnumerable<SqlScript> Indexes => Scripts.Where(IsIndex);

    /// <summary>All the rest.</summary>
    public static IEnumerable<SqlScript> Tables => Scripts.Where(s => !IsIndex(s));

    /// <summary>Makes or completes them in the database's schema.</summary>
    public static async Task MigrateAsync(TimelineDatabase database, NpgsqlConnection connection, CancellationToken ct)
    {
        for (var pause = ShortestPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            try
            {
                await connection.RunAsync($"set local client_min_messages = warning; set local lock_timeout = '{Patience}'", ct);
                await MakeAsync(connection, database.Schema, [.. Others, .. Tables], ct);
                await NewColumns.AddAsync(connection, database.Schema, ct);
                await MakeAsync(connection, database.Schema, Indexes, ct);
                await transaction.CommitAsync(ct);
                return;
            }
            catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                // Somebody reads or writes for long. All others would wait behind us: we step back, and come again.
                await transaction.RollbackAsync(ct);
            }

            await Task.Delay(pause, ct);
        }
    }

    /// <summary>Runs scripts in a schema.</summary>
    public static async Task MakeAsync(
        NpgsqlConnection connection, string schema, IEnumerable<SqlScript> scripts, CancellationToken ct)
    {
        foreach (var script in scripts)
        {
            await connection.RunAsync(script.Text
                .Replace("{schema}", $"\"{schema}\"", StringComparison.Ordinal)
                .Replace("{version}", $"{Version}", StringComparison.Ordinal)
                .Replace("{lock_timeout}", LockTimeout, StringComparison.Ordinal)
                .Replace("{skew}", $"{ClockSkew.Most.TotalSeconds} seconds", StringComparison.Ordinal), ct);
        }
    }

    private static bool IsIndex(SqlScript script) => script.Name.StartsWith(IndexFolder, StringComparison.Ordinal);
}
