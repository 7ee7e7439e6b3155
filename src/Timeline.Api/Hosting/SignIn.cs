using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.IdentityModel.Tokens;
using Timeline.Api.Desk;
using Timeline.Api.Desk.SigningIn;
using Timeline.Api.Http;
using Timeline.Store.Embedded;

namespace Timeline.Api.Hosting;

/// <summary>Who may: reading is public; the rest needs a JWT (RFC 7519) with a role.</summary>
internal static class SignIn
{
    /// <summary>
    /// <c>Auth:Authority</c> (OpenID Connect), or <c>Auth:SigningKey</c> (HS256; base64, at least 32 bytes), or in
    /// Development the key in the data folder.
    /// </summary>
    /// <exception cref="ConfigurationException">None or both are given, or what is given cannot work.</exception>
    public static void AddSignIn(this WebApplicationBuilder builder)
    {
        var auth = builder.Configuration.GetSection("Auth");
        var authority = Authority(auth["Authority"], builder.Environment);
        if (authority is not null && auth["SigningKey"] is { Length: > 0 })
        {
            throw new ConfigurationException(
                "Set Auth__Authority or Auth__SigningKey, not both: tokens of only one of them would be taken.");
        }

        var audience = auth["Audience"] is { Length: > 0 } given ? given : TokenTerms.Issuer;
        var key = authority is null ? Key(auth["SigningKey"], builder.Environment) : null;
        builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
        {
            options.MapInboundClaims = false;
            options.TokenValidationParameters.NameClaimType = "sub";
            options.TokenValidationParameters.RoleClaimType = auth["RoleClaim"] ?? "role";
            options.TokenValidationParameters.ClockSkew = TimeSpan.FromMinutes(1);
            if (key is null)
            {
                options.Authority = authority;
                options.Audience = audience;
                options.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
                options.BackchannelTimeout = TimeSpan.FromSeconds(5);
                options.Events = UncheckedTokens.Events;
            }
            else
            {
                options.TokenValidationParameters.IssuerSigningKey = new SymmetricSecurityKey(key);
                options.TokenValidationParameters.ValidIssuer = TokenTerms.Issuer;
                options.TokenValidationParameters.ValidAudience = audience;
                options.TokenValidationParameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
            }
        });
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy(Roles.Contributor, policy => policy.RequireRole(Roles.Of(Roles.Contributor)).RequireAssertion(c => Roles.Subject(c.User).Length > 0))
            .AddPolicy(Roles.Editor, policy => policy.RequireRole(Roles.Of(Roles.Editor)).RequireAssertion(c => Roles.Subject(c.User).Length > 0))
            .AddPolicy(Roles.Legal, policy => policy.RequireRole(Roles.Of(Roles.Legal)).RequireAssertion(c => Roles.Subject(c.User).Length > 0))
            .AddPolicy(Roles.Archivist, policy => policy.RequireRole(Roles.Of(Roles.Archivist)))
            .AddPolicy(Roles.History, policy => policy.RequireRole(Roles.Of(Roles.History)))
            .AddPolicy(Roles.Newsroom, policy => policy.RequireRole(Roles.Of(Roles.Newsroom)))
            .AddPolicy(Roles.Admin, policy => policy.RequireRole(Roles.Of(Roles.Admin)));
        builder.AddDeskSignIn(authority, key);
    }

    /// <summary>
    /// Finds out who asks, and whether they may. Whoever sends neither a token nor a cookie is nobody, as most readers are; what has no endpoint,
    /// and what is beside the desk's door, may be the way back from the authority.
    /// </summary>
    public static void UseSignIn(this IApplicationBuilder app)
    {
        // Else ASP.NET, which does not look into branches, puts one of each before all by itself. It looks for these names alone, and only a call on
        // the way of all sets them otherwise (AuthenticationMiddlewareSetKey, AuthorizationMiddlewareSetKey in its WebApplicationBuilder).
        app.Properties["__AuthenticationMiddlewareSet"] = true;
        app.Properties["__AuthorizationMiddlewareSet"] = true;
        app.UseWhen(
            context => context.Request.Headers.Authorization.Count > 0 || context.Request.Headers.Cookie.Count > 0 || context.GetEndpoint() is null
                || context.Request.Path.StartsWithSegments(DeskAddress.SignIn),
            known => known.UseAuthentication());
        // Nobody is asked for what anybody may. ASP.NET looks for this as well: an endpoint that says so and is passed over here
        // is an error at its first request. What asks in any other way (IAuthorizationRequirementData) would be open.
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<IAuthorizeData>() is not null, asked => asked.UseAuthorization());
    }

    private static string? Authority(string? text, IHostEnvironment environment)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        // Otherwise the first editor would be the one to find out.
        return Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && environment.IsDevelopment()))
            ? text
            : throw new ConfigurationException(
                "Auth__Authority must be the https:// address of an OpenID Connect issuer, such as https://login.example.org.");
    }

    private static byte[] Key(string? text, IHostEnvironment environment)
    {
        if (string.IsNullOrEmpty(text))
        {
            return environment.IsDevelopment()
                ? DevelopmentKey.Read(DataFolder.Default)
                : throw new ConfigurationException(
                    "Set Auth__Authority (an OpenID Connect issuer) or Auth__SigningKey (base64, 32 bytes or more): " +
                    "outside Development nobody may write without one.");
        }

        return TokenTerms.Key(text)
            ?? throw new ConfigurationException("Auth__SigningKey must be base64 of at least 32 bytes, as 'openssl rand -base64 32' prints.");
    }
}
