using System.Diagnostics.CodeAnalysis;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What is known of streams: perhaps not the latest, which shows when something is stored on it.</summary>
/// <param name="stored">What is stored of them, without entries.</param>
/// <param name="coming">What a group leaves of them that is being stored, with the entries that it needed or changed; null where there is none.</param>
internal sealed class Heads(Dictionary<string, LoadedStory> stored, IReadOnlyDictionary<string, LoadedStory>? coming = null)
{
    /// <summary>Whether something of it is not stored yet.</summary>
    public bool IsAhead => coming is not null;

    /// <summary>The entries that are not stored yet, as they will be.</summary>
    public IEnumerable<((string Story, string Id) Key, Entry Entry)> ComingEntries =>
        coming?.SelectMany(story => story.Value.State.Entries.Select(e => ((story.Key, e.Key), e.Value))) ?? [];

    /// <summary>A stream's, without entries.</summary>
    public bool TryGet(string stream, [NotNullWhen(true)] out LoadedStory? head)
    {
        head = coming?.TryGetValue(stream, out var left) is true ? left.WithoutEntries : stored.GetValueOrDefault(stream);
        return head is not null;
    }

    /// <summary>Knows what was found stored.</summary>
    public void Add(string stream, LoadedStory head) => stored[stream] = head;

    /// <summary>Forgets it, so that it is looked up.</summary>
    public void Remove(string stream) => stored.Remove(stream);
}
