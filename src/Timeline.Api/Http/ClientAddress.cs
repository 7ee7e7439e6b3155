using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace Timeline.Api.Http;

/// <summary>
/// Who asks, as far as limits go: an address, behind the proxies that are configured (<c>Proxies</c>: addresses or networks,
/// with commas between). Only these are believed what they say in <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c>.
/// </summary>
internal sealed class ClientAddress(IOptions<ForwardedHeadersOptions> options)
{
    // What one household or server is given; single addresses of it cost nothing.
    private const int ClientBits = 64;

    /// <summary>Reads <c>Proxies</c>.</summary>
    /// <exception cref="ConfigurationException">It names something else.</exception>
    public static void Configure(WebApplicationBuilder builder)
    {
        var proxies = (builder.Configuration["Proxies"] ?? "")
            .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Read).ToArray();
        builder.Services.Configure<ForwardedHeadersOptions>(forwarded =>
        {
            forwarded.ForwardedHeaders = proxies.Length == 0
                ? ForwardedHeaders.None
                : ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
            // As many as there are; it ends at the first address that is none of them.
            forwarded.ForwardLimit = null;
            forwarded.KnownProxies.Clear();
            forwarded.KnownIPNetworks.Clear();
            foreach (var proxy in proxies)
                forwarded.KnownIPNetworks.Add(proxy);
        });
        builder.Services.AddSingleton<ClientAddress>();
    }

    /// <summary>
    /// The client; null where nobody in particular is known to ask: from this machine, or by way of a proxy that does not say
    /// for whom.
    /// </summary>
    public string? Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } address)
            return null;
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return IPAddress.IsLoopback(address) || options.Value.KnownIPNetworks.Any(n => n.Contains(address)) ? null
            : address.AddressFamily == AddressFamily.InterNetworkV6 ? Prefix(address)
            : address.ToString();
    }

    /// <summary>A limit of how many a client, and all together, may have at once.</summary>
    /// <param name="each">The most of one client.</param>
    /// <param name="all">The most of all.</param>
    /// <param name="waiting">How many more may wait until one of all is free.</param>
    public PartitionedRateLimiter<HttpContext> AtOnce(int each, int all, int waiting) => PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<HttpContext, string>(context => Of(context) is { } client
            ? RateLimitPartition.GetConcurrencyLimiter(client, _ => new() { PermitLimit = each })
            : RateLimitPartition.GetNoLimiter("")),
        PartitionedRateLimiter.Create<HttpContext, string>(_ => RateLimitPartition.GetConcurrencyLimiter(
            "", _ => new() { PermitLimit = all, QueueLimit = waiting, QueueProcessingOrder = QueueProcessingOrder.OldestFirst })));

    private static string Prefix(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        Array.Clear(bytes, ClientBits / 8, bytes.Length - (ClientBits / 8));
        return $"{new IPAddress(bytes)}/{ClientBits}";
    }

    private static IPNetwork Read(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new(address, address.GetAddressBytes().Length * 8)
        : throw new ConfigurationException(
            $"Proxies must be addresses or networks with commas between, such as 10.0.0.7, 10.1.0.0/16; '{text}' is none.");
}
