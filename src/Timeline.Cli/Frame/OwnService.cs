using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Timeline.Api.Hosting;
using Timeline.Store;
using Timeline.Store.Embedded;
using Timeline.Store.Pictures;

namespace Timeline.Cli.Frame;

/// <summary>
/// A service that lives as long as a command, on a free port of this machine, for the command alone: whoever may open the
/// database may do everything. One that only reads runs nothing beside: it ends no embargo and rebuilds nothing.
/// </summary>
internal sealed class OwnService : IAsyncDisposable
{
    private readonly Archive _archive;
    private readonly WebApplication _app;

    private OwnService(Archive archive, WebApplication app, string token) => (_archive, _app, Token) = (archive, app, token);

    /// <summary>Who does what is done through it: whoever runs the command.</summary>
    public static string Actor => Environment.UserName is { Length: > 0 } user ? user : "archivist";

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/");

    /// <summary>With every role.</summary>
    public string Token { get; }

    /// <summary>Where uploaded pictures are.</summary>
    public PictureFolder Pictures => _app.Services.GetRequiredService<PictureFolder>();

    public static async Task<OwnService> StartAsync(bool records, CancellationToken ct)
    {
        var archive = await Archive.OpenAsync(ct);
        try
        {
            var key = RandomNumberGenerator.GetBytes(32);
            var app = await TimelineApp.CreateAsync(
                [
                    // Beside other nodes, whatever they are.
                    "--environment", "Production", "--urls", "http://127.0.0.1:0", "--AllowedHosts=127.0.0.1",
                    $"--ConnectionStrings:Timeline={archive.ConnectionString}", $"--Schema={archive.Database.Schema}",
                    $"--Auth:SigningKey={Convert.ToBase64String(key)}", "--Auth:Authority=", "--Auth:Audience=", "--Auth:RoleClaim=role",
                ],
                compose: builder => Compose(builder, records), ct: ct);
            await app.StartAsync(ct);
            return new(archive, app, Tokens.Make(
                Actor, [TokenTerms.Editor, TokenTerms.Legal, TokenTerms.Archivist, TokenTerms.Admin], hours: 24 * 7, key, TokenTerms.Issuer, "role"));
        }
        catch
        {
            await archive.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        await _archive.DisposeAsync();
    }

    private static void Compose(WebApplicationBuilder builder, bool records)
    {
        builder.Logging.ClearProviders();
        // Ctrl-C is the command's.
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        if (!records)
            builder.Services.OnlyRead();
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
