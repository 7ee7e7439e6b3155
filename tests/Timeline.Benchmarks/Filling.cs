using System.Collections.Concurrent;
using Timeline.Domain.Editorial;

namespace Timeline.Benchmarks;

/// <summary>Fills stories by the way that all commands take: so many at once that each commit carries a hundred.</summary>
internal static class Filling
{
    private const int AtOnce = 512;

    /// <summary>Opens stories and records entries in them, as many in each.</summary>
    /// <param name="store">Where.</param>
    /// <param name="stories">New stories.</param>
    /// <param name="events">Events in all, beside the opening of each story.</param>
    /// <param name="changes">Whether every fifth is a change of an earlier entry.</param>
    public static async Task FillAsync(OurStore store, string[] stories, int events, bool changes)
    {
        foreach (var story in stories)
            await store.OpenAsync(story);
        var recorded = stories.ToDictionary(s => s, _ => new ConcurrentQueue<(string Entry, bool Key)>());
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var n && n < events)
            {
                var story = stories[n / 5 % stories.Length];
                if (changes && n % 5 == 4 && recorded[story].TryDequeue(out var before))
                {
                    await store.StoreAsync(story, new MarkKey { Entry = before.Entry, Key = !before.Key });
                    continue;
                }

                var stored = await store.RecordAsync(story, n);
                recorded[story].Enqueue((stored.Entry!, OurStore.Bodies[n % OurStore.Bodies.Count].Key));
            }
        }));
        await using var analyze = store.Database.Source.CreateCommand("analyze");
        await analyze.ExecuteNonQueryAsync();
    }
}
