using Npgsql;
using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>The tables and functions of the chronology.</summary>
public static class ChronologySchema
{
    private const string IndexFolder = "Indexes.";

    /// <summary>For <see cref="EventStore.MigrateAsync(IEnumerable{SqlScript}, CancellationToken)"/>.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } =
        SqlScript.FromAssembly(typeof(ChronologySchema).Assembly, "Timeline.Store.Projections.Sql.");

    /// <summary>
    /// One index each, in the order of their cost: a rebuild makes the tables first, fills them, and makes these after, side by
    /// side, where none should be left working alone.
    /// </summary>
    internal static IEnumerable<SqlScript> Indexes => Scripts.Where(IsIndex);

    /// <summary>All the rest.</summary>
    internal static IEnumerable<SqlScript> Tables => Scripts.Where(s => !IsIndex(s));

    /// <summary>Makes these in a schema of their own.</summary>
    internal static async Task MakeAsync(
        NpgsqlConnection connection, string schema, IEnumerable<SqlScript> scripts, CancellationToken ct)
    {
        foreach (var script in scripts)
            await connection.RunAsync(script.Text.Replace("{schema}", $"\"{schema}\"", StringComparison.Ordinal), ct);
    }

    private static bool IsIndex(SqlScript script) => script.Name.StartsWith(IndexFolder, StringComparison.Ordinal);
}
