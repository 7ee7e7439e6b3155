namespace Timeline.Store.Embedded;

/// <summary>
/// What the service and whoever makes tokens for it agree on, where no OpenID Connect authority does: JWT (RFC 7519),
/// signed by HS256 with a shared key.
/// </summary>
public static class TokenTerms
{
    /// <summary>Issuer and audience.</summary>
    public const string Issuer = "timeline";

    /// <summary>The audience of links that sign in to the desk: no such token opens the API.</summary>
    public const string Desk = "timeline-desk";

    /// <summary>May record and correct.</summary>
    public const string Editor = "editor";

    /// <summary>May read the stored events.</summary>
    public const string Archivist = "archivist";

    /// <summary>May record drafts and work on them.</summary>
    public const string Contributor = "contributor";

    /// <summary>May take words down.</summary>
    public const string Legal = "legal";

    /// <summary>May rebuild, and look after messages: machines, and no content.</summary>
    public const string Admin = "admin";

    /// <summary>In UTF-16 code units.</summary>
    public const int LongestSubject = 200;

    private const int ShortestKey = 32;

    /// <summary>Whether a token's subject can stand in the history as who did it: it can be stored, and something of it is seen.</summary>
    public static bool IsSubject(string? subject) =>
        !string.IsNullOrWhiteSpace(subject) && Domain.Values.TextChecks.Problem(subject, LongestSubject) is null;

    /// <summary>The key that a setting holds; null where the text is not base64 of at least 32 bytes.</summary>
    public static byte[]? Key(string base64)
    {
        ArgumentNullException.ThrowIfNull(base64);
        var key = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, key, out var length) && length >= ShortestKey ? key[..length] : null;
    }
}
