using System.Globalization;

namespace Timeline.Store.Embedded;

/// <summary>The cluster's own files: <c>cluster</c> in the data folder, made whole or not at all.</summary>
internal static class ClusterFolder
{
    // A cluster under a home that its user may not enter lives here, and `cluster` is a link to it.
    private const string Elsewhere = "/var/lib/timeline";
    private const string Unfinished = "cluster.new-";

    /// <summary>Finds the cluster, or null when the data folder has none yet.</summary>
    /// <returns>Its real path and the PostgreSQL version that made it.</returns>
    public static (string Path, int Major)? Find(string folder)
    {
        var cluster = Path.Combine(folder, "cluster");
        var entry = new DirectoryInfo(cluster);
        if (!entry.Exists && entry.LinkTarget is null)
            return null;
        var path = entry.ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? cluster;
        var version = Path.Combine(path, "PG_VERSION");
        // A missing cluster is not replaced by an empty one: that would look like a service that lost its stories.
        if (!File.Exists(version))
            throw new EmbeddedPostgresException(
                $"{path} holds no PostgreSQL cluster that can be read: put it back, or delete {cluster} to start empty.");
        return (path, int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture));
    }

    public static async Task<string> CreateAsync(
        string folder, string user, string password, PostgresBinaries binaries, bool durable, CancellationToken cancellation)
    {
        RemoveUnfinished(folder);
        var unfinished = Path.Combine(folder, Unfinished + Path.GetRandomFileName());
        var target = unfinished;
        if (Environment.IsPrivilegedProcess)
        {
            if ((await ServerProgram.RunAsync([.. ServerProgram.AsServerUser, "test", "-x", folder], "", cancellation)).Code != 0)
            {
                await ServerProgram.RunOrThrowAsync("mkdir", ["install", "-d", "-m", "711", Elsewhere], "", cancellation);
                target = Path.Combine(Elsewhere, Path.GetRandomFileName());
                Directory.CreateSymbolicLink(unfinished, target);
            }
            await ServerProgram.RunOrThrowAsync("Making the cluster's folder",
                ["install", "-d", "-m", "700", "-o", "postgres", "-g", "postgres", target], "", cancellation);
        }
        // Through cat, because initdb's user may not open a pipe that root made. Byte order for comparing
        // (fast, the same everywhere), Unicode for case and words.
        await ServerProgram.RunOrThrowAsync("initdb",
            [
                .. ServerProgram.AsServerUser, "sh", "-c", "cat | \"$@\" --pwfile=/dev/stdin", "sh", binaries["initdb"],
                "--pgdata", target, "--username", user, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C",
                OperatingSystem.IsMacOS() ? "--lc-ctype=UTF-8" : "--lc-ctype=C.UTF-8",
                .. durable ? Array.Empty<string>() : ["--no-sync"],
            ],
            password, cancellation);
        var cluster = Path.Combine(folder, "cluster");
        Directory.Move(unfinished, cluster);
        if (durable)
            await ServerProgram.RunOrThrowAsync("sync", ["sync", folder, Path.GetDirectoryName(target)!], "", cancellation);
        return target == unfinished ? cluster : target;
    }

    /// <summary>Deletes the data folder of a throw-away cluster that never ran.</summary>
    public static void Delete(string folder)
    {
        try
        {
            RemoveUnfinished(folder);
            if (new DirectoryInfo(Path.Combine(folder, "cluster")).LinkTarget is { } elsewhere)
                Directory.Delete(elsewhere, recursive: true);
            Directory.Delete(folder, recursive: true);
        }
        catch (IOException)
        {
            // A temporary folder is not worth hiding why the start failed.
        }
    }

    /// <summary>Removes what runs left that were killed in the middle of initdb, which may still be busy.</summary>
    private static void RemoveUnfinished(string folder)
    {
        foreach (var half in new DirectoryInfo(folder).EnumerateFileSystemInfos(Unfinished + "*"))
        {
            try
            {
                if (half.LinkTarget is { } target && Directory.Exists(target))
                    Directory.Delete(target, recursive: true);
                if (half is DirectoryInfo { LinkTarget: null } directory)
                    directory.Delete(recursive: true);
                else
                    half.Delete();
            }
            catch (IOException)
            {
                // The next start tries again.
            }
        }
    }
}
