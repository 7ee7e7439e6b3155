using Timeline.Api.Formats;
using Timeline.Api.Http;

namespace Timeline.Api.Desk;

/// <summary>Where the desk is.</summary>
internal static class DeskAddress
{
    public const string Home = "/desk";
    public const string SignIn = "/desk/sign-in";
    public const string SignOut = "/desk/sign-out";
    public const string NoRole = "/desk/no-role";

    /// <summary>An address of the desk to go to after signing in; the first page for every other, since it comes from a request. It is
    /// written as a URI is (RFC 3986), in visible ASCII alone, for a header takes no other characters.</summary>
    public static string Inside(string? address) =>
        address is { Length: < 2_000 } && (address == Home || address.StartsWith("/desk/", StringComparison.Ordinal)
            || address.StartsWith("/desk?", StringComparison.Ordinal)) && address.All(c => c is > ' ' and <= '~' and not '\\') && !LeadsUp(address)
            ? address
            : Home;

    /// <summary>The page that a form was sent from, as its browser says (RFC 9110, section 10.1.3), where that is one of the desk; else <paramref name="otherwise"/>.</summary>
    public static string PageOf(HttpContext context, string otherwise) =>
        context.Request.Headers["Sec-Fetch-Site"] == "same-origin" && Uri.TryCreate(context.Request.Headers.Referer, UriKind.Absolute, out var page)
            && Site.Of(context.RequestServices.GetRequiredService<PublicAddress>(), context.Request).Root is var root
            && page.PathAndQuery.StartsWith(root, StringComparison.Ordinal) ? Inside(page.PathAndQuery[root.Length..]) : otherwise;

    // As browsers see it, to whom an escaped dot is one, too.
    private static bool LeadsUp(string address) =>
        address.Split('?', '#')[0].Split('/').Any(step => Uri.UnescapeDataString(step) == "..");
}
