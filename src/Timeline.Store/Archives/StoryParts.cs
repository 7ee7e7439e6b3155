using System.Security.Cryptography;

namespace Timeline.Store.Archives;

/// <summary>The events of one story of an archive that was read before: the same bytes again, or none.</summary>
internal sealed class StoryParts(string file, ArchivedStory story) : IAsyncDisposable
{
    private readonly FileStream _file = File.OpenRead(file);

    /// <exception cref="DamagedArchiveException">The file has changed since.</exception>
    public async IAsyncEnumerable<IReadOnlyList<(Guid Id, StoredEvent Stored)>> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var part in story.Parts)
        {
            var bytes = new byte[part.Length];
            _file.Position = part.Offset;
            await _file.ReadExactlyAsync(bytes, ct);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(part.Sha256))
                throw new DamagedArchiveException("The archive was changed while it was read: import it again.");
            yield return [.. ArchiveReader.Events(bytes, story.Head.Stream).Select(e => (e.Id, e.ToStored(story.Head.Stream)))];
        }
    }

    public async IAsyncEnumerable<StoredEvent> EventsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var part in ReadAsync(ct))
        {
            foreach (var (_, stored) in part)
                yield return stored;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
