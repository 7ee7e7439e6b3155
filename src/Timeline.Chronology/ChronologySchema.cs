using Npgsql;
using Timeline.EventLog;

namespace Timeline.Chronology;

/// <summary>The tables and functions of the chronology.</summary>
public static class ChronologySchema
{
    private const string Indexes = "54_tl_indexes.sql";

    /// <summary>For <see cref="EventStore.MigrateAsync(IEnumerable{SqlScript}, CancellationToken)"/>.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } =
        SqlScript.FromAssembly(typeof(ChronologySchema).Assembly, "Timeline.Chronology.Sql.");

    /// <summary>Makes an empty chronology in a schema of its own, or the indexes of one that is filled by now.</summary>
    internal static async Task MakeAsync(NpgsqlConnection connection, string schema, bool indexes, CancellationToken ct)
    {
        foreach (var script in Scripts.Where(s => s.Name == Indexes == indexes))
            await connection.RunAsync(script.Text.Replace("{schema}", $"\"{schema}\"", StringComparison.Ordinal), ct);
    }
}
