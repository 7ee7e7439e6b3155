using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Queries;

/// <summary>Entries as the newsroom knows them: what a command is decided on, so that what it would do can be told before it is sent.</summary>
public static class FoldedStates
{
    /// <summary>A story with some of its entries, those that there are; null where there is no such story, or one cannot be read.</summary>
    public static async Task<StoryState?> FoldedAsync(
        this TimelineDatabase db, string story, IReadOnlyCollection<string> entries, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        var loader = new StoryLoader(db, db.Schema);
        var loaded = (await loader.StoriesAsync([story], null, ct)).GetValueOrDefault(story);
        if (loaded?.State.Story is null)
            return null;
        var found = await loader.EntriesAsync([.. entries.Select(e => (story, e))], null, ct);
        return found.Values.Any(e => e.Entry is null) ? null
            : loaded.State with { Entries = loaded.State.Entries.SetItems(found.Values.Select(e => KeyValuePair.Create(e.Entry!.Id, e.Entry))) };
    }

    /// <summary>The same, with all that a command needs.</summary>
    public static async Task<StoryState?> FoldedAsync(this TimelineDatabase db, string story, EntryCommand command, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(command);
        return await db.FoldedAsync(story, [.. command.Needs], ct) is not { } state ? null
            : command.NeedsBeside(state).ToList() is { Count: > 0 } beside ? await db.FoldedAsync(story, [.. command.Needs, .. beside], ct)
            : state;
    }
}
