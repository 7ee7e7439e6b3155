using Timeline.EventLog;

namespace Timeline.Chronology;

/// <summary>The tables and functions of the chronology.</summary>
public static class ChronologySchema
{
    /// <summary>For <see cref="EventStore.MigrateAsync(IEnumerable{SqlScript}, CancellationToken)"/>.</summary>
    public static IReadOnlyList<SqlScript> Scripts { get; } =
        SqlScript.FromAssembly(typeof(ChronologySchema).Assembly, "Timeline.Chronology.Sql.");
}
