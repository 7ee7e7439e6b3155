using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Timeline.Api.Hosting;

/// <summary>
/// File descriptors: each connection takes one, and who has none left can open neither a file nor a connection to the database;
/// the runtime itself ends the process where it cannot load code. So the server takes only as many connections as leave
/// enough for the rest.
/// </summary>
internal static class Descriptors
{
    // Logs, timers, the resolver, connections that are closed or refused in this moment.
    private const int Spare = 96;

    // How many more than are served may be open: so many are refused at once instead of being left to wait.
    private const int Refusing = 32;

    // Below that it serves badly, but it serves.
    private const int FewestConnections = 16;

    /// <summary>Sets the most connections from the limit of descriptors (<c>ulimit -n</c>); where that cannot be told, there is none.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="database">How many connections to the database there may be.</param>
    public static void LimitConnections(this WebApplicationBuilder builder, int database)
    {
        // Not before the server starts: by then what it needs is loaded.
        var most = new Lazy<int?>(() => Most(database));
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(new ConfigureOptions<KestrelServerOptions>(
            kestrel => kestrel.Limits.MaxConcurrentConnections ??= most.Value));
        builder.Services.AddSingleton<IConnectionListenerFactory>(provider => new RoomToAccept(
            ActivatorUtilities.CreateInstance<SocketTransportFactory>(provider), most.Value is { } served ? served + Refusing : int.MaxValue));
    }

    private static int? Most(int database)
    {
        // A file of code is a descriptor, too: what is loaded later must not be missing one.
        Load(Assembly.GetExecutingAssembly(), []);
        return Limit() is { } limit
            ? (int)Math.Min(Math.Max(FewestConnections, limit - Open("/proc/self/fd") - database - Spare), int.MaxValue / 2)
            : null;
    }

    /// <summary>The soft limit, which the runtime has raised as far as it may; null where there is none, or nobody says.</summary>
    private static long? Limit() => !File.Exists("/proc/self/limits") ? null : File.ReadLines("/proc/self/limits")
        .Where(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(line => line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
        .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var limit) ? limit : (long?)null)
        .FirstOrDefault();

    private static int Open(string folder) => Directory.EnumerateFileSystemEntries(folder).Count();

    // With the service. Of the framework it has by then loaded what it needs; the rest, for other servers and protocols, would be memory for
    // nothing, and the few parts that come later find room in what is spared.
    private static bool IsShipped(AssemblyName name) => File.Exists(Path.Combine(AppContext.BaseDirectory, $"{name.Name}.dll"));

    private static void Load(Assembly assembly, HashSet<string> seen)
    {
        foreach (var name in assembly.GetReferencedAssemblies().Where(name => IsShipped(name) && seen.Add(name.Name!)))
        {
            try
            {
                Load(Assembly.Load(name), seen);
            }
            catch (Exception error) when (error is IOException or BadImageFormatException)
            {
                // A part of some package that is not shipped, as nobody needs it.
            }
        }
    }
}
