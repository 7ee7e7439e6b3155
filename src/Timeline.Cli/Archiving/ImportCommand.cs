using System.Collections.Concurrent;
using System.CommandLine;
using System.Text.Json;
using Timeline.Cli.Frame;
using Timeline.Cli.Importing;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Projections;

namespace Timeline.Cli.Archiving;

/// <summary><c>import</c>: takes an archive in, or others' timelines.</summary>
internal static class ImportCommand
{
    private const int LargestFile = 64 << 20;

    private static readonly Argument<string> FileName = new("file") { Description = "An archive that 'export' wrote; with --from a file of another tool." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Read it to its end and say what would be stored; store nothing." };
    private static readonly Option<string?> From = new("--from")
    {
        Description = "The file is of another tool, and becomes commands: " + string.Join("; ", Importers.All.Select(i => $"{i.Name} ({i.About})")) + ".",
    };

    private static readonly Option<string?> Story = new("--story") { Description = "With --from: the story that it goes into, which must be there." };
    private static readonly Option<string?> Map = new("--map")
    {
        Description = "With --from: a JSON file that says by the names of groups which kind an entry is and what else is said of it, such as " +
            "{\"Courts\": {\"kind\": \"hearing\"}, \"*\": {\"kind\": \"incident\"}}. Without it all are developments.",
    };

    private static readonly Option<string?> Source = new("--source")
    {
        Description = "With --from: a name for where the file is from, so that two files may call different things by one id; the format's by default.",
    };

    private static readonly Option<string?> EncodingName = new("--encoding")
    {
        Description = "With --from: the file's encoding, such as windows-1251. Without it, what the file itself says, or UTF-8, or else windows-1252.",
    };

    private static readonly Option<bool> Draft = new("--draft") { Description = "With --from: record what is new as drafts, which the public does not see." };
    private static readonly Option<bool> Overwrite = new("--overwrite")
    {
        Description = "With --from: the file is right, also where somebody has corrected an entry since.",
    };

    private static readonly Option<string?> Kept = new("--takedowns")
    {
        Description = "Of an archive: a file that 'takedown --export' made; what was taken down since the archive was made is taken down again, and shared caches (SharedCaches__0, ...) let go of it.",
    };

    public static Command Create()
    {
        var command = new Command("import", "Take the stories of an archive in, with the same ids, versions, times and hashes, beside " +
            "whatever service runs. A story that is there in an earlier version goes on; one that differs is refused, and then, as with " +
            "a damaged archive, nothing is stored. Each story comes whole or not at all; where it is stopped, or somebody makes a story differ meanwhile, " +
            "others are there, and the next run goes on from them. " +
            "With --from, take the timeline of another tool in: what is new is recorded, what says something else is corrected, and what " +
            "could not be carried over is told, entry by entry; the same file again changes nothing. Exit code 2 where an entry was refused.")
        {
            FileName, Kept, From, Story, Map, Source, EncodingName, Draft, Overwrite, DryRun, Terminal.Json,
        };
        Service.AddOptions(command);
        From.AcceptOnlyFromAmong([.. Importers.All.Select(i => i.Name)]);
        command.SetAction((asked, ct) =>
        {
            GivenFile.Open(asked.GetValue(FileName)!).Dispose();
            return asked.GetValue(From) is { } format
                ? ForeignAsync(asked, Importers.All.Single(i => i.Name == format), ct)
                : ArchiveAsync(asked, ct);
        });
        return command;
    }

    private static async Task<int> ArchiveAsync(ParseResult asked, CancellationToken ct)
    {
        if (Service.IsMeant(asked) || asked.GetValue(Story) is not null)
            throw new FailedException("An archive goes into the database, without --url and --story; say --from of another tool's file.");
        if (!await IsTarAsync(asked.GetValue(FileName)!, ct))
            throw new FailedException($"{asked.GetValue(FileName)} is no archive that 'export' wrote; of another tool's file say which by --from.");
        var caches = ConfiguredCaches.Addresses();
        var takedowns = asked.GetValue(Kept) is { } kept ? await TakeDowns.ReadAsync(kept, ct) : null;
        await using var archive = await Archive.OpenAsync(ct, empty: true);
        await using (var marten = archive.Database.OpenMarten())
            await archive.Database.MigrateAsync(marten, ct);
        var pastsChanged = new ConcurrentBag<string>();
        ImportResult result;
        try
        {
            result = await Watched.RunAsync("Importing", bar =>
                new ArchiveImport(archive.Database, at =>
                {
                    (bar.Step, bar.Unit) = at.Storing ? ("Storing", "events") : ("Reading", "KB");
                    (bar.Total, bar.Done) = at.Storing ? (at.Total, at.Done) : (at.Total / 1024, at.Done / 1024);
                })
                {
                    TakeDowns = takedowns is null ? null : new(takedowns.Kept, OwnService.Actor),
                    PastChanged = pastsChanged.Add,
                }.RunAsync(asked.GetValue(FileName)!, asked.GetValue(DryRun), ct));
        }
        finally
        {
            // At once, and of an import that breaks off, too: the next one would find these stories there already.
            await ConfiguredCaches.PurgeAsync(caches, pastsChanged, asked.InvocationConfiguration.Error, CancellationToken.None);
        }

        await asked.InvocationConfiguration.Output.WriteLineAsync(asked.GetValue(Terminal.Json)
            ? JsonSerializer.Serialize(result, AnswerJson.Options)
            : $"{Terminal.Count(result.Events, "event", "events")} of {Terminal.Count(result.Stories, "story", "stories")} and {result.People} of the register" +
                $"{(asked.GetValue(DryRun) ? " would be stored" : "")}; {Terminal.Count(result.Unchanged, "story was", "stories were")} there already" +
                (result.PeopleLeft.Count == 0 ? "" : $"; as the register here has them stay {string.Join(", ", result.PeopleLeft)}"));
        // Of stories that were there already, too, and their pictures.
        if (takedowns is not null && !asked.GetValue(DryRun))
        {
            var takenDown = await takedowns.ApplyAsync(result.TakenDown, asked.InvocationConfiguration.Error, ct);
            await ConfiguredCaches.PurgeAsync(caches, takenDown, asked.InvocationConfiguration.Error, ct);
        }

        return ExitCodes.Done;
    }

    // Before a database is opened, or made. What a tar is called by stands in its first header (POSIX ustar).
    private static async Task<bool> IsTarAsync(string file, CancellationToken ct)
    {
        var header = new byte[262];
        await using var stream = GivenFile.Open(file);
        return await stream.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false, ct) == header.Length
            && header.AsSpan(257).SequenceEqual("ustar"u8);
    }

    private static async Task<int> ForeignAsync(ParseResult asked, Importer importer, CancellationToken ct)
    {
        var path = asked.GetValue(FileName)!;
        var story = asked.GetValue(Story) ?? throw new FailedException("--from needs --story: the id of the story that it goes into.");
        if (new FileInfo(path).Length > LargestFile)
            throw new FailedException($"{path} has more than {LargestFile >> 20} MB: split it.");
        var mapping = await Mapping.ReadAsync(asked.GetValue(Map), ct);
        var text = ForeignText.Of(await File.ReadAllBytesAsync(path, ct), asked.GetValue(EncodingName));
        List<Found> found;
        try
        {
            // Beside us, as whoever stops the command waits for no file that takes for ever.
            found = await Task.Run(() => importer.Read(text.Text).ToList(), ct).WaitAsync(ct);
        }
        // What it says of a file that is none of its own, or that it trips over.
        catch (Exception error) when (error is FormatException or ArgumentException or InvalidOperationException or CsvHelper.CsvHelperException)
        {
            throw new FailedException($"{path} cannot be read as {importer.Name}: {error.Message}");
        }

        var options = new ForeignOptions(story, asked.GetValue(Source) ?? importer.Name, asked.GetValue(DryRun), asked.GetValue(Draft), asked.GetValue(Overwrite));
        var report = new ForeignReport(asked.InvocationConfiguration.Output, asked.GetValue(Terminal.Json), options.DryRun);
        await using var service = await Service.OpenAsync(asked, records: true, ct);
        await Watched.RunAsync("Importing", async bar =>
        {
            (bar.Unit, bar.Total) = ("entries", found.Count);
            await new ForeignImport(service, options, mapping, report).RunAsync(found, bar, ct);
            return true;
        });
        await report.EndAsync(text.Caution, importer.Caution);
        return report.AnyRefused ? ExitCodes.Failed : ExitCodes.Done;
    }
}
