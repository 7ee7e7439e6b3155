using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.TakeDowns;

/// <summary>A place where somebody is named.</summary>
/// <param name="Id">By which it is ticked.</param>
/// <param name="Story">The story; of what the register says, <c>person:</c> and the person's id.</param>
/// <param name="Entry">The entry; null where it is the story itself.</param>
/// <param name="EventVersion">The version of the event that says it.</param>
/// <param name="Type">What sort of event.</param>
/// <param name="RecordedAt">When it was recorded (UTC).</param>
/// <param name="Field">The field, as a JSON Pointer.</param>
/// <param name="Texts">What it says, of it the texts with a name; of what the register says of them, all.</param>
public sealed partial record NamedPlace(
    string Id, string Story, string? Entry, long EventVersion, string Type, DateTimeOffset RecordedAt, string Field, IReadOnlyList<string> Texts)
{
    /// <summary>The story and the field that an id is of; null where it is none.</summary>
    public static (string Story, StoredField Field)? Parse(string? id) =>
        Pattern().Match(id ?? "") is { Success: true, Groups: [_, var story, var version, var field] }
            && long.TryParse(version.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? (story.Value, new(number, field.Value))
            : null;

    [GeneratedRegex(@"\A([a-z0-9:-]+):([0-9]+):(/.+)\z")]
    private static partial Regex Pattern();
}

/// <summary>Where somebody is named, in all stories and in all that was ever said.</summary>
public static class NamedPlaces
{
    /// <summary>The names under which a person was ever written, their id first.</summary>
    public static async Task<IReadOnlyList<string>> NamesAsync(this TimelineDatabase database, string person, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        await using var command = database.Source.CreateCommand($$"""
            select n from (
            select n from {{database.Quoted}}.mt_events e
            cross join lateral jsonb_path_query(e.data, '$.**.people[*] ? (@.id == $id)', jsonb_build_object('id', $1::text)) as p
            cross join lateral unnest(array[p->>'name', p->>'nativeName']) as n 
            union
            select coalesce(e.data -> 'body' ->> 'name', '') from {{database.Quoted}}.mt_events e where e.stream_id = 'person:' || $1
            union
            select other ->> 'name' from {{database.Quoted}}.mt_events e cross join lateral jsonb_path_query(e.data, '$.body.names[*]') other
            where e.stream_id = 'person:' || $1
            ) all_names where n <> '' order by n
            """);
        command.Parameters.Add(Conditions.Of(person));
        return [person, .. await command.AllAsync(row => row.GetString(0), ct)];
    }

    /// <summary>The places where one of some names stands for itself, and all that the register says of whose id is among them.</summary>
    public static async Task<IReadOnlyList<NamedPlace>> PlacesAsync(
        this TimelineDatabase database, IReadOnlyList<string> names, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(names);
        // As JSON spells them, and not as a pattern.
        string[] sought = [.. names.SelectMany(Erasing.InAddress).Select(n => JsonValue.Create(n).ToJsonString(DomainJson.Stored)[1..^1])];
        await using var command = database.Source.CreateCommand($"""
            select {StoredEvents.Columns} from {database.Quoted}.mt_events e
            where e.stream_id <> {StoredEvents.Tombstones} and exists (select from unnest($1) n where position(n in e.data::text) > 0)
            order by e.stream_id, e.version
            """);
        command.Parameters.Add(Conditions.Of(sought));
        return [.. (await command.AllAsync(StoredEvents.Of, ct)).SelectMany(stored => Of(stored, names))];
    }

    private static IEnumerable<NamedPlace> Of(StoredEvent stored, IReadOnlyList<string> names)
    {
        // What the register says of them is of them, named or not: their picture, who they are.
        var own = StreamId.PersonOf(stored.Stream) is { } person && names.Contains(person);
        if (EventTypes.Find(stored.Type) is null || EventTypes.TakeDowns.Contains(stored.Type))
            return [];
        var data = stored.ToJsonObject();
        // The fields that a replacement would change.
        var asked = new AskedTakeDown
        {
            Form = AskedTakeDown.Replace,
            Replacements = [.. names.Select(n => new Replacement { Words = n, By = "x" })],
        };
        var fields = own ? Erasing.Of(All, data) : Erasing.Of(asked, data);
        return fields.Keys.Order(StringComparer.Ordinal).Select(field => Place(stored, data, field,
            Texts(Erasing.Field(data, field)).Where(t => own || Erasing.Replaced(t, asked.Replacements) != t)));
    }

    /// <summary>Where an event that is not of an entry says something of it, by its id: where things stand, and claims of other entries.</summary>
    internal static IEnumerable<NamedPlace> Beside(StoredEvent stored, string entry)
    {
        if (stored.Data.Span.IndexOf(Encoding.UTF8.GetBytes(entry)) < 0 || EventTypes.TakeDowns.Contains(stored.Type))
            return [];
        var data = stored.ToJsonObject();
        if ((string?)data["entry"] == entry)
            return [];
        return from field in Erasing.Of(All, data).Keys.Order(StringComparer.Ordinal)
               let texts = (Erasing.Field(data, field) switch { JsonArray list => list, var node => [node?.DeepClone()] })
                   .Where(item => Texts(item).Contains(entry)).SelectMany(Texts).Where(t => t != entry).ToList()
               where texts.Count > 0
               select Place(stored, data, field, texts);
    }

    private static readonly AskedTakeDown All = new() { Form = AskedTakeDown.Remove };

    private static NamedPlace Place(StoredEvent stored, JsonObject data, string field, IEnumerable<string> texts) => new(
        string.Create(CultureInfo.InvariantCulture, $"{stored.Stream}:{stored.Version}:{field}"), stored.Stream, (string?)data["entry"],
        stored.Version, stored.Type, stored.Recorded, field, [.. texts]);

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject record => record.SelectMany(f => Texts(f.Value)),
        JsonArray list => list.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };
}
