using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Timeline.Api.Hosting;

/// <summary>
/// File descriptors: each connection takes one, and who has none left can open neither a file nor a connection to the database;
/// the runtime itself ends the process where it cannot load code. So the server takes only as many connections as leave
/// enough for the rest.
/// </summary>
internal static class Descriptors
{
    // Logs, timers, the resolver, connections that are on their way out or about to be refused.
    private const int Spare = 96;

    // Below that it serves badly, but it serves.
    private const int FewestConnections = 16;

    /// <summary>Sets the most connections from the limit of descriptors (<c>ulimit -n</c>); where that cannot be told, there is none.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="database">How many connections to the database there may be.</param>
    public static void LimitConnections(this WebApplicationBuilder builder, int database) =>
        builder.Services.AddSingleton<IConfigureOptions<KestrelServerOptions>>(new ConfigureOptions<KestrelServerOptions>(kestrel =>
        {
            // A file of code is a descriptor, too: what is loaded later must not be missing one.
            Load(Assembly.GetExecutingAssembly(), []);
            if (Limit("/proc/self/limits") is { } limit && limit - Open("/proc/self/fd") - database - Spare is var rest)
                kestrel.Limits.MaxConcurrentConnections ??= Math.Max(FewestConnections, rest);
        }));

    /// <summary>The soft limit, which the runtime has raised as far as it may; null where there is none, or nobody says.</summary>
    internal static long? Limit(string limits) => !File.Exists(limits) ? null : File.ReadLines(limits)
        .Where(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(line => line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0])
        .Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out var limit) ? limit : (long?)null)
        .FirstOrDefault();

    private static int Open(string folder) => Directory.EnumerateFileSystemEntries(folder).Count();

    private static void Load(Assembly assembly, HashSet<string> seen)
    {
        foreach (var name in assembly.GetReferencedAssemblies().Where(name => seen.Add(name.Name!)))
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
