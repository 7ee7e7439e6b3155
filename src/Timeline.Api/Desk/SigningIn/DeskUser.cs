using System.Security.Claims;
using Timeline.Api.Http;

namespace Timeline.Api.Desk.SigningIn;

/// <summary>An editor as the cookie carries them: who, by what name, and what they may. Nothing else of a token is kept.</summary>
internal static class DeskUser
{
    /// <summary>The scheme of the cookie, and the policy of whoever may work at the desk.</summary>
    public const string Scheme = "desk";

    /// <summary>The policy of whoever is signed in, with or without a role.</summary>
    public const string SignedIn = "desk-signed-in";

    private const string NameClaim = "name";
    private const string RoleClaim = "role";

    public static ClaimsPrincipal Of(string subject, string? name, IEnumerable<string> roles) => new(new ClaimsIdentity(
    [
        new("sub", subject),
        new(NameClaim, string.IsNullOrWhiteSpace(name) ? subject : name),
        .. roles.Select(role => new Claim(RoleClaim, role)),
    ], Scheme, NameClaim, RoleClaim));

    /// <summary>What the page calls them.</summary>
    public static string Name(ClaimsPrincipal user) => user.FindFirst(NameClaim)?.Value ?? Roles.Subject(user);

    /// <summary>Their roles, of those that the service knows.</summary>
    public static IReadOnlyList<string> RolesOf(ClaimsPrincipal user) =>
        [.. new[] { Roles.Editor, Roles.Contributor, Roles.Legal, Roles.Archivist, Roles.Admin }.Where(user.IsInRole)];
}
