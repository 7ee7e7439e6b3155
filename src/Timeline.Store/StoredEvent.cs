using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain;

namespace Timeline.Store;

/// <summary>An event as a row of Marten's <c>mt_events</c>.</summary>
/// <param name="Position">Its number among all events (<c>seq_id</c>): ascending.</param>
/// <param name="Stream">The stream's id.</param>
/// <param name="Version">Its number in its stream, from 1, without gaps.</param>
/// <param name="Type">Its alias.</param>
/// <param name="Data">JSON (UTF-8) as PostgreSQL's <c>jsonb</c> writes it: the value that was appended, perhaps spelled otherwise. Two events that were read apart are not equal by it.</param>
/// <param name="Recorded">When it was recorded: UTC, whole microseconds.</param>
/// <param name="Actor">Who did it; null only where it was stripped.</param>
/// <param name="CorrelationId">The request that it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Salt">32 lower-case hexadecimal digits: see <see cref="Proof.HashChain"/>; null of what a take-down rewrote.</param>
/// <param name="Hash">64 lower-case hexadecimal digits: see <see cref="Proof.HashChain"/>.</param>
public sealed record StoredEvent(
    long Position, string Stream, long Version, string Type, ReadOnlyMemory<byte> Data, DateTimeOffset Recorded,
    string? Actor, string? CorrelationId, string? CausationId, string? Salt, string? Hash)
{
    /// <summary>Of an event that a take-down rewrote, what proves the rest of it; null of all others.</summary>
    public Proof.Erasure? Erased { get; init; }

    /// <summary>The data as text.</summary>
    internal string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>The data, to be looked at member by member.</summary>
    public JsonObject ToJsonObject() => JsonNode.Parse(Data.Span)!.AsObject();

    /// <summary>The domain's event.</summary>
    /// <exception cref="UnreadableEventException">The alias is unknown here, or the data is not of its shape.</exception>
    internal StoryEvent Read() => Read(Stream, Version, Type, Data, Erased?.Digests.Keys);

    /// <summary>The same, of data that is parsed already, by the options that are given.</summary>
    /// <exception cref="UnreadableEventException">The alias is unknown here, or the data is not of its shape.</exception>
    internal StoryEvent Read(JsonElement data, JsonSerializerOptions options) =>
        Read(Stream, Version, Type, known => data.Deserialize(known, options), Erased?.Digests.Keys);

    /// <summary>The domain's event in such a row.</summary>
    /// <param name="stream">See <see cref="Stream"/>.</param>
    /// <param name="version">See <see cref="Version"/>.</param>
    /// <param name="type">See <see cref="Type"/>.</param>
    /// <param name="data">See <see cref="Data"/>.</param>
    /// <param name="rewritten">The fields that a take-down rewrote; null where none did.</param>
    /// <exception cref="UnreadableEventException">The alias is unknown here, or the data is not of its shape.</exception>
    internal static StoryEvent Read(string stream, long version, string type, ReadOnlyMemory<byte> data, IEnumerable<string>? rewritten) =>
        Read(stream, version, type, known => JsonSerializer.Deserialize(data.Span, known, DomainJson.Stored), rewritten);

    private static StoryEvent Read(string stream, long version, string type, Func<Type, object?> data, IEnumerable<string>? rewritten)
    {
        if (EventTypes.Find(type) is not { } known)
        {
            throw new UnreadableEventException(stream, version,
                $"This service does not know events of type '{type}'; run a version that does.");
        }

        try
        {
            var read = (StoryEvent?)data(known) ?? throw new JsonException("The data is null.");
            return rewritten is null ? read : read with { Rewritten = [.. rewritten] };
        }
        catch (JsonException error)
        {
            throw new UnreadableEventException(stream, version, $"The data of this '{type}' cannot be read: {error.Message}", error);
        }
    }
}

/// <summary>An event that cannot be folded: its story stops there, in sight, until a service can read it.</summary>
public sealed class UnreadableEventException : Exception
{
    /// <summary>Names the event and what is wrong with it.</summary>
    public UnreadableEventException(string stream, long version, string message, Exception? inner = null)
        : base(message, inner) => (Stream, Version) = (stream, version);

    /// <summary>The stream's id.</summary>
    public string Stream { get; }

    /// <summary>The event's version.</summary>
    public long Version { get; }
}
