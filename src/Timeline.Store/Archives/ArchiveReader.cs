using System.Formats.Tar;
using System.Text.Json;
using System.Text.Unicode;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>An archive that was read once from its first to its last byte, and is as it was made.</summary>
public sealed class SealedArchive
{
    internal SealedArchive(ArchiveManifest manifest, IReadOnlyList<ArchivedStory> stories) => (Manifest, Stories) = (manifest, stories);

    /// <summary>What it says of itself.</summary>
    public ArchiveManifest Manifest { get; }

    internal IReadOnlyList<ArchivedStory> Stories { get; }
}

/// <summary>Reads an archive (<see cref="ArchiveFormat"/>) once, and believes nothing of it: seal, parts, and every hash of every event.</summary>
public sealed class ArchiveReader
{
    private const int Block = 512;
    private const int EndOfTar = 2 * Block;

    private readonly Stream _file;
    private readonly Func<StoredEvent, JsonElement, StoryEvent?>? _read;
    private readonly StoriesInOrder _stories;
    private readonly LaggedHash _hash;

    private ArchiveReader(Stream file, Func<StoredEvent, JsonElement, StoryEvent?>? read, Action<ArchivedLine>? each) =>
        (_file, _read, _stories, _hash) = (file, read, new(each), new(file));

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="file">The file, at its beginning; it must seek.</param>
    /// <param name="each">Told of each event, in order.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made, or none.</exception>
    public static Task<SealedArchive> ReadAsync(Stream file, Action<StoredEvent>? each = null, CancellationToken ct = default) =>
        ReadAsync(file, null, line => each?.Invoke(line.Stored), ct);

    /// <summary>The same.</summary>
    /// <param name="file">The file, at its beginning; it must seek.</param>
    /// <param name="read">Makes of each event what it says, on several processors at once and in no order; what it throws is thrown.</param>
    /// <param name="each">Told of each event, in order.</param>
    /// <param name="ct">Cancels.</param>
    internal static async Task<SealedArchive> ReadAsync(
        Stream file, Func<StoredEvent, JsonElement, StoryEvent?>? read, Action<ArchivedLine> each, CancellationToken ct)
    {
        try
        {
            return await new ArchiveReader(file, read, each).ReadAsync(ct);
        }
        // What the tar reader says of a header that is none.
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new DamagedArchiveException($"The archive is damaged at byte {file.Position} or shortly before it: {error.Message}", error);
        }
    }

    private async Task<SealedArchive> ReadAsync(CancellationToken ct)
    {
        await using var tar = new TarReader(_hash, leaveOpen: true);
        var manifest = await ManifestAsync(await NextAsync(tar, ct), ct);
        var (next, part) = (-1, 0);
        while (true)
        {
            var entry = await NextAsync(tar, ct);
            if (entry.Name == ArchiveFormat.Seal)
            {
                await _stories.EndAsync();
                if (_stories.Whole.Count < manifest.Stories.Count)
                    throw Damaged($"the story '{manifest.Stories[_stories.Whole.Count].Stream}' of its manifest is missing");
                await SealAsync(entry, ct);
                return new(manifest, _stories.Whole);
            }

            var name = ArchiveFormat.PartName().Match(entry.Name);
            if (!name.Success)
                throw Damaged($"it has a member that is none of an archive's: '{Short(entry.Name)}'");
            var story = name.Groups[1].Value;
            if (next < 0 || manifest.Stories[next].Stream != story)
            {
                if (++next == manifest.Stories.Count || manifest.Stories[next].Stream != story)
                    throw Damaged($"the story '{story}' is not the one that its manifest names next");
                part = 0;
            }

            if (int.Parse(name.Groups[2].ValueSpan, System.Globalization.CultureInfo.InvariantCulture) != ++part)
                throw Damaged($"part {part} of the story '{story}' is missing");
            await PartAsync(entry, manifest.Stories[next], ct);
        }
    }

    private async Task<TarEntry> NextAsync(TarReader tar, CancellationToken ct)
    {
        var entry = await tar.GetNextEntryAsync(copyData: false, ct)
            ?? throw Damaged("it ends before its seal");
        return entry.EntryType is TarEntryType.RegularFile && entry.Format is TarEntryFormat.Ustar
            ? entry
            : throw Damaged($"its member '{Short(entry.Name)}' is no ordinary file");
    }

    private async Task<byte[]> BytesAsync(TarEntry entry, int most, CancellationToken ct)
    {
        if (entry.Length is 0 || entry.Length > most)
            throw Damaged($"its member '{entry.Name}' has {entry.Length} bytes, and {most} are the most");
        var bytes = new byte[entry.Length];
        await entry.DataStream!.ReadExactlyAsync(bytes, ct);
        return Utf8.IsValid(bytes) ? bytes : throw Damaged($"its member '{entry.Name}' is not UTF-8");
    }

    private async Task<ArchiveManifest> ManifestAsync(TarEntry entry, CancellationToken ct)
    {
        if (entry.Name != ArchiveFormat.Manifest)
            throw Damaged($"it does not begin with {ArchiveFormat.Manifest}");
        var manifest = ArchiveFormat.Read<ArchiveManifest>(await BytesAsync(entry, ArchiveFormat.LargestManifest, ct), entry.Name);
        if (manifest.Format != ArchiveFormat.Name)
            throw Damaged("its manifest is of something else");
        if (manifest.FormatVersion != ArchiveFormat.Version)
            throw new DamagedArchiveException($"The archive is of format {manifest.FormatVersion}, which this version does not know; it knows {ArchiveFormat.Version}.");
        return manifest.Stories.All(s => s is { Version: > 0 } && StreamId.IsOne(s.Stream)) && manifest.Stories.DistinctBy(s => s.Stream).Count() == manifest.Stories.Count
            ? manifest
            : throw Damaged("its manifest names a story twice, or one that can be none");
    }

    // What hangs on nothing before it is done on all processors; whether it fits what is before it, in order.
    private async Task PartAsync(TarEntry entry, Anchor story, CancellationToken ct)
    {
        var bytes = await BytesAsync(entry, ArchiveFormat.LargestPart, ct);
        // The header is a block; the data has been read to its end, and what fills its last block has not.
        var (name, offset) = (entry.Name, _hash.Passed - bytes.Length);
        await _stories.AddAsync(story, Task.Run(() => ArchivedPart.Of(bytes, offset, story.Stream, name, _read), ct), bytes.Length);
    }

    private async Task SealAsync(TarEntry entry, CancellationToken ct)
    {
        var header = _hash.LastBlock;
        using var expected = new MemoryStream();
        await using (var tar = new TarWriter(expected, TarEntryFormat.Ustar, leaveOpen: true))
            await tar.WriteEntryAsync(ArchiveFormat.SealEntry(_hash.BeforeLastBlock), ct);
        byte[] found = [.. header, .. await BytesAsync(entry, Block, ct)];
        if (!expected.GetBuffer().AsSpan(0, found.Length).SequenceEqual(found))
            throw Damaged("its bytes are not those that were sealed");
        await ZerosAsync(Block - (int)entry.Length + EndOfTar, ct);
    }

    private async Task ZerosAsync(int least, CancellationToken ct)
    {
        var buffer = new byte[4096];
        var zeros = 0;
        for (int read; (read = await _file.ReadAsync(buffer, ct)) > 0;)
        {
            zeros += read;
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0) || zeros > ArchiveFormat.MostZeros)
                throw Damaged("something follows its seal");
        }

        if (zeros < least)
            throw Damaged("it breaks off after its seal");
    }

    private DamagedArchiveException Damaged(string what) => new($"The archive is damaged or none: {what} (up to byte {_hash.Passed}).");

    private static string Short(string name) => string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
