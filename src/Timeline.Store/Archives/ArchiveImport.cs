using System.Collections.Concurrent;
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
/// <param name="PastsChanged">The stories that were there and of whose past the public may read less since, or something else: shared caches
/// must let go of what they keep of them.</param>
public sealed record ImportResult(
    int Stories, long Events, int Unchanged, int People, IReadOnlyList<string> PeopleLeft, int TakenDown, IReadOnlyList<string> PastsChanged);

/// <summary>How far an import is.</summary>
/// <param name="Storing">Whether it stores events; before that it reads bytes.</param>
/// <param name="Done">So many are read or stored.</param>
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

    /// <summary>Takes it in.</summary>
    /// <param name="file">The archive's file.</param>
    /// <param name="dryRun">Whether nothing is stored.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made.</exception>
    /// <exception cref="ImportRefusedException">A story of it differs from the one that there is, or this version cannot read it.</exception>
    public async Task<ImportResult> RunAsync(string file, bool dryRun = false, CancellationToken ct = default)
    {
        var heads = await HeadsAsync(ct);
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
            if ((await database.ReadStreamAsync(story.Head.Stream, story.Head.Version, ct).FirstAsync(ct)).Hash != story.Head.Hash)
                differing.Add(story.Head.Stream);
        }

        // Nor may a merge here and one there lead back to itself.
        var together = (await MergesAsync(ct)).Concat(merges.Where(m => !differing.Contains(StreamId.OfPerson(m.Key))))
            .GroupBy(m => m.Key, StringComparer.Ordinal).ToDictionary(m => m.Key, m => m.Last().Value, StringComparer.Ordinal);
        differing.UnionWith(Register.RingsOf(together).Where(merges.ContainsKey).Select(StreamId.OfPerson));

        // Each newsroom keeps a register of its own; its stories can have come from one alone.
        foreach (var story in archive.Stories.Where(s => differing.Contains(s.Head.Stream) && !IsPerson(s)))
            throw new ImportRefusedException(await FirstDifferenceAsync(file, story, ct));

        var wanted = archive.Stories.Where(s => !differing.Contains(s.Head.Stream) && s.Head.Version > Known(s)).ToList();
        var events = wanted.Sum(s => s.Head.Version - Known(s));
        var takenDown = 0;
        var pastsChanged = new ConcurrentBag<string>();
        if (!dryRun)
        {
            var done = 0L;
            await Parallel.ForEachAsync(wanted, Rebuild.Hands(ct), async (story, stop) =>
            {
                var import = new StoryImport(database, file, story, heads.GetValueOrDefault(story.Head.Stream), Stored)
                {
                    EventsAlone = EventsAlone,
                    TakeDowns = TakeDowns,
                };
                await import.RunAsync(stop);
                Interlocked.Add(ref takenDown, import.TakenDown);
                if (import.PastChanged)
                    pastsChanged.Add(story.Head.Stream);
            });

            void Stored(long more) => progress?.Invoke(new(true, Interlocked.Add(ref done, more), events));
        }

        var (people, stories) = (wanted.Count(IsPerson), wanted.Count(s => !IsPerson(s)));
        return new(stories, events, archive.Stories.Count(s => !IsPerson(s)) - stories, people,
            [.. differing.Select(StreamId.PersonOf).OfType<string>().Order(StringComparer.Ordinal)], takenDown,
            [.. pastsChanged.Order(StringComparer.Ordinal)]);

        long Known(ArchivedStory story) => heads.GetValueOrDefault(story.Head.Stream)?.Version ?? 0;
    }

    private static bool IsPerson(ArchivedStory story) => StreamId.PersonOf(story.Head.Stream) is not null;

    private async Task<Dictionary<string, Anchor>> HeadsAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand($"""
            select e.stream_id, e.version, coalesce(e.headers ->> 'hash', '')
            from {database.Quoted}.mt_streams s join {database.Quoted}.mt_events e on e.stream_id = s.id and e.version = s.version
            where s.id <> {StoredEvents.Tombstones}
            """);
        return (await command.AllAsync(row => new Anchor(row.GetString(0), row.GetInt64(1), row.GetString(2)), ct))
            .ToDictionary(head => head.Stream, StringComparer.Ordinal);
    }

    private async Task<List<KeyValuePair<string, string>>> MergesAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            $"select person, merged from {database.Quoted}.tl_people where merged is not null and valid_to = 'infinity'");
        return await command.AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), ct);
    }

    private async Task<string> FirstDifferenceAsync(string file, ArchivedStory story, CancellationToken ct)
    {
        await using var parts = new StoryParts(file, story);
        await using var ours = database.ReadStreamAsync(story.Head.Stream, ct: ct).GetAsyncEnumerator(ct);
        await foreach (var theirs in parts.EventsAsync(ct))
        {
            if (!await ours.MoveNextAsync() || ours.Current.Hash != theirs.Hash)
            {
                return $"The story '{story.Head.Stream}' differs from the archive's from event version {theirs.Version} on: " +
                    "nothing was stored. Import it into another database, or take it out of the archive.";
            }
        }

        return $"The story '{story.Head.Stream}' differs from the archive's.";
    }
}
