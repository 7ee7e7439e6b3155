using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Benchmarks.Killing;

/// <summary>Something that must hold: how many cases were looked at, and those in which it does not.</summary>
internal sealed record Promise(string Name, long Cases, IReadOnlyList<string> Broken);

/// <summary>Compares what callers were told with what is stored, both ways.</summary>
internal static class Promises
{
    /// <summary>Looks at everything; nobody may be writing. Rebuilds the chronology at the end.</summary>
    public static async Task<List<Promise>> CheckAsync(Log log, TimelineDatabase database, IReadOnlyCollection<Sent> sent)
    {
        var events = await log.EventsAsync();
        var entries = events.Where(e => e.Entry.Length > 0).ToList();
        var (byPlace, byHeadline) = (events.ToDictionary(e => (e.Story, e.Version)), entries.ToLookup(e => e.Headline));
        var told = sent.Where(s => s.Told is not null).ToList();
        var ours = sent.ToDictionary(s => s.Headline);
        return
        [
            Of("what was told is there, where it was told", told, s => byPlace.GetValueOrDefault((s.Story, s.Told!.EventVersion))
                == new LogRow(s.Story, s.Told.EventVersion, s.Told.Position, s.Told.Entry, s.Headline)),
            Of("nothing that was sent is there twice", sent, s => byHeadline[s.Headline].Count() <= 1),
            Of("nothing is there that is said not to be", sent, s => s.Told is not null || s.Unknown > 0 || !byHeadline[s.Headline].Any()),
            Of("nothing is there that nobody sent", entries, e => ours.TryGetValue(e.Headline, out var s) && s.Story == e.Story),
            await PublicAsync(log, told),
            await ReceiptsAsync(log, sent, byHeadline),
            .. await OrderAsync(log),
            await ProofAsync(database),
            await RebuiltAsync(database, log),
        ];
    }

    private static Promise Of<T>(string name, IReadOnlyCollection<T> cases, Func<T, bool> holds) =>
        new(name, cases.Count, [.. cases.Where(c => !holds(c)).Select(c => c!.ToString()!)]);

    private static async Task<Promise> PublicAsync(Log log, List<Sent> told)
    {
        var changes = (await log.ReadAsync("select story, version, entry from timeline.tl_changes where entry is not null",
            row => (Story: row.GetString(0), Version: row.GetInt64(1), Entry: row.GetString(2)))).ToHashSet();
        var present = (await log.ReadAsync(
                "select story, entry, versions[1], doc->>'headline', count(*) over (partition by story, entry) from timeline.tl_entries",
                row => (Story: row.GetString(0), Entry: row.GetString(1), Version: row.GetInt64(2), Headline: row.GetString(3), Count: row.GetInt64(4))))
            .ToHashSet();
        return Of("it is in the chronology once, at its public version", told, s =>
            changes.Contains((s.Story, s.Told!.Version, s.Told.Entry))
            && present.Contains((s.Story, s.Told.Entry, s.Told.EventVersion, s.Headline, 1)));
    }

    // A key without its receipt would be carried out again.
    private static async Task<Promise> ReceiptsAsync(Log log, IReadOnlyCollection<Sent> sent, ILookup<string, LogRow> stored)
    {
        var receipts = (await log.ReadAsync("select key, entry, event_version from timeline.tl_receipts",
            row => (row.GetString(0), row.GetString(1), row.GetInt64(2)))).ToHashSet();
        return Of("a key has a receipt where it stored something", [.. sent.Where(s => s.Key is not null)], s =>
            new Submission("", null, s.Key).Key! is var key && stored[s.Headline].All(e => receipts.Contains((key, e.Entry, e.Version)))
            && (stored[s.Headline].Any() || receipts.All(r => r.Item1 != key)));
    }

    private static async Task<List<Promise>> OrderAsync(Log log)
    {
        var stories = await log.TextAsync("select id from {schema}.tl_stories");
        return
        [
            // The events, the stream's own count, and the story's head: all three at one number, and later events further on.
            new("event versions go on without gaps", stories.Count, await log.TextAsync("""
                select concat_ws(' ', s.id, 'stream', s.version, 'head', t.version, 'events', e.n, 'from', e.first, 'to', e.last, 'backwards', e.backwards)
                from {schema}.mt_streams s left join {schema}.tl_stories t on t.id = s.id
                left join (select stream_id, count(*) as n, min(version) as first, max(version) as last, count(*) filter (where back) as backwards
                  from (select stream_id, version, seq_id < lag(seq_id) over (partition by stream_id order by version) as back
                        from {schema}.mt_events) o group by stream_id) e
                  on e.stream_id = s.id
                where s.id <> 'mt_tombstone' and (s.version, t.version, e.n, e.first, e.last, e.backwards)
                      is distinct from (s.version, s.version, s.version, 1::bigint, s.version, 0::bigint)
                """)),
            new("public versions go on without gaps", stories.Count, await log.TextAsync("""
                select concat_ws(' ', t.id, 'head', t.public_version, 'changes', c.n, 'from', c.first, 'to', c.last)
                from {schema}.tl_stories t
                left join (select story, count(*) as n, min(version) as first, max(version) as last from {schema}.tl_changes group by story) c
                  on c.story = t.id
                where (t.public_version, c.n, c.first, c.last) is distinct from (t.public_version, t.public_version, 1::bigint, t.public_version)
                """)),
        ];
    }

    private static async Task<Promise> ProofAsync(TimelineDatabase database)
    {
        var (count, findings) = (0L, new List<string>());
        await foreach (var stream in database.VerifyAsync())
        {
            count += stream.Events;
            findings.AddRange(stream.Findings.Select(f => $"{stream.Stream}: {f}"));
        }

        return new("every event is as it was signed", count, findings);
    }

    private static async Task<Promise> RebuiltAsync(TimelineDatabase database, Log log)
    {
        string[] tables = ["tl_stories", "tl_story_states", "tl_entries", "tl_changes"];
        await log.TextAsync("create schema killed");
        foreach (var table in tables)
            await log.TextAsync($"create table killed.{table} as select t::text as row from {{schema}}.{table} t");
        await using var apart = database.OpenApart();
        var result = await new Rebuild(apart).RunAsync();
        var broken = result!.Stopped.Select(s => $"stopped: {s}").ToList();
        foreach (var table in tables)
        {
            broken.AddRange(await log.TextAsync($$"""
                (select 'only before: ' || row from (select row from killed.{{table}} except all select t::text from {schema}.{{table}} t) b)
                union all
                (select 'only rebuilt: ' || row from (select t::text as row from {schema}.{{table}} t except all select row from killed.{{table}}) r)
                """));
        }

        return new("a rebuilt chronology is the one that was there", result.Events, broken);
    }
}
