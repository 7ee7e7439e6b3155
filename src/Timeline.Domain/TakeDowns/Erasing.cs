using System.Text.Json.Nodes;
using Timeline.Domain.Editorial;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>
/// Which fields of a stored event go, and what stands in their place: what the event did to order, sight and numbers stays, and
/// with it the versions and cursors of the past.
/// </summary>
public static class Erasing
{
    // What is not named here are words, and such go that are yet to come, too.
    private static readonly HashSet<string> OfEntry =
    [
        "entry", "class", "past", "unseenFields", "at", "until", "onDelivery", "key", "field", "toHidden", "status", "before", "after", "beside",
        "id", "command", "revision", "unlinked",
    ];

    private static readonly HashSet<string> OfBody = ["kind", "planned", "background", "aftermath", "key", "draft", "embargoUntil"];

    private static readonly HashSet<string> OfStory =
    [
        "id", "class", "past", "at", "until", "onDelivery", "language", "timeZone", "from", "to", "draft", "embargoUntil", "onlyHidden", "continuedBy",
        "command",
    ];

    private static readonly HashSet<string> OfPerson = ["person", "into", "awaitsMention", "type", "visibility"];

    // Beside a correction, a retraction and the like stands why, and before it may stand that it was asked for: each may repeat what goes.
    private static readonly string[] Reasons = ["wrong", "reason", "asked"];

    // Fields that are added by events of their own.
    private static readonly Dictionary<string, string> AddedBy = new()
    {
        ["source"] = "sources",
        ["figure"] = "figures",
        ["link"] = "links",
        ["named"] = "people",
        ["from"] = "people",
        ["to"] = "people",
    };

    /// <summary>Whether an event belongs to what is taken down.</summary>
    public static bool Concerns(IRewrites command, JsonObject data)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(data);
        return command.Of is { } entry ? (string?)data["entry"] == entry : !command.Asked.IsStoryOnly || !data.ContainsKey("entry");
    }

    /// <summary>The fields of an event's data that say something else afterwards, by JSON Pointer; of one that is removed, null.</summary>
    /// <param name="asked">What is asked for.</param>
    /// <param name="data">The event's data.</param>
    /// <param name="withReplies">Whether a removal of all takes along what those concerned replied.</param>
    public static Dictionary<string, JsonNode?> Of(AskedTakeDown asked, JsonObject data, bool withReplies = true)
    {
        ArgumentNullException.ThrowIfNull(asked);
        ArgumentNullException.ThrowIfNull(data);
        var changed = new Dictionary<string, JsonNode?>();
        var (structure, ofMembers) = data.ContainsKey("entry") ? (OfEntry, OfBody) : data.ContainsKey("person") ? (OfPerson, OfPerson) : (OfStory, OfStory);
        foreach (var (member, value) in data)
        {
            if (!EventField.IsByMember(member))
            {
                Add(EventField.Of(member), member, value, structure);
            }
            else if (value is JsonObject fields)
            {
                foreach (var (field, own) in fields)
                    Add(EventField.Of(member) + EventField.Of(field), field, own, ofMembers);
            }
        }

        return changed;

        void Add(string pointer, string field, JsonNode? value, HashSet<string> kept)
        {
            if (value is null || kept.Contains(field))
                return;
            if (asked.Form == AskedTakeDown.Replace)
            {
                if (With(value, field, asked.Replacements) is var other && !JsonNode.DeepEquals(value, other))
                    changed[pointer] = other;
            }
            else if (field == "when")
            {
                // The date keeps its place; the editor's words beside it go.
                if (value is JsonObject { Count: > 1 } when && Goes(asked, field, data, withReplies))
                    changed[pointer] = new JsonObject { ["edtf"] = when["edtf"]?.DeepClone() };
            }
            else if (Goes(asked, field, data, withReplies))
            {
                changed[pointer] = null;
            }
        }
    }

    /// <summary>An event's data with some fields changed. A field of <c>changes</c> stays and is emptied: it is still the one that was corrected.</summary>
    public static JsonObject Rewritten(JsonObject data, IReadOnlyDictionary<string, JsonNode?> changed)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(changed);
        var after = (JsonObject)data.DeepClone();
        foreach (var (pointer, value) in changed)
        {
            var path = EventField.Path(pointer);
            var owner = path.Length == 1 ? after : (JsonObject)after[path[0]]!;
            if (value is not null || path is ["changes", _])
                owner[path[^1]] = value?.DeepClone();
            else
                owner.Remove(path[^1]);
        }

        return after;
    }

    /// <summary>The field of an entry that says what a field of an event's data said; null where it is none of an entry's.</summary>
    internal static string? OfEntryField(StoryEvent @event, string field) => EventField.Path(field) switch
    {
        [var member, var own] when EventField.IsByMember(member) => own,
        ["figure"] when @event is FigureAdded { Field: { } own } => own,
        [var added] => AddedBy.GetValueOrDefault(added),
        _ => null,
    };

    /// <summary>What an event's data has in a field, by JSON Pointer; null where it has nothing.</summary>
    public static JsonNode? Field(JsonObject data, string field) =>
        EventField.Path(field).Aggregate((JsonNode?)data, (node, name) => (node as JsonObject)?[name]);

    /// <summary>A text with exact words in the place of others, where they stand for themselves and are no part of another word.</summary>
    public static string Replaced(string text, string words, string by)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(words);
        for (var at = 0; words.Length > 0 && (at = text.IndexOf(words, at, StringComparison.Ordinal)) >= 0;)
        {
            var end = at + words.Length;
            var whole = !(at > 0 && Joins(text[at - 1]) && Joins(words[0]) && !IsEncoded(text.AsSpan(0, at))) && !(end < text.Length && Joins(text[end]) && Joins(words[^1]));
            text = whole ? text[..at] + by + text[end..] : text;
            at += whole ? by!.Length : 1;
        }

        return text;
    }

    /// <summary>What a text says with its words replaced; null of an address whose host has some: with others it would be somebody else's.</summary>
    public static string? Replaced(string text, IReadOnlyList<Replacement> replacements)
    {
        ArgumentNullException.ThrowIfNull(replacements);
        if (WebAddressAttribute.HostOf(text) is not { } host)
            return replacements.Aggregate(text, (t, r) => Replaced(t, r.Words, r.By));
        if (replacements.Any(r => Replaced(host, r.Words, "") != host))
            return null;
        // What stands in their place must not end the address.
        var path = text.IndexOf(host, StringComparison.Ordinal) + host.Length;
        return text[..path] + replacements.Aggregate(text[path..], (rest, r) =>
            InAddress(r.Words).Aggregate(rest, (t, words) => Replaced(t, words, Uri.EscapeDataString(r.By))));
    }

    /// <summary>How words may stand in an address, behind its host: as they are, encoded, or joined as in the name of a page or file.</summary>
    public static IEnumerable<string> InAddress(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var joined = "+-_".Select(c => words.Replace(' ', c)).Where(w => w != words);
        return new[] { words, Uri.EscapeDataString(words) }.Concat(joined.SelectMany(w => new[] { w, w.ToLowerInvariant() })).Distinct();
    }

    // Chinese, Japanese, Thai and the like write no blanks between words.
    private static bool Joins(char c) => char.IsLetterOrDigit(c) && c is < '\u0e00' or (> '\u0eff' and < '\u1100');

    // In an address the last of them is no letter or digit by itself (RFC 3986, section 2.1).
    private static bool IsEncoded(ReadOnlySpan<char> text) => text is [.., '%', var high, var low] && char.IsAsciiHexDigit(high) && char.IsAsciiHexDigit(low);

    // A reply has its basis, and is somebody else's.
    private static bool Goes(AskedTakeDown asked, string field, JsonObject data, bool withReplies) =>
        data.ContainsKey("basis") && data.ContainsKey("entry") ? asked.Fields.Contains(AskedTakeDown.Replies) || (asked.IsWhole && withReplies)
        : asked.IsWhole || Reasons.Contains(field) || asked.Fields.Contains(field)
        || (AddedBy.TryGetValue(field, out var list) && (asked.Fields.Contains(list) || ((string?)data["field"] is { } own && asked.Fields.Contains(own))))
        || (data.ContainsKey("status") && asked.Fields.Contains("outcome"));

    private static JsonNode? With(JsonNode? node, string name, IReadOnlyList<Replacement> replacements) => node switch
    {
        // What is left out is an address, which a record can do without.
        JsonObject record => new JsonObject(record.Select(f => KeyValuePair.Create(f.Key, With(f.Value, f.Key, replacements)))
            .Where(f => f.Value is not null || record[f.Key] is null)),
        JsonArray list => new JsonArray([.. list.Select(n => With(n, name, replacements))]),
        JsonValue text when text.TryGetValue<string>(out var before) => name is "edtf" or "entry" || NoWords.Are(name, before) ? before
            // An id is another one or stays.
            : name is "id" ? replacements.FirstOrDefault(r => r.Words == before && SlugAttribute.IsSlug(r.By))?.By ?? before
            : Replaced(before, replacements),
        _ => node?.DeepClone(),
    };
}
