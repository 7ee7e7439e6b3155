using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>What of an archive's stories there is already, beside which it must fit.</summary>
internal sealed class StoriesThere(TimelineDatabase database)
{
    /// <summary>The last event of each story, and of each of the register.</summary>
    /// <param name="ct">Cancels.</param>
    /// <param name="stream">Of this alone; null for all.</param>
    public async Task<Dictionary<string, Anchor>> HeadsAsync(CancellationToken ct, string? stream = null) =>
        (await database.HeadsAsync(null, "$1 is null or s.id = $1", Conditions.Of(stream), ct)).ToDictionary(head => head.Stream, StringComparer.Ordinal);

    /// <summary>Into whom those of the register are merged.</summary>
    public async Task<List<KeyValuePair<string, string>>> MergesAsync(CancellationToken ct)
    {
        await using var command = database.Source.CreateCommand(
            $"select person, merged from {database.Quoted}.tl_people where merged is not null and valid_to = 'infinity'");
        return await command.AllAsync(row => KeyValuePair.Create(row.GetString(0), row.GetString(1)), ct);
    }

    /// <summary>Where a story begins to differ from the archive's, in a sentence; null where it does not, as far as both go.</summary>
    public async Task<string?> FirstDifferenceAsync(string file, ArchivedStory story, CancellationToken ct)
    {
        await using var parts = new StoryParts(file, story);
        await using var ours = database.ReadStreamAsync(story.Head.Stream, ct: ct).GetAsyncEnumerator(ct);
        await foreach (var theirs in parts.EventsAsync(ct))
        {
            if (!await ours.MoveNextAsync())
                break;
            if (ours.Current.Hash != theirs.Hash)
            {
                return $"The story '{story.Head.Stream}' differs from the archive's from event version {theirs.Version} on: " +
                    "nothing of it was stored. Import it into another database, or take it out of the archive.";
            }
        }

        return null;
    }
}
