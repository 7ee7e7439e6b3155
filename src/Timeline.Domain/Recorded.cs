using System.Text.Json.Serialization;

namespace Timeline.Domain;

/// <summary>Stored: an entry of some kind was recorded, under the alias of its kind.</summary>
/// <typeparam name="TBody">The kind's own record.</typeparam>
/// <param name="Entry">The entry's id.</param>
/// <param name="Body">What the editor wrote.</param>
public sealed record Recorded<TBody>(string Entry, TBody Body) : EntryRecorded(Entry)
    where TBody : EntryBody
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override EntryBody Content => Body;
}
