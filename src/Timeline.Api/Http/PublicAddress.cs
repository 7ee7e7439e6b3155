using System.Net;

namespace Timeline.Api.Http;

/// <summary>
/// The address by which answers name the service. <c>PublicUrl</c> says it. Without, a request's <c>Host</c> is taken where
/// <c>AllowedHosts</c> names it (all others are refused then), or it is this very machine and so is who asks; else the address that
/// the connection came in at. So no host of its reader's making stands in what another gets, whatever a cache calls the answer.
/// </summary>
internal sealed class PublicAddress(IConfiguration configuration)
{
    private readonly bool _hostsAreNamed = NamesHosts(configuration);

    // Most requests come by the same way as the one before.
    private Resolved? _last;

    /// <summary>Whether it is known how readers call the service.</summary>
    public static bool IsKnown(IConfiguration configuration) => !string.IsNullOrEmpty(configuration["PublicUrl"]) || NamesHosts(configuration);

    /// <summary>What <c>PublicUrl</c> says, without a slash at the end; null where it says nothing.</summary>
    public string? Configured { get; } = Read(configuration["PublicUrl"]);

    /// <summary>Scheme, host and path base, without a slash at the end.</summary>
    public string Of(HttpRequest request)
    {
        if (Configured is not null)
            return Configured;
        var connection = request.HttpContext.Connection;
        var way = new Way(request.Scheme, request.Host.Value, request.PathBase.Value, connection.LocalIpAddress, connection.LocalPort, IsFromThisMachine(connection));
        if (_last is { } last && last.Way == way)
            return last.Address;
        var address = $"{request.Scheme}://{Host(request)}{request.PathBase}";
        _last = new(way, address);
        return address;
    }

    /// <summary>The address of the same answer, as another query asks for it.</summary>
    public string Of(HttpRequest request, RouteQuery query) => $"{Of(request)}{request.Path}{query}";

    private HostString Host(HttpRequest request)
    {
        var (host, connection) = (request.Host, request.HttpContext.Connection);
        // ASP.NET's filter lets an empty host pass, and a port that is none.
        return (_hostsAreNamed ? host.HasValue : IsThisMachine(host.Host) && IsFromThisMachine(connection)) && Uri.TryCreate($"http://{host}", UriKind.Absolute, out _)
            ? host
            : Own(connection);
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));

    // Both ends: of who comes through a proxy on this machine (Proxies), the other end is elsewhere.
    private static bool IsFromThisMachine(ConnectionInfo connection) => connection is { LocalIpAddress: { } local, RemoteIpAddress: { } remote }
        && IPAddress.IsLoopback(local) && IPAddress.IsLoopback(remote);

    // A socket of Unix has no address.
    private static HostString Own(ConnectionInfo connection) => connection.LocalIpAddress is { } address
        ? new((address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString(), connection.LocalPort)
        : new("localhost");

    // As ASP.NET's own filter of hosts reads it, which has refused all others before.
    private static bool NamesHosts(IConfiguration configuration) =>
        configuration["AllowedHosts"]?.Split(';', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } hosts && !hosts.Any(h => h is "*" or "[::]" or "0.0.0.0");

    private static string? Read(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
            ? text.TrimEnd('/')
            : throw new ConfigurationException("PublicUrl must be an address such as https://timeline.example.org.");

    // All that an address follows from.
    private readonly record struct Way(string Scheme, string? Host, string? PathBase, IPAddress? Local, int Port, bool IsFromThisMachine);

    private sealed record Resolved(Way Way, string Address);
}
