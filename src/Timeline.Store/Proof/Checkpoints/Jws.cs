using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>JSON Web Signatures (RFC 7515) in compact serialization, by ES256 (RFC 7518) and nothing else.</summary>
internal static class Jws
{
    private const string Algorithm = "ES256";

    public static string Sign(ReadOnlySpan<byte> payload, string type, SigningKey key)
    {
        var header = new JsonObject { ["alg"] = Algorithm, ["kid"] = key.Id, ["typ"] = type };
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header.ToJsonString()))}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.Private!.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256))}";
    }

    /// <summary>The payload, where one of the keys signed it.</summary>
    /// <exception cref="FormatException">None did, or it is no such signature; the message is a predicate: "is ...".</exception>
    public static byte[] Open(string jws, string type, IEnumerable<SigningKey> keys)
    {
        JsonElement header;
        byte[] payload, signature;
        var parts = jws.Split('.');
        try
        {
            if (parts.Length != 3)
                throw new FormatException("is no signature (JWS)");
            header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
            (payload, signature) = (Base64Url.DecodeFromChars(parts[1]), Base64Url.DecodeFromChars(parts[2]));
        }
        catch (Exception error) when (error is JsonException or FormatException)
        {
            throw new FormatException("is no signature (JWS)", error);
        }

        // The algorithm is ours to say, and not the file's.
        if (header.ValueKind != JsonValueKind.Object || Text("alg") != Algorithm || Text("typ") != type)
            throw new FormatException($"is no signature of type {type} by {Algorithm}");
        var id = Text("kid");
        if (keys.FirstOrDefault(k => k.Id == id) is not { } key)
            throw new FormatException($"is signed by a key that is not known here ({id})");
        return key.Public.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256)
            ? payload
            : throw new FormatException("is forged: its signature does not fit what it says");

        string? Text(string name) =>
            header.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
    }
}
