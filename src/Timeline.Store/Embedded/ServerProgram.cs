using System.Diagnostics;

namespace Timeline.Store.Embedded;

/// <summary>Runs PostgreSQL's programs, as the user and with the environment that suit them.</summary>
internal static class ServerProgram
{
    /// <summary>What goes before a PostgreSQL program: nothing, but for root, whom PostgreSQL refuses.</summary>
    public static string[] AsServerUser { get; } = Environment.IsPrivilegedProcess
        ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
        : [];

    public static ProcessStartInfo Prepare(params IEnumerable<string> line)
    {
        var start = new ProcessStartInfo
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // The present directory may be closed to the server's user.
            WorkingDirectory = "/",
        };
        foreach (var word in line)
        {
            if (start.FileName.Length == 0)
                start.FileName = word;
            else
                start.ArgumentList.Add(word);
        }
        // PGDATA, PGPORT, PGOPTIONS ... of the caller are about another server; messages are matched in English.
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToList())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>Runs to the end and returns the exit code with all output.</summary>
    public static async Task<(int Code, string Output)> RunAsync(
        IEnumerable<string> line, string input, CancellationToken cancellation)
    {
        using var process = Process.Start(Prepare(line))!;
        try
        {
            await process.StandardInput.WriteAsync(input.AsMemory(), cancellation);
            process.StandardInput.Close();
            var errors = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (process.ExitCode, (output + await errors).Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Runs to the end, or throws with what the program said.</summary>
    public static async Task<string> RunOrThrowAsync(
        string purpose, IEnumerable<string> line, string input, CancellationToken cancellation)
    {
        var (code, output) = await RunAsync(line, input, cancellation);
        return code == 0 ? output : throw new EmbeddedPostgresException($"{purpose} failed: {output}");
    }
}
