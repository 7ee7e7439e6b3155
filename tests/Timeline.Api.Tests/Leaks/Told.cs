using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>What the public is told: all of it, wherever it can ask; and what the database holds.</summary>
internal static class Told
{
    /// <summary>The addresses whose answers give a word, of all that the public can ask for.</summary>
    public static async Task<List<string>> AddressesAsync(TestService service, string entry, string word, string story = "story") =>
        [.. (await WalkAsync(service, entry, story, word)).With(word).Select(v => v.Address)];

    /// <summary>All that the public is told of a story.</summary>
    public static async Task<string> TextsAsync(TestService service, string entry, string story = "story") =>
        (await WalkAsync(service, entry, story, "libellous")).OfStories;

    /// <summary>The tables that hold a word, of all that a dump of the database would have.</summary>
    public static async Task<List<string>> TablesAsync(TestService service, string word)
    {
        var tables = new List<string>();
        await using (var all = service.Database.CreateCommand(
            "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname not in ('pg_catalog', 'information_schema')"))
        await using (var row = await all.ExecuteReaderAsync(Expect.Stop))
        {
            while (await row.ReadAsync(Expect.Stop))
                tables.Add(row.GetString(0));
        }

        var holding = new List<string>();
        foreach (var table in tables)
        {
            // Messages are bytes.
            if ((bool)(await Expect.ScalarAsync(service, $"""
                select exists (select from {table} t where t::text ilike '%' || $1 || '%' or t::text ilike '%' || encode($1::bytea, 'hex') || '%')
                """, word))!)
                holding.Add(table);
        }

        return holding;
    }

    /// <summary>A dump of the database, as an operator makes it.</summary>
    public static async Task<string> DumpAsync(TestService service)
    {
        var to = new NpgsqlConnectionStringBuilder(service.ConnectionString);
        using var dump = Process.Start(new ProcessStartInfo("pg_dump", ["-h", to.Host!, "-p", $"{to.Port}", "-U", to.Username!, "-d", to.Database!])
        {
            RedirectStandardOutput = true,
            Environment = { ["PGPASSWORD"] = to.Password },
        })!;
        var text = await dump.StandardOutput.ReadToEndAsync(Expect.Stop);
        await dump.WaitForExitAsync(Expect.Stop);
        Assert.Equal(0, dump.ExitCode);
        return text;
    }

    /// <summary>Asks for all that the public can ask for, and searches for a word wherever one can.</summary>
    public static async Task<Walked> WalkAsync(TestService service, string entry, string story, string word)
    {
        var version = await service.VersionAsync(story);
        var place = new Place(
            service.Address.ToString().TrimEnd('/'), story, [("entry", entry)], ["libellous-person", $"{word.ToLowerInvariant()}-person"], [word], version, []);
        var all = new List<(Visit, string)>();
        foreach (var visit in PublicWalk.Routes(service).SelectMany(route => PublicWalk.Visits(route, place)).Where(v => v.Method == "GET" && !v.Address.EndsWith(".png", StringComparison.Ordinal)))
            all.Add((visit, (await PublicWalk.ReadAsync(service.Public, visit, version, Expect.Stop)).Text));
        return new(all);
    }
}

/// <summary>What the public was told.</summary>
/// <param name="All">By address.</param>
internal sealed record Walked(IReadOnlyList<(Visit Visit, string Text)> All)
{
    /// <summary>What stories say, for comparison.</summary>
    public string OfStories => string.Join('\n', All.Where(v => v.Visit.Address.StartsWith("/stories/", StringComparison.Ordinal))
        // Readers are told different pauses, so that they do not all come back at once.
        .Select(v => $"{v.Visit.Name}: {Regex.Replace(v.Text, "retry: [0-9]+", "")}"));

    /// <summary>The addresses that give a word.</summary>
    // One that was asked for may stand in the answer as part of the question.
    public IEnumerable<Visit> With(string word) => All
        .Where(v => !v.Visit.Address.Contains(word, StringComparison.OrdinalIgnoreCase)
            && v.Text.Replace($"q={word}", "", StringComparison.OrdinalIgnoreCase).Contains(word, StringComparison.OrdinalIgnoreCase))
        .Select(v => v.Visit);
}
