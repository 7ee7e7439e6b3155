using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Timeline.Store.Embedded;

namespace Timeline.Cli.Frame;

internal static class Tokens
{
    public static string Make(string subject, string[] roles, int hours, byte[] key, string audience, string roleClaim) =>
        new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = TokenTerms.Issuer,
            Audience = audience,
            Expires = DateTime.UtcNow.AddHours(hours),
            Claims = new Dictionary<string, object> { ["sub"] = subject, [roleClaim] = roles.Distinct().ToArray() },
            SigningCredentials = new(new SymmetricSecurityKey(key), SecurityAlgorithms.HmacSha256),
        });
}
