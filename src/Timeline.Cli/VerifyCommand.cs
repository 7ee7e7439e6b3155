using System.CommandLine;
using Timeline.Cli.Frame;
using Timeline.Store;
using Timeline.Store.Proof;

namespace Timeline.Cli;

/// <summary><c>verify</c>: recomputes the hash chains, and prints what to keep outside the database.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        var story = new Argument<string?>("story") { Description = "One story; all by default.", Arity = ArgumentArity.ZeroOrOne };
        var expect = new Option<string[]>("--expect")
        {
            Description = "<story>=<hash>, as an earlier run printed it: the story's history up to that hash must be what it " +
                "was then. May be given more than once.",
            DefaultValueFactory = _ => [],
        };
        var skip = new Option<bool>("--skip-chronology")
        {
            Description = "Leave out what readers are shown: to compare that with the events takes as long as a rebuild.",
        };
        var command = new Command("verify", "Recompute every hash, compare what readers are shown with what the events say, and " +
            "list what is not as it was written; the exit code is 1 if something is not. Prints <story>=<hash> and the event " +
            "version for each story whose history is whole: kept outside, it proves all up to there.")
        {
            story, expect, skip,
        };
        Archive.SetAction(command, async (asked, database, ct) =>
        {
            var output = asked.InvocationConfiguration.Output;
            var only = asked.GetValue(story);
            var whole = await LogAsync(database, only, asked.GetValue(expect)!, output, ct);
            if (!asked.GetValue(skip))
                whole &= await ChronologyAsync(database, only, output, ct);
            return whole ? ExitCodes.Done : ExitCodes.Broken;
        });
        return command;
    }

    private static async Task<bool> ChronologyAsync(TimelineDatabase database, string? only, TextWriter output, CancellationToken ct)
    {
        await using var marten = database.OpenMarten();
        var findings = await new ChronologyVerifier(database, marten).RunAsync(only, ct);
        foreach (var finding in findings)
            await output.WriteLineAsync($"{finding.Story}: Shown: {finding.Message}");
        return findings.Count == 0;
    }

    private static async Task<bool> LogAsync(
        TimelineDatabase database, string? only, string[] expected, TextWriter output, CancellationToken ct)
    {
        var anchors = new List<Anchor>();
        var broken = new HashSet<string>();
        foreach (var line in expected)
        {
            if (line.Split('=') is not [var story, { Length: > 0 } hash] || (only is not null && story != only))
                throw new FailedException($"--expect takes <story>=<hash> of a story that is verified, not '{line}'.");
            // The hash says which version it is of, as no two events have the same.
            if (await database.ReadStreamAsync(story, ct: ct).FirstOrDefaultAsync(e => e.Hash == hash, ct) is { } stored)
            {
                anchors.Add(new(story, stored.Version, hash));
                continue;
            }

            broken.Add(story);
            await output.WriteLineAsync($"{story}: Changed: no event has the hash {hash}, which was kept outside.");
        }

        var found = false;
        await foreach (var stream in database.VerifyAsync(only, anchors, ct))
        {
            found = true;
            if (stream.Findings.Count > 0)
                broken.Add(stream.Stream);
            if (!broken.Contains(stream.Stream) && stream.Head is { } head)
                await output.WriteLineAsync($"{head.Stream}={head.Hash} event version {head.Version}");

            foreach (var finding in stream.Findings)
                await output.WriteLineAsync($"{stream.Stream}: {finding.Kind}: {finding.Message}");
        }

        return found || only is null || broken.Count > 0 ? broken.Count == 0 : throw new FailedException($"There is no story '{only}'.");
    }
}
