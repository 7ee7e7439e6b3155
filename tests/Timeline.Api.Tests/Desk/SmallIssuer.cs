using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Timeline.Api.Tests.Desk;

/// <summary>An OpenID Connect issuer that signs everybody in as Boris, by the code flow with PKCE (RFC 7636) and no other way.</summary>
internal sealed class SmallIssuer : IAsyncDisposable
{
    private readonly RSA _key = RSA.Create(2048);
    private readonly ConcurrentDictionary<string, (string Challenge, string Nonce)> _codes = new();
    private readonly WebApplication _app = WebApplication.CreateSlimBuilder(["--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]).Build();

    public string Address => _app.Urls.First();

    public static async Task<SmallIssuer> StartAsync()
    {
        var issuer = new SmallIssuer();
        issuer.Map();
        await issuer._app.StartAsync(Expect.Stop);
        return issuer;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _key.Dispose();
    }

    private void Map()
    {
        var key = new RsaSecurityKey(_key) { KeyId = "one" };
        var parameters = _key.ExportParameters(false);
        _app.MapGet("/.well-known/openid-configuration", () => Results.Json(new Dictionary<string, object>
        {
            ["issuer"] = Address,
            ["authorization_endpoint"] = Address + "/authorize",
            ["token_endpoint"] = Address + "/token",
            ["jwks_uri"] = Address + "/keys",
        }));
        _app.MapGet("/keys", () => Results.Json(new
        {
            keys = new[] { new { kty = "RSA", kid = "one", use = "sig", n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) } },
        }));
        _app.MapGet("/authorize", (HttpRequest request) =>
        {
            var code = Guid.NewGuid().ToString("N");
            if (request.Query["code_challenge_method"] != "S256" || request.Query["response_type"] != "code")
                return Results.BadRequest();
            _codes[code] = (request.Query["code_challenge"]!, request.Query["nonce"]!);
            return Results.Redirect($"{request.Query["redirect_uri"]}{QueryString.Create("code", code).Add("state", request.Query["state"].ToString())}");
        });
        _app.MapPost("/token", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            var verifier = Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString())));
            if (!_codes.TryRemove(form["code"].ToString(), out var asked) || asked.Challenge != verifier)
                return Results.BadRequest();
            var token = new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
            {
                Issuer = Address,
                Audience = form["client_id"],
                Expires = DateTime.UtcNow.AddMinutes(5),
                Claims = new Dictionary<string, object>
                {
                    ["sub"] = "b-17",
                    ["name"] = "Boris",
                    ["role"] = "editor",
                    ["nonce"] = asked.Nonce,
                },
                SigningCredentials = new(key, SecurityAlgorithms.RsaSha256),
            });
            return Results.Json(new Dictionary<string, object> { ["access_token"] = "x", ["token_type"] = "Bearer", ["id_token"] = token });
        });
    }
}
