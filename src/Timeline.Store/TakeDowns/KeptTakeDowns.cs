using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.TakeDowns;

/// <summary>The take-downs of a database, to be kept outside of it: a backup has what was taken down since.</summary>
public static class KeptTakeDowns
{
    /// <summary>All of them, oldest first.</summary>
    public static async IAsyncEnumerable<KeptTakeDown> TakeDownsAsync(
        this TimelineDatabase database, [EnumeratorCancellation] CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand($"""
            select {StoredEvents.Columns} from {database.Quoted}.mt_events e where e.type = any($1) order by e.seq_id
            """);
        command.Parameters.Add(Conditions.Of<string[]>([.. EventTypes.TakeDowns]));
        foreach (var stored in await command.AllAsync(StoredEvents.Of, ct))
        {
            if (stored.Read() is not ITakesDown taken)
                continue;
            yield return new()
            {
                Story = stored.Stream,
                Entry = (taken as EntryTakenDown)?.Entry,
                Places = taken is StoryTakenDown { Places: true },
                EventVersion = stored.Version,
                Hash = stored.Hash ?? "",
                Actor = stored.Actor,
                At = stored.Recorded,
                Asked = taken.Asked,
                Events = await LeftAsync(database, stored.Stream, taken.Erased, ct),
            };
        }
    }

    private static async Task<List<LeftOfEvent>> LeftAsync(
        TimelineDatabase database, string story, IReadOnlyList<ErasedEvent> erased, CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            $"select {StoredEvents.Columns} from {database.Quoted}.mt_events e where e.stream_id = $1 and e.version = any($2)");
        command.Parameters.Add(Conditions.Of(story));
        command.Parameters.Add(Conditions.Of(erased.Select(e => e.Version).ToArray()));
        var events = (await command.AllAsync(StoredEvents.Of, ct)).ToDictionary(e => e.Version);
        return [.. erased.Where(e => events.ContainsKey(e.Version)).Select(e => new LeftOfEvent(e.Version, events[e.Version].Hash ?? "")
        {
            Removed = e.Removed,
            Replaced = Says(events[e.Version].ToJsonObject(), e.Replaced?.Keys),
        })];
    }

    private static JsonObject? Says(JsonObject data, IEnumerable<string>? fields) => fields is null ? null
        : new(fields.Select(f => KeyValuePair.Create(f, Erasing.Field(data, f)?.DeepClone())));
}
