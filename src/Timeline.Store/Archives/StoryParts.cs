using System.Security.Cryptography;
using System.Text.Json;
using Timeline.Domain;

namespace Timeline.Store.Archives;

/// <summary>An event that is to be stored.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Stored">The event.</param>
/// <param name="Data">Its data, where it is read already.</param>
internal readonly record struct ImportedEvent(Guid Id, StoredEvent Stored, JsonElement? Data)
{
    /// <inheritdoc cref="StoredEvent.Read()"/>
    public StoryEvent Read() => Data is { } data ? Stored.Read(data, DomainJson.Stored) : Stored.Read();
}

/// <summary>The events of one story of an archive that was read before: the same bytes again, or none.</summary>
internal sealed class StoryParts(string file, ArchivedStory story) : IAsyncDisposable
{
    private readonly FileStream _file = File.OpenRead(file);

    /// <exception cref="DamagedArchiveException">The file has changed since.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ImportedEvent>> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        foreach (var part in story.Parts)
        {
            var bytes = new byte[part.Length];
            _file.Position = part.Offset;
            await _file.ReadExactlyAsync(bytes, ct);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(part.Sha256))
                throw new DamagedArchiveException("The archive was changed while it was read: import it again.");
            yield return [.. ArchivedPart.Events(bytes, story.Head.Stream).Select(e => new ImportedEvent(e.Id, e.ToStored(story.Head.Stream), e.Data))];
        }
    }

    public async IAsyncEnumerable<StoredEvent> EventsAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var part in ReadAsync(ct))
        {
            foreach (var @event in part)
                yield return @event.Stored;
        }
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();
}
