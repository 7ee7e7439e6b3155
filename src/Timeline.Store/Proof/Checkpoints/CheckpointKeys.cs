using System.Text.Json.Nodes;
using Timeline.Store.Embedded;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>
/// The keys that sign checkpoints: the <c>.pem</c> files of a folder. The last by name signs, all verify; a file with a public
/// key alone is one that no longer signs. So a key is rotated by adding another.
/// </summary>
public sealed class CheckpointKeys
{
    private CheckpointKeys(IReadOnlyList<SigningKey> keys) => All = keys;

    /// <summary>Without a folder nothing is signed.</summary>
    public static CheckpointKeys None { get; } = new([]);

    internal IReadOnlyList<SigningKey> All { get; }

    internal SigningKey? Signing => All.LastOrDefault(key => key.Private is not null);

    /// <summary>Whether there is a key to sign with.</summary>
    public bool CanSign => Signing is not null;

    /// <summary>Reads a folder; in the data folder a first key is made (mode 0600).</summary>
    /// <param name="folder">The folder; null for <c>checkpoint-keys</c> in the data folder.</param>
    /// <param name="dataFolder">The data folder, usually <see cref="DataFolder.Default"/>.</param>
    /// <exception cref="FormatException">A file holds no such key; the message is a sentence.</exception>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public static CheckpointKeys Read(string? folder, string dataFolder)
    {
        if (folder is null)
        {
            folder = Path.Combine(DataFolder.Create(dataFolder), "checkpoint-keys");
            DataFolder.CreatePrivate(folder);
            if (Files(folder).Length == 0)
                PrivateFile.ReadOrCreate(Path.Combine(folder, "1.pem"), SigningKey.NewPem);
        }

        return new([.. Files(folder).Select(Read)]);
    }

    /// <summary>Reads the public keys that somebody kept: a JWK Set (RFC 7517).</summary>
    /// <exception cref="FormatException">It is none; the message is a predicate: "is ...".</exception>
    public static CheckpointKeys OfJwkSet(string json) => new(SigningKey.OfJwkSet(json));

    /// <summary>All public keys as a JWK Set (RFC 7517).</summary>
    public JsonObject ToJwkSet() => new() { ["keys"] = new JsonArray([.. All.Select(key => (JsonNode)key.ToJwk())]) };

    private static string[] Files(string folder) => [.. Directory.GetFiles(folder, "*.pem").Order(StringComparer.Ordinal)];

    private static SigningKey Read(string file)
    {
        try
        {
            return SigningKey.OfPem(PrivateFile.ReadWhenFree(file));
        }
        catch (FormatException error)
        {
            throw new FormatException($"{file} {error.Message}.", error);
        }
    }
}
