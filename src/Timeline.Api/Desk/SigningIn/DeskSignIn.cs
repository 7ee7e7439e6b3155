using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Timeline.Api.Http;
using Timeline.Store;

namespace Timeline.Api.Desk.SigningIn;

/// <summary>
/// Who may work at the desk: whoever holds a cookie that opens <c>/desk</c> and nothing else. It is given to whom the authority
/// signs in (OpenID Connect, code flow with PKCE), or who comes by a link, where a key signs tokens.
/// </summary>
internal static class DeskSignIn
{
    /// <summary>The scheme by which the authority signs in.</summary>
    public const string Authority = "desk-authority";

    private static readonly TimeSpan Session = TimeSpan.FromHours(12);

    /// <summary>Adds it.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="authority">The OpenID Connect issuer; null where a key signs.</param>
    /// <param name="key">The key; null where an authority signs.</param>
    public static void AddDeskSignIn(this WebApplicationBuilder builder, string? authority, byte[]? key)
    {
        var (services, auth) = (builder.Services, builder.Configuration.GetSection("Auth"));
        var secure = builder.Environment.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always;
        var path = Root(builder.Configuration) + DeskAddress.Home;
        services.AddSingleton(provider => new SignInLinks(provider.GetRequiredService<TimelineDatabase>(), key));
        services.AddDataProtection().SetApplicationName("timeline");
        services.AddSingleton<IConfigureOptions<KeyManagementOptions>>(provider => new ConfigureOptions<KeyManagementOptions>(options =>
            options.XmlRepository = new DatabaseKeys(provider.GetRequiredService<TimelineDatabase>())));
        // Whoever reads the database reads all that the keys open.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // All that it says is of what somebody sent, who is answered, and whom nothing keeps from sending it again and again.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.None);
        services.AddAntiforgery(options =>
        {
            options.Cookie = new() { Name = "timeline-desk-form", HttpOnly = true, SameSite = SameSiteMode.Strict, SecurePolicy = secure, Path = path };
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddAuthorizationBuilder()
            .AddPolicy(DeskUser.SignedIn, policy => policy.AddAuthenticationSchemes(DeskUser.Scheme).RequireAuthenticatedUser())
            .AddPolicy(DeskUser.Scheme, policy => policy.AddAuthenticationSchemes(DeskUser.Scheme)
                .RequireRole(Roles.Editor, Roles.Contributor, Roles.Legal, Roles.Archivist, Roles.Admin)
                .RequireAssertion(c => Roles.Subject(c.User).Length > 0));

        var authentication = services.AddAuthentication().AddCookie(DeskUser.Scheme, options =>
        {
            options.Cookie = new() { Name = "timeline-desk", HttpOnly = true, SameSite = SameSiteMode.Lax, SecurePolicy = secure, Path = path };
            options.ExpireTimeSpan = Session;
            options.Events.OnRedirectToLogin = context => Send(context, $"{DeskAddress.SignIn}{QueryString.Create("return", Here(context.Request))}", 401);
            options.Events.OnRedirectToAccessDenied = context => Send(context, DeskAddress.NoRole, 403);
        });
        if (authority is not null && auth["ClientId"] is { Length: > 0 } client)
            authentication.AddOpenIdConnect(Authority, options => Configure(options, auth, authority, client, secure, path, builder.Environment.IsDevelopment()));
    }

    /// <summary>The path under which the service is known to readers, from <c>PublicUrl</c>.</summary>
    private static string Root(ConfigurationManager configuration) =>
        Uri.TryCreate(configuration["PublicUrl"], UriKind.Absolute, out var address) ? address.AbsolutePath.TrimEnd('/') : "";

    private static void Configure(
        OpenIdConnectOptions options, IConfigurationSection auth, string authority, string client, CookieSecurePolicy secure, string path, bool development)
    {
        options.SignInScheme = DeskUser.Scheme;
        options.Authority = authority;
        options.ClientId = client;
        options.ClientSecret = auth["ClientSecret"] is { Length: > 0 } secret ? secret : null;
        options.ResponseType = OpenIdConnectResponseType.Code;
        // Back by a link and not by a form, so that the cookies of the way there may be Lax.
        options.ResponseMode = OpenIdConnectResponseMode.Query;
        options.UsePkce = true;
        options.CallbackPath = DeskAddress.SignIn + "/back";
        options.MapInboundClaims = false;
        options.RequireHttpsMetadata = !development;
        options.BackchannelTimeout = TimeSpan.FromSeconds(10);
        foreach (var cookie in new[] { options.CorrelationCookie, options.NonceCookie })
            (cookie.SameSite, cookie.SecurePolicy, cookie.Path) = (SameSiteMode.Lax, secure, path);
        var role = auth["RoleClaim"] ?? "role";
        options.Events.OnTokenValidated = context =>
        {
            var user = context.Principal!;
            context.Principal = DeskUser.Of(Roles.Subject(user), user.FindFirst("name")?.Value, user.FindAll(role).Select(c => c.Value));
            return Task.CompletedTask;
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect(Address(context.HttpContext, $"{DeskAddress.SignIn}?failed=true"));
            return Task.CompletedTask;
        };
    }

    // Scripts are told by a status; people are led on.
    private static Task Send(Microsoft.AspNetCore.Authentication.RedirectContext<CookieAuthenticationOptions> context, string to, int status)
    {
        if (context.Request.Headers.XRequestedWith == "XMLHttpRequest")
            context.Response.StatusCode = status;
        else
            context.Response.Redirect(Address(context.HttpContext, to));
        return Task.CompletedTask;
    }

    /// <summary>An address of the desk as the reader's browser knows it.</summary>
    public static string Address(HttpContext context, string path) => Formats.Site.Of(context.RequestServices.GetRequiredService<PublicAddress>(), context.Request).Root + path;

    // What was sent would be lost, so its form is where to go back to; not every form's own address is a page.
    private static string Here(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : DeskAddress.PageOf(request.HttpContext, request.Path);
}
