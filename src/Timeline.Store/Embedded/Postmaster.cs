using System.Diagnostics;
using System.Globalization;

namespace Timeline.Store.Embedded;

/// <summary>A PostgreSQL server that an earlier run left behind.</summary>
internal static class Postmaster
{
    /// <summary>Stops a server that still runs in the cluster, and removes a stale pid file.</summary>
    public static async Task StopLeftoverAsync(
        string cluster, PostgresBinaries binaries, Action<string>? progress, CancellationToken cancellation)
    {
        var pidFile = Path.Combine(cluster, "postmaster.pid");
        if (Identity(pidFile) is not { } identity || !int.TryParse(identity[0], CultureInfo.InvariantCulture, out var pid))
            return;
        if (!Runs(pid, identity))
        {
            // PostgreSQL copes with a pid that is gone, but not with one that another process has got since.
            File.Delete(pidFile);
            return;
        }
        progress?.Invoke($"Stopping the PostgreSQL of an earlier run (process {pid}).");
        foreach (var mode in new[] { "fast", "immediate" })
        {
            string[] pgCtl = [.. ServerProgram.AsServerUser, binaries["pg_ctl"]];
            var (code, _) = await ServerProgram.RunAsync(
                [.. pgCtl, "stop", "-s", "-w", "-t", "60", "-m", mode, "-D", cluster], "", cancellation);
            if (code == 0 || !Runs(pid, identity))
                return;
        }
        throw new EmbeddedPostgresException($"The PostgreSQL of an earlier run (process {pid}, {cluster}) does not stop.");
    }

    /// <summary>Pid, folder and start time: the lines that stay the same while a server runs.</summary>
    private static string[]? Identity(string pidFile)
    {
        try
        {
            return File.ReadLines(pidFile).Take(3).ToArray() is { Length: > 0 } lines ? lines : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>True when the process is a PostgreSQL server and works in the folder that has this very pid file.</summary>
    private static bool Runs(int pid, string[] identity)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.ProcessName == "postgres" && !process.HasExited
                && (!OperatingSystem.IsLinux()
                    || (Identity($"/proc/{pid}/cwd/postmaster.pid") is { } its && its.SequenceEqual(identity)));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }
}
