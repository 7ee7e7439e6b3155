using System.Formats.Tar;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>
/// Stories as one file: a tar (POSIX ustar) of <c>manifest.json</c>, then each story's events as NDJSON in parts
/// (<c>events/STORY/000001.ndjson</c>), in the order of the manifest, and last <c>seal.json</c>, which says the SHA-256 of every
/// byte before it. Nothing but zeros may follow.
/// </summary>
internal static partial class ArchiveFormat
{
    public const string Name = "timeline-archive";
    public const int Version = 1;
    public const string Manifest = "manifest.json";
    public const string Seal = "seal.json";

    /// <summary>A part is begun anew once it has so many bytes: it is made and read in memory, and several at once. What all of these say is
    /// alive whenever garbage is collected, and nobody works meanwhile: parts four times as large made that a quarter of the time.</summary>
    public const int PartSize = 1 << 16;

    /// <summary>The most bytes of a part: one event may be the last straw.</summary>
    public const int LargestPart = 32 << 20;

    public const int LargestManifest = 64 << 20;

    /// <summary>The most zeros after the seal: tar fills its last record up.</summary>
    public const int MostZeros = 1 << 20;

    public static string Part(string story, int number) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"events/{story}/{number:000000}.ndjson");

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        // Of two of one name other readers take the other.
        AllowDuplicateProperties = false,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    /// <exception cref="DamagedArchiveException">The bytes are something else.</exception>
    public static T Read<T>(ReadOnlySpan<byte> bytes, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, Json) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new DamagedArchiveException($"The archive is damaged: {where} is not the JSON that it must be.", error);
        }
    }

    /// <summary>The last member: there is one way to write it, so that none of its bytes can be changed either.</summary>
    public static UstarTarEntry SealEntry(string sha256) => new(TarEntryType.RegularFile, Seal)
    {
        DataStream = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(new ArchiveSeal(sha256), Json)),
        ModificationTime = DateTimeOffset.UnixEpoch,
    };

    [GeneratedRegex(@"^events/((?:person:)?[a-z0-9-]{1,64})/([0-9]{6})\.ndjson$")]
    public static partial Regex PartName();
}

/// <summary>What an archive says of itself, first of all.</summary>
/// <param name="Format">Always <c>timeline-archive</c>.</param>
/// <param name="FormatVersion">1.</param>
/// <param name="Software">The version of Timeline that made it.</param>
/// <param name="Made">When (UTC).</param>
/// <param name="Stories">The stories, in order, each with its last event.</param>
/// <param name="Media">The addresses of the pictures and recordings that they name, of past states too, in order: their files are not in
/// the archive, and are to be kept beside it (those below <c>/pictures/</c> from the folder of the service).</param>
/// <param name="Checkpoint">The same, signed (<see cref="Proof.Checkpoints.Checkpoint"/>); null where there was no key.</param>
public sealed record ArchiveManifest(
    string Format, int FormatVersion, string Software, DateTimeOffset Made, IReadOnlyList<Anchor> Stories, IReadOnlyList<string> Media,
    string? Checkpoint);

/// <summary>The last member.</summary>
internal sealed record ArchiveSeal(string Sha256);

/// <summary>One event of an archive: a line.</summary>
internal sealed record ArchivedEvent
{
    public required Guid Id { get; init; }

    public required long Position { get; init; }

    public required long EventVersion { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required JsonElement Data { get; init; }

    public string? Actor { get; init; }

    public string? CorrelationId { get; init; }

    public string? CausationId { get; init; }

    public string? Salt { get; init; }

    public string? Hash { get; init; }

    public IReadOnlyDictionary<string, string>? Keys { get; init; }

    public IReadOnlyDictionary<string, string>? Digests { get; init; }

    public StoredEvent ToStored(string story) => new(
        Position, story, EventVersion, Type, JsonMarshal.GetRawUtf8Value(Data).ToArray(), RecordedAt.ToUniversalTime(), Actor, CorrelationId, CausationId, Salt, Hash)
    {
        Erased = Keys is null && Digests is null ? null : new(Keys ?? new Dictionary<string, string>(), Digests ?? new Dictionary<string, string>()),
    };
}

/// <summary>The archive is not as it was made; the message says where, in a sentence.</summary>
public sealed class DamagedArchiveException(string message, Exception? inner = null) : Exception(message, inner);
