using System.Globalization;
using System.Text.RegularExpressions;

namespace Timeline.Store.Embedded;

/// <summary>PostgreSQL's server programs on this machine.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Major)
{
    private const int Oldest = 15;
    private static readonly string[] Needed = ["postgres", "initdb", "pg_ctl"];

    public string this[string program] => Path.Combine(Folder, program);

    /// <summary>The first on PATH, else Debian's newest, that fits the cluster or, for a new one, is new enough.</summary>
    public static async Task<PostgresBinaries> FindAsync(int? clusterMajor, CancellationToken cancellation)
    {
        var found = new List<int>();
        foreach (var folder in Candidates())
        {
            var (_, output) = await ServerProgram.RunAsync([Path.Combine(folder, "postgres"), "--version"], "", cancellation);
            if (!int.TryParse(Version().Match(output).Value, CultureInfo.InvariantCulture, out var major))
                continue;
            if (clusterMajor is { } wanted ? major == wanted : major >= Oldest)
                return new PostgresBinaries(folder, major);
            found.Add(major);
        }
        var have = found.Count == 0 ? "none was found" : $"found {string.Join(", ", found.Distinct())}";
        throw new PostgresNotFoundException(clusterMajor is { } made
            ? $"The data folder was made by PostgreSQL {made} and needs it ({have}): apt-get install postgresql-{made}."
            : $"PostgreSQL {Oldest} or newer is needed ({have}): apt-get install postgresql, or start with deploy/run.sh, "
                + "or set ConnectionStrings__Timeline to a database of yours.");
    }

    private static IEnumerable<string> Candidates()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, "postgres"))
            .Where(File.Exists)
            // A link on PATH may stand alone; its sisters are where it points.
            .Select(file => Path.GetDirectoryName(File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file)!);
        var debian = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql")
                .OrderByDescending(f => int.TryParse(Path.GetFileName(f), CultureInfo.InvariantCulture, out var v) ? v : 0)
                .Select(f => Path.Combine(f, "bin"))
            : [];
        return path.Concat(debian).Distinct().Where(f => Needed.All(program => File.Exists(Path.Combine(f, program))));
    }

    [GeneratedRegex(@"(?<=PostgreSQL\) )\d+")]
    private static partial Regex Version();
}
