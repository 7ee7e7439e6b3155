using System.Diagnostics;

namespace Timeline.Store.Embedded;

/// <summary>
/// A small shell process between the service and PostgreSQL. It starts the server, and starts it again when it ends by
/// itself (killed, or the disk was full), until the end of its standard input: the service closes that to stop, and the
/// kernel closes it when the service is killed.
/// </summary>
internal sealed class Supervisor : IAsyncDisposable
{
    // Signals meant for the service (Ctrl-C, a closing terminal) must not stop the server under it, nor must a killed
    // service's broken pipe end the script before it has. The pid is kept because a killed service may have a successor
    // by now, whose server is not ours to stop.
    private const string Script = """
        trap '' INT TERM HUP PIPE
        trap 'stopping=yes' USR1
        data=$1 options=$2 remove=$3 stopping=
        shift 3
        start() { "$@" start -s -w -t 300 -D "$data" -l "$data/postgres.log" -o "$options" 2>&1 3<&-; }
        rm -f "$data/postgres.log"
        if ! said=$(start "$@"); then
          echo "$said"
          cat "$data/postgres.log" 2>/dev/null
          exit
        fi
        read -r pid <"$data/postmaster.pid"
        echo started
        exec 3<&0
        { read -r _ <&3; kill -s USR1 $$; } &
        while sleep 1 & wait $!; [ -z "$stopping" ]; do
          kill -0 "$pid" 2>/dev/null || { start "$@" >/dev/null && read -r pid <"$data/postmaster.pid"; }
        done
        now=gone
        [ ! -f "$data/postmaster.pid" ] || read -r now <"$data/postmaster.pid"
        if [ "$now" = "$pid" ]; then
          "$@" stop -s -w -t 60 -m fast -D "$data" >/dev/null 2>&1 ||
            "$@" stop -s -w -t 60 -m immediate -D "$data" >/dev/null 2>&1
        fi
        [ -z "$remove" ] || rm -rf -- "$remove" "$data"
        """;

    private readonly Process process;

    private Supervisor(Process process) => this.process = process;

    /// <summary>Starts the server and waits until it takes connections.</summary>
    /// <param name="cluster">The cluster's real path.</param>
    /// <param name="settings">The server's command line.</param>
    /// <param name="remove">A folder to delete, with the cluster, once the server has stopped.</param>
    /// <param name="binaries">PostgreSQL's programs.</param>
    /// <param name="cancellation">Stops the waiting, and the server as soon as it is up.</param>
    /// <returns>The supervisor, or all that pg_ctl and the server said before they gave up.</returns>
    public static async Task<(Supervisor? Supervisor, string Failure)> StartAsync(
        string cluster, string settings, string? remove, PostgresBinaries binaries, CancellationToken cancellation)
    {
        string[] ownSession = OperatingSystem.IsLinux() ? ["setsid"] : [];
        string[] pgCtl = [.. ServerProgram.AsServerUser, binaries["pg_ctl"]];
        var process = Process.Start(ServerProgram.Prepare(
            [.. ownSession, "sh", "-c", Script, "sh", cluster, settings, remove ?? "", .. pgCtl]))!;
        try
        {
            var first = await process.StandardOutput.ReadLineAsync(cancellation);
            if (first == "started")
                return (new Supervisor(process), "");
            var rest = await process.StandardOutput.ReadToEndAsync(cancellation);
            var errors = await process.StandardError.ReadToEndAsync(cancellation);
            process.Dispose();
            return (null, $"{first}\n{rest}{errors}");
        }
        catch (OperationCanceledException)
        {
            // Recovery may take long. The server is stopped as soon as it is up.
            process.StandardInput.Close();
            throw;
        }
    }

    /// <summary>Stops the server and waits until it has.</summary>
    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
