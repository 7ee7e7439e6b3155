using JasperFx;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Timeline.Store;

/// <summary>
/// The code around the message handlers, which Wolverine writes. It is written beforehand (<c>codegen write</c>) and built in, so
/// that no compiler runs, or ships, with the service. A test says when it is stale.
/// </summary>
public static class GeneratedCode
{
    /// <summary>The folder of this project, from the top of a clone.</summary>
    private const string Project = "src/Timeline.Store";

    /// <summary>Runs <c>codegen write</c> or <c>codegen preview</c>, without a database.</summary>
    /// <param name="args">The arguments, <c>codegen</c> first.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        if (!Directory.Exists(Project))
        {
            await Console.Error.WriteLineAsync("Run this at the top of a clone: dotnet run --project src/Timeline.Api -- codegen write");
            return 2;
        }

        using var host = CreateHost(Path.GetFullPath(Project));
        return await host.RunJasperFxCommands(args);
    }

    /// <summary>A service that has the handlers and nothing else, and is never started.</summary>
    internal static IHost CreateHost(string? folder = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder });
        builder.Services.AddSingleton(TimeProvider.System);
        var database = new TimelineDatabase("Host=localhost");
        builder.Services.AddSingleton(database);
        builder.AddTimelineStore(database);
        return builder.Build();
    }
}
