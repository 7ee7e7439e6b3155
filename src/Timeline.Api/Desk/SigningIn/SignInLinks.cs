using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Timeline.Store;
using Timeline.Store.Desk;
using Timeline.Store.Embedded;

namespace Timeline.Api.Desk.SigningIn;

/// <summary>Whom a link signs in.</summary>
/// <param name="Id">The link's own id.</param>
/// <param name="Subject">The actor of what they record; null where the form asks for it.</param>
/// <param name="Roles">What they may.</param>
/// <param name="Until">Until when the link is good.</param>
internal sealed record SignInLink(string Id, string? Subject, IReadOnlyList<string> Roles, DateTimeOffset Until);

/// <summary>
/// Links that sign in to the desk where no authority does: JWTs (RFC 7519) by the key that signs tokens, for an audience of
/// their own. Each is good once; it is used up by the form, since what only looks at links must use none up.
/// </summary>
/// <param name="db">Where it is kept which were used.</param>
/// <param name="key">The key; null where an authority signs in.</param>
internal sealed class SignInLinks(TimelineDatabase db, byte[]? key)
{
    private const string RoleClaim = "role";

    /// <summary>A link that asks for a name; null where an authority signs in.</summary>
    public string? Make(params string[] roles) => key is null ? null : Make(null, roles, 12, key);

    /// <summary>A link.</summary>
    /// <param name="subject">Whom it signs in; null where the form is to ask.</param>
    /// <param name="roles">What they may.</param>
    /// <param name="hours">How long it is good for.</param>
    /// <param name="key">What signs it.</param>
    /// <returns>Its path and query.</returns>
    public static string Make(string? subject, IEnumerable<string> roles, int hours, byte[] key)
    {
        var claims = new Dictionary<string, object>
        {
            [JwtRegisteredClaimNames.Jti] = Guid.NewGuid().ToString("N"),
            [RoleClaim] = roles.Distinct().ToArray(),
        };
        if (subject is not null)
            claims[JwtRegisteredClaimNames.Sub] = subject;
        return $"{DeskAddress.SignIn}?link=" + new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenTerms.Issuer,
            Audience = TokenTerms.Desk,
            Expires = DateTime.UtcNow.AddHours(hours),
            Claims = claims,
            SigningCredentials = new(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });
    }

    /// <summary>Reads a link; null where it is none, has expired or was used.</summary>
    public async Task<SignInLink?> ReadAsync(string? text, CancellationToken ct)
    {
        if (key is null || string.IsNullOrEmpty(text))
            return null;
        var result = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(text, new()
        {
            IssuerSigningKey = new SymmetricSecurityKey(key),
            ValidIssuer = TokenTerms.Issuer,
            ValidAudience = TokenTerms.Desk,
            ValidAlgorithms = [SecurityAlgorithms.HmacSha256],
            ClockSkew = TimeSpan.FromMinutes(1),
        });
        if (!result.IsValid || result.SecurityToken is not JsonWebToken { Id: { Length: > 0 } id } token)
            return null;
        var link = new SignInLink(id, string.IsNullOrEmpty(token.Subject) ? null : token.Subject,
            [.. result.ClaimsIdentity.FindAll(RoleClaim).Select(c => c.Value)], token.ValidTo.AddMinutes(2));
        return await db.IsDeskLinkUsedAsync(id, ct) ? null : link;
    }

    /// <summary>Uses a link up; false where somebody else was faster.</summary>
    public Task<bool> UseAsync(SignInLink link, CancellationToken ct) => db.UseDeskLinkAsync(link.Id, link.Until, ct);
}
