using System.Runtime.CompilerServices;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Domain;
using Timeline.Domain.Dates;

namespace Timeline.Cli.Importing;

/// <summary>How others' timelines are taken in.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Source">What stands before each id of the file, so that two files may call different things by one name.</param>
/// <param name="DryRun">Whether nothing is stored.</param>
/// <param name="Draft">Whether what is new is recorded as a draft.</param>
/// <param name="Overwrite">Whether the file is right where somebody has corrected an entry here.</param>
internal sealed record ForeignOptions(string Story, string Source, bool DryRun, bool Draft, bool Overwrite);

/// <summary>Takes what a file says into a story, and tells of it in the file's order.</summary>
internal sealed class ForeignImport(Service service, ForeignOptions options, Mapping mapping, ForeignReport report)
{
    // A service stores together what comes to it at the same time.
    private const int AtOnce = 8;

    private readonly string _path = Pages.Story(options.Story);

    public async Task RunAsync(IReadOnlyList<Found> all, Watched bar, CancellationToken ct)
    {
        var timeline = await Pages.AllAsync(
            service, Pages.Address($"{_path}/timeline", ("background", "true"), ("hidden", "true"), ("limit", "500")), ["entries"], ct);
        var story = timeline["story"]!;
        var known = timeline["entries"]!.AsArray().ToDictionary(e => (string)e!["id"]!, e => e!.AsObject(), StringComparer.Ordinal);
        var zone = TimeZoneInfo.FindSystemTimeZoneById((string)story["timeZone"]!);
        var entries = new ForeignEntries(service, options, mapping, (string)story["language"]!, zone, known);
        await foreach (var told in InOrderAsync(all, entries, zone, ct))
        {
            await report.AddAsync(told);
            bar.Add();
        }

        // A file without anything is more likely the wrong one than a source that has lost all.
        var inFile = all.Select(found => EntryId.OfOrigin(entries.Origin(found))).ToHashSet(StringComparer.Ordinal);
        // What comes again is called by its day behind a stroke; of one that cannot be read nobody knows which days it still has.
        var unread = all.Where(found => found.Refused is not null).Select(found => entries.Origin(found) + "/").ToList();
        var gone = inFile.Count == 0 || known.Keys.All(inFile.Contains) ? [] : await NoLongerThere.OfAsync(service, _path, options.Source,
            origin => inFile.Contains(EntryId.OfOrigin(origin)) || unread.Exists(one => origin.StartsWith(one, StringComparison.Ordinal)), known, ct);
        report.Caution = gone is null ? NoLongerThere.Unknown : null;
        foreach (var entry in gone ?? [])
            await report.AddAsync(new(new Found("").Named(entry), Outcome.NoLongerThere, (string)entry["id"]!, NoLongerThere.Advice(entry)));
    }

    /// <summary>Sends several at once, and tells of them in the file's order.</summary>
    private static async IAsyncEnumerable<Told> InOrderAsync(
        IEnumerable<Found> all, ForeignEntries entries, TimeZoneInfo zone, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sent = new Queue<(EdtfSortKey? Place, Task<Told> Entry)>(AtOnce);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var broken = new TaskCompletionSource<Told>();
        try
        {
            foreach (var found in all)
            {
                if (found is { LeftOut: null, Refused: null } && !taken.Add(found.Id))
                    found.Leave("Another one before it in the file has its id, and stands.");
                if (sent.Count == AtOnce)
                    yield return await FirstAsync();
                // Of what has the same date the one that is recorded first stands first.
                var place = Edtf.TryParse((string?)found.Body["when"]?["edtf"], out var date, out _) ? date.SortKey(zone) : (EdtfSortKey?)null;
                var before = sent.LastOrDefault(s => s.Place == place).Entry;
                sent.Enqueue((place, StartAsync(found, before)));
            }

            while (sent.Count > 0)
                yield return await FirstAsync();
        }
        finally
        {
            // Where one cannot be sent, or somebody stops it, no other is still on its way.
            await stop.CancelAsync();
            await Task.WhenAll(sent.Select(s => (Task)s.Entry)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        // Where one cannot be sent, the answers to those before it need not be waited for.
        async Task<Told> FirstAsync()
        {
            var told = await await Task.WhenAny(sent.Peek().Entry, broken.Task);
            sent.Dequeue();
            return told;
        }

        async Task<Told> StartAsync(Found found, Task? before)
        {
            try
            {
                await (before ?? Task.CompletedTask);
                return await entries.SendAsync(found, stop.Token);
            }
            catch (Exception error) when (!stop.IsCancellationRequested)
            {
                broken.TrySetException(error);
                throw;
            }
        }
    }
}
