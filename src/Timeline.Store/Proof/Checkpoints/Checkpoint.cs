using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Timeline.Store.Projections;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>
/// The head of every story at one moment, signed (JWS, RFC 7515, by ES256): whoever keeps it can prove later, without the
/// service, that everything up to there is as it was.
/// </summary>
/// <param name="Made">When (UTC).</param>
/// <param name="Previous">SHA-256 (hexadecimal) of the checkpoint before it, as it was signed; null for the first.</param>
/// <param name="Stories">The last event of each story then, by story.</param>
public sealed record Checkpoint(DateTimeOffset Made, string? Previous, IReadOnlyList<Anchor> Stories)
{
    /// <summary>The JWS header's <c>typ</c>.</summary>
    public const string Type = "timeline-checkpoint";

    /// <summary>How many events it covers.</summary>
    public long Events => Stories.Sum(story => story.Version);

    /// <summary>Signs it.</summary>
    /// <exception cref="InvalidOperationException">There is no key to sign with.</exception>
    public string Sign(CheckpointKeys keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        return Jws.Sign(JsonSerializer.SerializeToUtf8Bytes(this, AnswerJson.Options), Type,
            keys.Signing ?? throw new InvalidOperationException("There is no key to sign a checkpoint with."));
    }

    /// <summary>Reads one, and checks its signature.</summary>
    /// <param name="jws">As <see cref="Sign"/> makes it.</param>
    /// <param name="keys">The keys that are trusted.</param>
    /// <exception cref="FormatException">It is forged, signed by another key, or none; the message is a predicate: "is ...".</exception>
    public static Checkpoint Read(string jws, CheckpointKeys keys)
    {
        ArgumentNullException.ThrowIfNull(jws);
        ArgumentNullException.ThrowIfNull(keys);
        try
        {
            return JsonSerializer.Deserialize<Checkpoint>(Jws.Open(jws, Type, keys.All), AnswerJson.Options) is { Stories: not null } read
                ? read
                : throw new FormatException("is no checkpoint");
        }
        catch (JsonException error)
        {
            throw new FormatException("is no checkpoint", error);
        }
    }

    /// <summary>What the next one says of it.</summary>
    public static string Digest(string jws) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(jws)));
}
