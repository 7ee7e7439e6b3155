using System.Collections.Concurrent;
using Npgsql;
using Timeline.Domain.People;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>What an import did.</summary>
/// <param name="Stories">How many stories are new or went on.</param>
/// <param name="Events">How many events were stored.</param>
/// <param name="Unchanged">How many stories were there already, as far as the archive goes.</param>
/// <param name="People">How many of the register are new or went on.</param>
/// <param name="PeopleLeft">The ids of those of whom the register here says something else since they were registered: they stay so.</param>
/// <param name="TakenDown">How many take-downs took something of what was stored, before it was.</param>
public sealed record ImportResult(
    int Stories, long Events, int Unchanged, int People, IReadOnlyList<string> PeopleLeft, int TakenDown);

/// <summary>How far an import is.</summary>
/// <param name="Storing">Whether it stores events; before that it reads bytes.</param>
/// <param name="Done">So many are read; or stored, by whomever, or left as they are.</param>
/// <param name="Total">Of so many.</param>
public readonly record struct ImportProgress(bool Storing, long Done, long Total);

/// <summary>The archive is whole, but cannot be taken in; the message says why, in a sentence.</summary>
public sealed class ImportRefusedException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>
/// Takes an archive in. It is read twice: first to its end, before anything is stored; then story by story, several at once,
/// each in one transaction, so that a story's events, rows and head are there together or not at all. Where it is broken off,
/// whole stories are there, and the next run ends it.
/// </summary>
/// <param name="database">Where to, with all tables.</param>
/// <param name="progress">Told how far it is; called from any thread.</param>
public sealed class ArchiveImport(TimelineDatabase database, Action<ImportProgress>? progress = null)
{
    /// <summary>Whether nothing is folded: a rebuild must follow. So is measured what folding costs.</summary>
    internal bool EventsAlone { get; init; }

    /// <summary>What was taken down since the archive was made: it is taken down again, before a story is stored; null for nothing.</summary>
    public TakeDownsToApply? TakeDowns { get; init; }

    private readonly StoriesThere _there = new(database);

    /// <summary>Told of each story that was there, once it is stored, of whose past the public may read less since, or something else: shared
    /// caches must let go of what they keep of it, however the import ends. Called from any thread.</summary>
    public Action<string>? PastChanged { get; init; }

    /// <summary>Takes it in.</summary>
    /// <param name="file">The archive's file.</param>
    /// <param name="dryRun">Whether nothing is stored.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made.</exception>
    /// <exception cref="ImportRefusedException">A story of it differs from the one that there is, or this version cannot read it.</exception>
    public async Task<ImportResult> RunAsync(string file, bool dryRun = false, CancellationToken ct = default)
    {
        var heads = await _there.HeadsAsync(ct);
        var differing = new HashSet<string>(StringComparer.Ordinal);
        var order = new RecordedOrder(DateTimeOffset.UtcNow);
        SealedArchive archive;
        IReadOnlyDictionary<string, string> merges;
        await using (var stream = File.OpenRead(file))
        {
            using var content = new ArchivedContent(file, story => heads.GetValueOrDefault(story)?.Version ?? 0);
            archive = await ArchiveReader.ReadAsync(stream, content.Read, line =>
            {
                progress?.Invoke(new(false, stream.Position, stream.Length));
                order.Add(line.Stored);
                content.Add(line);
                if (heads.GetValueOrDefault(line.Stored.Stream) is { } head && line.Stored.Version == head.Version && line.Stored.Hash != head.Hash)
                    differing.Add(head.Stream);
            }, ct);
            content.End();
            merges = content.Merges;
        }

        if (Register.RingsOf(merges).FirstOrDefault() is { } inRing)
            throw new ImportRefusedException($"The archive says of '{inRing}' what no command can have stored: that they were merged, through others, into themselves. Nothing was stored.");

        var ahead = archive.Stories.Where(s => heads.TryGetValue(s.Head.Stream, out var head) && head.Version > s.Head.Version).ToList();
        foreach (var story in ahead)
        {
            if ((await database.ReadStreamAsync(story.Head.Stream, story.Head.Version, ct).FirstOrDefaultAsync(ct))?.Hash != story.Head.Hash)
                differing.Add(story.Head.Stream);
        }

        // Nor may a merge here and one there lead back to itself.
        var together = (await _there.MergesAsync(ct)).Concat(merges.Where(m => !differing.Contains(StreamId.OfPerson(m.Key))))
            .GroupBy(m => m.Key, StringComparer.Ordinal).ToDictionary(m => m.Key, m => m.Last().Value, StringComparer.Ordinal);
        differing.UnionWith(Register.RingsOf(together).Where(merges.ContainsKey).Select(StreamId.OfPerson));

        // Each newsroom keeps a register of its own; its stories can have come from one alone.
        foreach (var story in archive.Stories.Where(s => differing.Contains(s.Head.Stream) && !IsPerson(s)))
        {
            if (await _there.FirstDifferenceAsync(file, story, ct) is { } difference)
                throw new ImportRefusedException(difference);
            // Somebody has mended it meanwhile.
            differing.Remove(story.Head.Stream);
        }

        var wanted = archive.Stories.Where(s => !differing.Contains(s.Head.Stream) && s.Head.Version > VersionHere(s)).ToList();
        var events = wanted.Sum(s => s.Head.Version - VersionHere(s));
        var left = new ConcurrentBag<string>();
        var brought = new ConcurrentBag<Brought>();
        if (!dryRun)
        {
            var done = 0L;
            try
            {
                await Parallel.ForEachAsync(wanted, Rebuild.Hands(database, ct), async (story, stop) =>
                {
                    var told = VersionHere(story);
                    var (import, difference) = await BringAsync(file, story, heads.GetValueOrDefault(story.Head.Stream), Reached, stop);
                    if (import is { PastChanged: true })
                        PastChanged?.Invoke(story.Head.Stream);
                    if (import is not null)
                        brought.Add(new(story, import.Events, import.TakenDown));
                    else if (difference is not null && !IsPerson(story))
                        throw new ImportRefusedException(difference);
                    else if (difference is not null)
                        left.Add(story.Head.Stream);
                    Reached(story.Head.Version);

                    // Once each, also where the story is tried again; and not those that take-downs add.
                    void Reached(long version)
                    {
                        var more = Math.Min(version, story.Head.Version) - told;
                        if (more <= 0)
                            return;
                        told += more;
                        progress?.Invoke(new(true, Interlocked.Add(ref done, more), events));
                    }
                });
            }
            catch (ImportRefusedException refused) when (!brought.IsEmpty)
            {
                throw new ImportRefusedException($"{refused.Message} Others of the archive are stored, each whole.", refused);
            }

            differing.UnionWith(left);
            (wanted, events) = ([.. brought.Select(b => b.Story)], brought.Sum(b => b.Events));
        }

        var (people, stories) = (wanted.Count(IsPerson), wanted.Count(s => !IsPerson(s)));
        return new(stories, events, archive.Stories.Count(s => !IsPerson(s)) - stories, people,
            [.. differing.Select(StreamId.PersonOf).OfType<string>().Order(StringComparer.Ordinal)], brought.Sum(b => b.TakenDown));

        long VersionHere(ArchivedStory story) => heads.GetValueOrDefault(story.Head.Stream)?.Version ?? 0;
    }

    // Another import, or an editor, may have been there since the archive was read: what it left is looked at anew.
    private async Task<(StoryImport? Import, string? Difference)> BringAsync(string file, ArchivedStory story, Anchor? known, Action<long> reached, CancellationToken ct)
    {
        while (known is null || known.Version < story.Head.Version)
        {
            var import = new StoryImport(database, file, story, known, reached) { EventsAlone = EventsAlone, TakeDowns = TakeDowns };
            try
            {
                if (await import.RunAsync(ct))
                    return (import, null);
            }
            // Two imports that each hold one whom the other's merge leads to; or a rebuild was just being swapped in.
            catch (PostgresException error) when (error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.LockNotAvailable)
            {
                continue;
            }

            if (import.LeadsBack)
                return (null, "It would lead back to itself.");
            if (await _there.FirstDifferenceAsync(file, story, ct) is { } difference)
                return (null, difference);
            var head = (await _there.HeadsAsync(ct, story.Head.Stream)).GetValueOrDefault(story.Head.Stream);
            if (head == known)
                throw new ImportRefusedException($"The story '{story.Head.Stream}' is not whole there: `timeline verify` tells what it lacks. Nothing of it was stored.");
            known = head;
        }

        return (null, null);
    }

    // What is left of a story's import when it is done: not the story as it was folded.
    private sealed record Brought(ArchivedStory Story, long Events, int TakenDown);

    private static bool IsPerson(ArchivedStory story) => StreamId.PersonOf(story.Head.Stream) is not null;
}
