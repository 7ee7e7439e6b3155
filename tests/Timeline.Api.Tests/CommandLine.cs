using System.Diagnostics;
using System.Reflection;
using Timeline.Cli;
using Timeline.Cli.Frame;

namespace Timeline.Api.Tests;

/// <summary>The command line: in this process, as starting one costs more than most commands, or as one of its own.</summary>
internal static class CommandLine
{
    private static readonly string Program = typeof(CommandLine).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "CommandLine").Value!;

    public static Task<(int Code, string Output, string Error)> RunAsync(TestService service, params string[] arguments) =>
        RunInAsync(new()
        {
            ["ConnectionStrings__Timeline"] = service.ConnectionString,
            ["Auth__SigningKey"] = TestService.SigningKey,
        }, arguments);

    /// <summary>Runs a command with these variables and no others.</summary>
    public static async Task<(int Code, string Output, string Error)> RunInAsync(
        Dictionary<string, string> environment, string[] arguments)
    {
        Surroundings.Set(environment);
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await Tool.RunAsync(arguments, output, error);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }

    /// <summary>Runs a command as a process of its own.</summary>
    public static async Task<(int Code, string Output, string Error)> RunAsProcessAsync(
        Dictionary<string, string> environment, string[] arguments)
    {
        using var process = Start(environment, arguments);
        var (output, error) = (process.StandardOutput.ReadToEndAsync(Expect.Stop), process.StandardError.ReadToEndAsync(Expect.Stop));
        await process.WaitForExitAsync(Expect.Stop);
        return (process.ExitCode, (await output).ReplaceLineEndings("\n"), (await error).ReplaceLineEndings("\n"));
    }

    public static Process Start(Dictionary<string, string> environment, string[] arguments)
    {
        // Where the tests run in the background of a script, Ctrl-C is ignored, and by all that they start.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        return Process.Start(start)!;
    }
}
