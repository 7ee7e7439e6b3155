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
    // A COPY costs PostgreSQL as much as dozens of events: small parts are stored together.
    private const int Together = 1 << 18;

    private readonly FileStream _file = File.OpenRead(file);

    /// <summary>Its events, a few hundred at a time.</summary>
    /// <exception cref="DamagedArchiveException">The file has changed since.</exception>
    public async IAsyncEnumerable<IReadOnlyList<ImportedEvent>> ReadAsync(
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var (events, read) = (new List<ImportedEvent>(), 0);
        foreach (var part in story.Parts)
        {
            var bytes = new byte[part.Length];
            _file.Position = part.Offset;
            await _file.ReadExactlyAsync(bytes, ct);
            if (!SHA256.HashData(bytes).AsSpan().SequenceEqual(part.Sha256))
                throw new DamagedArchiveException("The archive was changed while it was read: import it again.");
            events.AddRange(ArchivedPart.Events(bytes, story.Head.Stream).Select(e => new ImportedEvent(e.Id, e.ToStored(story.Head.Stream), e.Data)));
            read += part.Length;
            if (read < Together)
                continue;
            yield return events;
            (events, read) = ([], 0);
        }

        if (events.Count > 0)
            yield return events;
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
