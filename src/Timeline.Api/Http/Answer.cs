using System.Security.Cryptography;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Timeline.Api.Http;

/// <summary>An answer in bytes, ready to send.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="ContentType">Their media type.</param>
/// <param name="ETag">A strong ETag with its quotes.</param>
/// <param name="Lifetime">How long others may keep it.</param>
internal sealed record Answer(byte[] Body, string ContentType, string ETag, CacheLifetime Lifetime)
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json; charset=utf-8";

    private static readonly (string, string) NoIndex = ("X-Robots-Tag", "noindex");

    /// <summary>The rest of the headers, in pairs.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>When the clock will change what it says; null where it will not.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>How the body is encoded (RFC 9110, section 8.4), empty for not at all; null where everybody gets it as it is.</summary>
    public string? Encoding { get; init; }

    /// <summary>The same; where it is unlisted, with what keeps search engines from it.</summary>
    public Answer Indexed(bool unlisted) =>
        unlisted && !Headers.Contains(NoIndex) ? this with { Headers = [.. Headers, NoIndex] } : this;

    /// <summary>About how many bytes of memory it takes.</summary>
    public long Size => 200 + Body.Length + (2L * (ContentType.Length + ETag.Length + Lifetime.Length))
        + Headers.Sum(h => 100 + (2L * (h.Name.Length + h.Value.Length)));

    /// <summary>An answer whose ETag is the digest of its bytes, so that it betrays nothing that they do not.</summary>
    public static Answer Of(byte[] body, string contentType, CacheLifetime lifetime) => new(
        body, contentType, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"", lifetime);
}

/// <summary>An answer, or the problem for which there is none.</summary>
internal readonly record struct AnswerOrProblem(Answer? Answer, ProblemHttpResult? Problem)
{
    public static implicit operator AnswerOrProblem(Answer answer) => new(answer, null);

    public static implicit operator AnswerOrProblem(ProblemHttpResult problem) => new(null, problem);
}
