using System.Security.Cryptography;
using System.Text.Json;
using Timeline.Domain;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>A part of a story in an archive's file.</summary>
internal sealed record PartPlace(long Offset, int Length, byte[] Sha256);

/// <summary>An event of an archive, and where its line stands in the file.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Digested">The event with its digest.</param>
/// <param name="Event">What it says, where whoever reads the archive has asked for that.</param>
/// <param name="Offset">The first byte of its line.</param>
/// <param name="Length">The bytes of its line.</param>
internal readonly record struct ArchivedLine(Guid Id, DigestedEvent Digested, StoryEvent? Event, long Offset, int Length)
{
    public StoredEvent Stored => Digested.Stored;
}

/// <summary>A part that was read as far as it is sound, which hangs on nothing before it; and what is wrong after that.</summary>
internal sealed record ArchivedPart(PartPlace Place, IReadOnlyList<ArchivedLine> Lines, Exception? Problem)
{
    /// <summary>Reads it.</summary>
    /// <param name="bytes">The part.</param>
    /// <param name="offset">Where it begins in the file.</param>
    /// <param name="story">Whose it is.</param>
    /// <param name="where">What it is called.</param>
    /// <param name="read">Makes of each event what it says; what it throws is wrong with the part.</param>
    public static ArchivedPart Of(byte[] bytes, long offset, string story, string where, Func<StoredEvent, JsonElement, StoryEvent?>? read)
    {
        var place = new PartPlace(offset, bytes.Length, SHA256.HashData(bytes));
        var lines = new List<ArchivedLine>();
        try
        {
            foreach (var line in LinesOf(bytes, where))
            {
                var archived = EventOf(bytes.AsSpan(line), where);
                var stored = archived.ToStored(story);
                // First, since what was changed on the way is damaged, whatever else is wrong with it.
                lines.Add(new(archived.Id, DigestedEvent.Of(stored, archived.Data), null, offset + line.Start.Value, line.End.Value - line.Start.Value));
                if (read is not null)
                    lines[^1] = lines[^1] with { Event = read(stored, archived.Data) };
            }

            return new(place, lines, null);
        }
        catch (Exception error) when (error is DamagedArchiveException or ImportRefusedException)
        {
            return new(place, lines, error);
        }
    }

    /// <summary>The events of a part, line by line.</summary>
    /// <exception cref="DamagedArchiveException">A line is none.</exception>
    public static IEnumerable<ArchivedEvent> Events(byte[] bytes, string where) => LinesOf(bytes, where).Select(line => EventOf(bytes.AsSpan(line), where));

    /// <summary>The event of a line.</summary>
    /// <exception cref="DamagedArchiveException">It is none.</exception>
    public static ArchivedEvent EventOf(ReadOnlySpan<byte> line, string where) => ArchiveFormat.Read<ArchivedEvent>(line, where);

    private static IEnumerable<Range> LinesOf(byte[] bytes, string where)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0)
                throw new DamagedArchiveException($"The archive is damaged: {where} breaks off within a line.");
            yield return start..end;
            start = end + 1;
        }
    }
}
