using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Store.Proof.Checkpoints;

/// <summary>A key of the curve P-256; its id is its thumbprint (RFC 7638).</summary>
internal sealed class SigningKey
{
    private SigningKey(ECDsa key, bool signs)
    {
        var point = key.ExportParameters(false).Q;
        (X, Y) = (Base64Url.EncodeToString(point.X), Base64Url.EncodeToString(point.Y));
        (Public, Private) = (key, signs ? key : null);
        Id = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes($$"""{"crv":"P-256","kty":"EC","x":"{{X}}","y":"{{Y}}"}""")));
    }

    public string Id { get; }

    public ECDsa Public { get; }

    /// <summary>Null where the key only verifies.</summary>
    public ECDsa? Private { get; }

    private string X { get; }

    private string Y { get; }

    /// <summary>The key as a JWK (RFC 7517), its public part alone.</summary>
    public JsonObject ToJwk() => new()
    {
        ["kty"] = "EC",
        ["crv"] = "P-256",
        ["x"] = X,
        ["y"] = Y,
        ["kid"] = Id,
        ["use"] = "sig",
        ["alg"] = "ES256",
    };

    public static string NewPem()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return key.ExportPkcs8PrivateKeyPem();
    }

    /// <exception cref="FormatException">It is no key of P-256.</exception>
    public static SigningKey OfPem(string pem)
    {
        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(pem);
            return key.KeySize == 256
                ? new(key, !pem.Contains("PUBLIC KEY", StringComparison.Ordinal))
                : throw new FormatException("holds no key of the curve P-256");
        }
        catch (Exception error) when (error is ArgumentException or CryptographicException)
        {
            throw new FormatException("holds no key of the curve P-256 in PEM", error);
        }
    }

    /// <summary>The keys of a JWK Set (RFC 7517) that can verify; others are left out.</summary>
    /// <exception cref="FormatException">It is no JWK Set.</exception>
    public static IReadOnlyList<SigningKey> OfJwkSet(string json)
    {
        try
        {
            return [.. JsonNode.Parse(json)!["keys"]!.AsArray()
                .Where(jwk => (string?)jwk!["kty"] == "EC" && (string?)jwk["crv"] == "P-256").Select(jwk => Of(jwk!))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or NullReferenceException
            or CryptographicException or FormatException or ArgumentException)
        {
            throw new FormatException("is no set of keys (JWK Set)", error);
        }
    }

    private static SigningKey Of(JsonNode jwk) => new(ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        Q = { X = Base64Url.DecodeFromChars((string)jwk["x"]!), Y = Base64Url.DecodeFromChars((string)jwk["y"]!) },
    }), signs: false);
}
