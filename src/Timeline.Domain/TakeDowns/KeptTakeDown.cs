using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.People;

namespace Timeline.Domain.TakeDowns;

/// <summary>What a take-down has left of one event.</summary>
/// <param name="Version">The event's version.</param>
/// <param name="Hash">Its hash, by which it is known again in a restored backup.</param>
public sealed record LeftOfEvent(long Version, string Hash)
{
    /// <summary>See <see cref="ErasedEvent"/>.</summary>
    [MaxLength(1_000)]
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>What its replaced fields say, by their names as JSON Pointers; absent where none was.</summary>
    public JsonObject? Replaced { get; init; }

    /// <summary>The fields of an event's data that say something else afterwards; none of another event.</summary>
    public Dictionary<string, JsonNode?> Of(JsonObject data) =>
        Removed.Where(f => Erasing.Field(data, f) is not null).Select(f => KeyValuePair.Create(f, (JsonNode?)null))
            .Concat((Replaced ?? []).Where(f => Erasing.Field(data, f.Key) is { } now && !JsonNode.DeepEquals(now, f.Value)))
            .ToDictionary(f => f.Key, f => f.Value);
}

/// <summary>A take-down as it is kept outside, to be applied again where a backup from before it is restored. The words that went are not in it.</summary>
public sealed record KeptTakeDown
{
    /// <summary>The story; of what the register says, <c>person:</c> and the person's id.</summary>
    [Required, MaxLength(80)]
    public string Story { get; init; } = "";

    /// <summary>The entry; null where it is of the story.</summary>
    [MaxLength(64)]
    public string? Entry { get; init; }

    /// <summary>Whether it is of places in the story that were ticked, and not of all of it.</summary>
    public bool Places { get; init; }

    /// <summary>The version of its event.</summary>
    public long EventVersion { get; init; }

    /// <summary>The hash of its event.</summary>
    [Required, MaxLength(64)]
    public string Hash { get; init; } = "";

    /// <summary>Who did it; null where it was stripped.</summary>
    [MaxLength(200)]
    public string? Actor { get; init; }

    /// <summary>When (UTC).</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>What was asked for, the words that were replaced aside.</summary>
    public AskedTakeDown Asked { get; init; } = new();

    /// <summary>What it left of the events that it rewrote.</summary>
    [MaxLength(100_000)]
    public IReadOnlyList<LeftOfEvent> Events { get; init; } = [];

    /// <summary>A worked example.</summary>
    public static KeptTakeDown Example => new()
    {
        Story = "navalny-2021",
        Entry = "4kdz9w2hm7x",
        EventVersion = 9,
        Hash = new('0', 64),
        Asked = AskedTakeDown.Example,
        Events = [new(3, new('0', 64)) { Removed = ["/body/summary"] }],
    };

    /// <summary>The command that applies it again.</summary>
    [JsonIgnore]
    public Command Command => StreamId.PersonOf(Story) is { } person ? new TakeDownRecord { Person = person, Asked = Asked, Again = Events }
        : Entry is { } entry
        ? new TakeDownEntry { Entry = entry, Asked = Asked, Again = Events }
        : Places ? new TakeDownPlaces { Asked = Asked, Again = Events }
        : new TakeDownStory { Asked = Asked, Again = Events };
}
