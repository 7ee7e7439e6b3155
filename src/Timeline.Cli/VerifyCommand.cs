using System.CommandLine;
using Timeline.Cli.Frame;
using Timeline.Cli.Proving;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Cli;

/// <summary><c>verify</c>: recomputes the hash chains, and prints what to keep outside the database.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var stories = Terminal.Stories("The stories' ids; all by default.", ArgumentArity.ZeroOrMore);
        var expect = new Option<string[]>("--expect")
        {
            Description = "<story>=<hash>, as an earlier run printed it: the story's history up to that hash must be what it " +
                "was then. May be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var checkpoint = new Option<string[]>("--checkpoint")
        {
            Description = "A file of signed checkpoints, a line each, as 'checkpoint' prints them. May be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var keys = new Option<string?>("--keys")
        {
            Description = "A file with the public keys (a JWK Set), kept outside: 'checkpoint --keys' prints it. Without it, the " +
                "keys of the service's own folder.",
        };
        var archive = new Option<string?>("--archive") { Description = "Verify this archive, without any database." };
        var skip = new Option<bool>("--skip-chronology")
        {
            Description = "Leave out what readers are shown: to compare that with the events takes as long as a rebuild.",
        };
        var command = new Command("verify", "Recompute every hash, compare what readers are shown with what the events say, and " +
            "list what is not as it was written; the exit code is 1 if something is not. Prints <story>=<hash> and the event " +
            "version for each story whose history is whole: kept outside, it proves all up to there.")
        {
            stories, expect, skip, checkpoint, keys, archive, Terminal.Json,
        };
        command.SetAction(async (asked, ct) =>
        {
            var only = asked.GetValue(stories)!.Distinct().ToArray();
            var trusted = new TrustedCheckpoints();
            var report = new VerifyReport(asked.InvocationConfiguration.Output, asked.GetValue(Terminal.Json), trusted);
            var signers = await TrustedCheckpoints.KeysAsync(asked.GetValue(keys), ct);
            foreach (var file in asked.GetValue(checkpoint)!)
                await KeptAsync(file, signers ?? throw new FailedException("--checkpoint needs the public keys: give them by --keys."), trusted, report, ct);
            if (asked.GetValue(archive) is { } path)
            {
                await ArchiveAsync(path, only, signers, trusted, report, ct);
            }
            else
            {
                await using var opened = await Archive.OpenAsync(ct);
                // Where it cannot be done now, nobody waits for the hashes to learn it.
                await using var comparison = asked.GetValue(skip) ? null : await ChronologyVerifier.StartAsync(opened.Database, ct);
                await DatabaseAsync(opened.Database, only, asked.GetValue(expect)!, signers, trusted, report, ct);
                if (comparison is not null)
                    await ChronologyAsync(comparison, only, report, ct);
            }

            await report.EndAsync();
            return report.Whole ? ExitCodes.Done : ExitCodes.Broken;
        });
        return command;
    }

    // Each of them, or all at once.
    private static IEnumerable<string?> Each(string[] only) => only.DefaultIfEmpty();

    private static async Task ChronologyAsync(ChronologyVerifier comparison, string[] only, VerifyReport report, CancellationToken ct)
    {
        foreach (var story in Each(only))
        {
            var findings = await Watched.RunAsync("Comparing what is shown", bar => comparison.RunAsync(story, at =>
            {
                bar.Total = at.Total;
                bar.Done = at.Done;
            }, ct));
            foreach (var finding in findings)
                await report.AddAsync(finding.Story, "Shown", finding.Message);
        }
    }

    private static async Task KeptAsync(
        string file, CheckpointKeys keys, TrustedCheckpoints trusted, VerifyReport report, CancellationToken ct)
    {
        var lines = await GivenFile.LinesAsync(file, ct);
        if (lines.Length == 0)
            throw new FailedException($"{file} is empty.");
        foreach (var (i, line) in lines.Index())
            await TryAddAsync(line, $"{file}, line {i + 1},", keys, trusted, report);
    }

    private static async Task TryAddAsync(string jws, string where, CheckpointKeys keys, TrustedCheckpoints trusted, VerifyReport report)
    {
        try
        {
            trusted.Add(jws, keys);
        }
        catch (FormatException error)
        {
            await report.AddAsync(null, "Forged", $"The checkpoint of {where} {error.Message}.");
        }
    }

    private static async Task ArchiveAsync(
        string path, string[] only, CheckpointKeys? keys, TrustedCheckpoints trusted, VerifyReport report, CancellationToken ct)
    {
        try
        {
            await using var file = GivenFile.Open(path);
            var archive = await Watched.RunAsync("Verifying", bar =>
            {
                (bar.Unit, bar.Total) = ("KB", file.Length / 1024);
                return ArchiveReader.ReadAsync(file, _ => bar.Done = file.Position / 1024, ct);
            });
            if (only.FirstOrDefault(o => archive.Manifest.Stories.All(s => s.Stream != o)) is { } missing)
                throw new FailedException($"There is no story '{missing}' in {path}.");
            if (keys is not null && archive.Manifest.Checkpoint is { } signed)
                await TryAddAsync(signed, path, keys, trusted, report);
            // Of these we know that the archive is whole in itself; now, that it is what was signed.
            file.Position = 0;
            foreach (var stream in await ArchiveComparison.CompareAsync(file, trusted.Anchors, ct))
            {
                if (only.Length == 0 || only.Contains(stream.Stream))
                    await report.AddAsync(stream);
            }
        }
        catch (DamagedArchiveException damaged)
        {
            await report.AddAsync(null, "Damaged", damaged.Message);
        }
    }

    private static async Task DatabaseAsync(
        TimelineDatabase database, string[] only, string[] expected, CheckpointKeys? keys, TrustedCheckpoints trusted, VerifyReport report,
        CancellationToken ct)
    {
        var anchors = new List<Anchor>();
        var broken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in expected)
        {
            if (line.Split('=') is not [var story, { Length: > 0 } hash] || (only.Length > 0 && !only.Contains(story)))
                throw new FailedException($"--expect takes <story>=<hash> of a story that is verified, not '{line}'.");
            // The hash says which version it is of, as no two events have the same.
            if (await database.ReadStreamAsync(story, ct: ct).FirstOrDefaultAsync(e => e.Hash == hash, ct) is { } stored)
            {
                anchors.Add(new(story, stored.Version, hash));
                continue;
            }

            broken.Add(story);
            await report.AddAsync(story, nameof(FindingKind.Changed), $"no event has the hash {hash}, which was kept outside.");
        }

        // Those that lie beside the events prove as much as those outside: what was cut off there is what they cannot tell.
        foreach (var (i, jws) in (keys is null ? [] : await database.CheckpointsAsync(ct)).Index())
            await TryAddAsync(jws, $"the database, number {i + 1},", keys!, trusted, report);
        foreach (var one in Each(only))
        {
            var found = await Watched.RunAsync("Verifying", async bar =>
            {
                var any = false;
                bar.Total = await database.EventCountAsync(one, ct);
                await foreach (var stream in database.VerifyAsync(one, [.. anchors, .. trusted.Anchors], ct))
                {
                    any = true;
                    bar.Add(stream.Events);
                    await report.AddAsync(stream);
                }

                return any;
            });
            if (!found && one is not null && !broken.Contains(one))
                throw new FailedException($"There is no story '{one}'.");
        }
    }
}
