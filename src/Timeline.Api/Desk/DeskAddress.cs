namespace Timeline.Api.Desk;

/// <summary>Where the desk is.</summary>
internal static class DeskAddress
{
    public const string Home = "/desk";
    public const string SignIn = "/desk/sign-in";
    public const string SignOut = "/desk/sign-out";
    public const string NoRole = "/desk/no-role";

    /// <summary>An address of the desk to go to after signing in; the first page for every other, since it comes from a request.</summary>
    public static string Inside(string? address) =>
        address is { Length: < 2_000 } && (address == Home || address.StartsWith("/desk/", StringComparison.Ordinal)
            || address.StartsWith("/desk?", StringComparison.Ordinal)) && !address.Any(c => c == '\\' || char.IsControl(c))
            ? address
            : Home;
}
