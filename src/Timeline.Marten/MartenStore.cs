using JasperFx;
using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Npgsql;
using Timeline.Domain;
using Timeline.EventLog;
using Weasel.Core;

namespace Timeline.Marten;

/// <summary>How Marten must be set so that it reads and writes what the native engine does.</summary>
public static class MartenStore
{
    /// <summary>Sets it.</summary>
    /// <param name="options">Marten's settings.</param>
    /// <param name="log">The log whose tables it shares.</param>
    /// <param name="connections">To the log's database.</param>
    public static void ConfigureTimeline(this StoreOptions options, EventStore log, NpgsqlDataSource connections)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);

        options.Connection(connections);
        options.DatabaseSchemaName = log.Schema;
        // See MartenTables.
        options.AutoCreateSchemaObjects = AutoCreate.None;
        options.UseSystemTextJsonForSerialization(DomainJson.Stored, EnumStorage.AsString, Casing.CamelCase);

        options.Events.StreamIdentity = StreamIdentity.AsString;
        // Takes positions inside the transaction, after the check of the version, and stores our recorded times.
        options.Events.AppendMode = EventAppendMode.QuickWithServerTimestamps;
        options.Events.MetadataConfig.HeadersEnabled = true;
        options.Events.MetadataConfig.CorrelationIdEnabled = true;
        options.Events.MetadataConfig.CausationIdEnabled = true;
        foreach (var (alias, type) in EventTypes.All)
        {
            options.Events.MapEventType(type, alias);
            options.Events.Upcast(type, alias, Rows.As(type));
        }

        options.Projections.Add(new ChronologyProjection(log), ProjectionLifecycle.Inline, ChronologyProjection.ProjectionName);
        // An event that cannot be read stops its own story, in sight (ChronologyProjection), and no other.
        options.Projections.RebuildErrors.SkipSerializationErrors = true;
    }
}
