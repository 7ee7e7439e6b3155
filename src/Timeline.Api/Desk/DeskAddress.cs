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

    // As browsers see it, to whom an escaped dot is one, too.
    private static bool LeadsUp(string address) =>
        address.Split('?', '#')[0].Split('/').Any(step => Uri.UnescapeDataString(step) == "..");
}
