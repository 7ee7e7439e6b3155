using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Events.Projections;
using Timeline.Domain;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Projections;

namespace Timeline.Benchmarks.Ordinary;

/// <summary>
/// Our chronology as a projection of Marten's daemon, in the way that its documentation has one write a projection of one's own:
/// page by page, what a page needs is loaded first, and what it changes is queued on the session. The same folding, and the same
/// tables with the same indexes.
/// </summary>
internal sealed class DaemonChronology : ProjectionBase, IProjection
{
    public const string Title = "Chronology";

    private const string Schema = "timeline_daemon";

    private readonly TimelineDatabase _database;
    private readonly StoryLoader _loader;

    public DaemonChronology(TimelineDatabase database)
    {
        (_database, _loader) = (database, new(database, Schema));
        foreach (var (_, type) in EventTypes.All)
            IncludeType(type);
    }

    /// <summary>Makes the tables, empty.</summary>
    public async Task EmptyAsync()
    {
        await using var connection = await _database.Source.OpenConnectionAsync();
        await connection.RunAsync(
            $"set client_min_messages = warning; drop schema if exists {Schema} cascade; create schema {Schema}", default);
        await ReadModels.MakeAsync(connection, Schema, [.. ReadModels.Tables, .. ReadModels.Indexes], default);
        await connection.RunAsync("reset client_min_messages", default);
    }

    public async Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        var states = (await _loader.StoriesAsync([.. events.Select(e => e.StreamKey!).Distinct()], null, cancellation))
            .ToDictionary(s => s.Key, s => s.Value.State);
        (string, string)[] changed = [.. events.Where(e => e.Data is EntryChanged).Select(e => (e.StreamKey!, ((EntryChanged)e.Data).Entry))];
        foreach (var ((story, entry), loaded) in await _loader.EntriesAsync(changed, null, cancellation))
            states[story] = states[story] with { Entries = states[story].Entries.SetItem(entry, loaded.Entry!) };

        var chronology = new Chronology(Schema);
        foreach (var e in events)
        {
            var before = states[e.StreamKey!];
            states[e.StreamKey!] = chronology.Fold(before, (StoryEvent)e.Data, e.Version, before.NextRecorded(e.Timestamp));
        }

        operations.QueueOperation(new SessionStatement(chronology.Write()));
    }
}
