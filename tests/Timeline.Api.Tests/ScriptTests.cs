using System.Diagnostics;

namespace Timeline.Api.Tests;

/// <summary>The scripts of <c>deploy</c>: what they say before they do it.</summary>
public sealed class ScriptTests
{
    [Theory]
    [InlineData("need_postgres", "postgresql")]
    [InlineData("need_chromium", "chromium-headless-shell")]
    [InlineData("need_varnish", "varnish")]
    public async Task What_is_installed_is_said_before(string need, string package)
    {
        var said = await RunAsync($$"""
            . deploy/lib.sh
            has_postgres() { [ -e "$there" ]; }; has_chromium() { false; }; has_varnish() { false; }
            as_root() { :; }
            apt_install() { echo "APT installs $*" >&2; touch "$there"; }
            there=$(mktemp -u)
            {{need}}
            """);

        var announced = said.IndexOf($"is missing: installing {package} by apt-get", StringComparison.Ordinal);
        Assert.InRange(announced, 0, said.IndexOf("APT installs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_service_says_that_it_is_built_before_it_is()
    {
        var said = await RunAsync("""
            dotnet() { echo "DOTNET $1" >&2; }; export -f dotnet
            exec() { echo "RUN $2"; }; export -f exec
            ConnectionStrings__Timeline=x deploy/run.sh
            """);

        Assert.StartsWith("Building the service", said, StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("bash", ["-c", script + "\n"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Top(AppContext.BaseDirectory),
        })!;
        var said = process.StandardError.ReadToEndAsync(Expect.Stop);
        await process.StandardOutput.ReadToEndAsync(Expect.Stop);
        await process.WaitForExitAsync(Expect.Stop);
        return await said;
    }

    private static string Top(string folder) =>
        File.Exists(Path.Combine(folder, "Timeline.sln")) ? folder : Top(Path.GetDirectoryName(folder)!);
}
