using Timeline.Api.Http;
using Timeline.Store.Embedded;

namespace Timeline.Api.Hosting;

/// <summary>What an operator has left open, said in the log at the start.</summary>
internal static partial class OpenDoors
{
    private const string KeySetting = "Auth:SigningKey";
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Warns of keys that others may read, and of links that may lead nowhere.</summary>
    public static void WarnOfOpenDoors(this WebApplication app)
    {
        var (configuration, log) = (app.Configuration, app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Timeline"));
        if (KeyFile(configuration, app.Environment) is { } file && !OperatingSystem.IsWindows() && File.Exists(file)
            && (File.GetUnixFileMode(file) & Others) != 0)
            KeyIsOpen(log, file);
        if (app.Environment.IsProduction() && !PublicAddress.IsKnown(configuration))
            NoAddress(log);
    }

    // The file that the key is in, where it is in one: the last that names a key counts.
    private static string? KeyFile(IConfiguration configuration, IHostEnvironment environment)
    {
        if (!string.IsNullOrEmpty(configuration["Auth:Authority"]))
            return null;
        if (string.IsNullOrEmpty(configuration[KeySetting]))
            return environment.IsDevelopment() ? DevelopmentKey.File(DataFolder.Default) : null;
        return ((IConfigurationRoot)configuration).Providers.LastOrDefault(p => p.TryGet(KeySetting, out _)) is FileConfigurationProvider { Source: { Path: { } path } source }
            ? source.FileProvider?.GetFileInfo(path).PhysicalPath
            : null;
    }

    [LoggerMessage(LogLevel.Warning, "Others than the service's user may read {File}, which holds the key that signs tokens, and so be any editor: chmod 600 it, and take a new key")]
    private static partial void KeyIsOpen(ILogger log, string file);

    [LoggerMessage(LogLevel.Warning, "Nobody says how readers call this service, so links in answers are to the address of its own at which requests come in: " +
        "set PublicUrl to its address, or AllowedHosts to its host names")]
    private static partial void NoAddress(ILogger log);
}
