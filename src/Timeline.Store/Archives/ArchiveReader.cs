using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Unicode;
using Timeline.Domain.People;
using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>A part of a story in an archive's file.</summary>
internal sealed record ArchivePart(long Offset, int Length, byte[] Sha256);

/// <summary>A story that was found whole in an archive.</summary>
internal sealed record ArchivedStory(Anchor Head, IReadOnlyList<ArchivePart> Parts);

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
    private readonly Action<string, StoredEvent>? _each;
    private readonly Action<StoredEvent>? _aside;
    private readonly LaggedHash _hash;
    private readonly List<ArchivedStory> _stories = [];
    private readonly Queue<(Anchor Story, string Name, Task<Part> Part)> _working = new();
    private List<ArchivePart> _parts = [];
    private StreamVerifier? _verifier;
    private string? _last;
    private long _version;

    private ArchiveReader(Stream file, Action<string, StoredEvent>? each, Action<StoredEvent>? aside) =>
        (_file, _each, _aside, _hash) = (file, each, aside, new LaggedHash(file));

    /// <summary>Reads an archive to its end.</summary>
    /// <param name="file">The file, at its beginning; it must seek.</param>
    /// <param name="each">Told of each event, in order.</param>
    /// <param name="aside">What else is done with each, on several processors at once and in no order; what it throws is thrown.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made, or none.</exception>
    public static async Task<SealedArchive> ReadAsync(
        Stream file, Action<string, StoredEvent>? each = null, Action<StoredEvent>? aside = null, CancellationToken ct = default)
    {
        try
        {
            return await new ArchiveReader(file, each, aside).ReadAsync(ct);
        }
        // What the tar reader says of a header that is none.
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or OverflowException)
        {
            throw new DamagedArchiveException($"The archive is damaged at byte {file.Position} or shortly before it: {error.Message}", error);
        }
    }

    /// <summary>Compares the stories of an archive with what was kept of them.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="anchors">Hashes that were kept outside; those of stories that the archive does not have do not matter.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made, or none.</exception>
    public static async Task<IReadOnlyList<VerifiedStream>> CompareAsync(
        Stream file, IEnumerable<Anchor> anchors, CancellationToken ct = default)
    {
        var wanted = anchors.ToLookup(a => a.Stream).ToDictionary(a => a.Key, a => a.ToLookup(one => one.Version));
        var findings = new Dictionary<string, List<Finding>>(StringComparer.Ordinal);
        var archive = await ReadAsync(file, (story, stored) =>
        {
            if (wanted.TryGetValue(story, out var known) && known[stored.Version].FirstOrDefault() is { } anchor && anchor.Hash != stored.Hash)
            {
                Report(story, new(FindingKind.Changed, stored.Version, null,
                    $"Version {stored.Version} has not the hash that was signed: history was rewritten."));
            }
        }, ct: ct);
        // Whether it was cut off, or the archive is older than what was signed, the archive itself cannot prove.
        foreach (var head in archive.Manifest.Stories)
        {
            foreach (var version in wanted.GetValueOrDefault(head.Stream)?.Select(v => v.Key).Where(v => v > head.Version).Order() ?? Enumerable.Empty<long>())
                Report(head.Stream, new(FindingKind.Removed, version, null, $"Version {version}, which was signed, is not in the archive."));
        }

        return [.. archive.Manifest.Stories.Select(head => new VerifiedStream(head.Stream, head.Version, head, findings.GetValueOrDefault(head.Stream) ?? []))];

        void Report(string story, Finding finding)
        {
            if (!findings.TryGetValue(story, out var list))
                findings[story] = list = [];
            list.Add(finding);
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
                await JudgeAsync(atMost: 0);
                EndStory();
                if (_stories.Count < manifest.Stories.Count)
                    throw Damaged($"the story '{manifest.Stories[_stories.Count].Stream}' of its manifest is missing");
                await SealAsync(entry, ct);
                return new(manifest, _stories);
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
        var manifest = Json<ArchiveManifest>(await BytesAsync(entry, ArchiveFormat.LargestManifest, ct), entry.Name);
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
        var (name, offset, aside) = (entry.Name, _hash.Passed - bytes.Length, _aside);
        _working.Enqueue((story, name, Task.Run(() => Part.Of(bytes, offset, story.Stream, name, aside), ct)));
        await JudgeAsync(InOrder.AtOnce);
    }

    private async Task JudgeAsync(int atMost)
    {
        while (_working.Count > atMost)
        {
            var (story, name, working) = _working.Dequeue();
            var part = await working;
            if (_verifier?.Stream != story.Stream)
            {
                EndStory();
                _verifier = new StreamVerifier(story.Stream, [story]);
                (_parts, _last, _version) = ([], null, 0);
            }

            _parts.Add(part.Place);
            foreach (var digested in part.Digested)
            {
                _verifier.Add(digested);
                (_last, _version) = (digested.Stored.Hash, digested.Stored.Version);
                if (_verifier.First is { } wrong)
                    throw Damaged($"the story '{story.Stream}' is not as it was written: {wrong.Message.TrimEnd('.')}");
                _each?.Invoke(story.Stream, digested.Stored);
            }

            if (part.Problem is { } problem)
                throw problem;
        }
    }

    private void EndStory()
    {
        if (_verifier is null)
            return;
        var head = new Anchor(_verifier.Stream, _version, _last ?? "");
        var ended = _verifier.End(_version, null);
        if (ended.Findings is [var wrong, ..])
            throw Damaged($"the story '{head.Stream}' is not as its manifest says: {wrong.Message.TrimEnd('.')}");
        _stories.Add(new(head, _parts));
        _verifier = null;
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

    /// <summary>The events of a part, line by line.</summary>
    internal static IEnumerable<ArchivedEvent> Events(byte[] bytes, string where)
    {
        for (var start = 0; start < bytes.Length;)
        {
            var end = Array.IndexOf(bytes, (byte)'\n', start);
            if (end < 0)
                throw new DamagedArchiveException($"The archive is damaged: {where} breaks off within a line.");
            yield return Json<ArchivedEvent>(bytes.AsSpan(start, end - start), where);
            start = end + 1;
        }
    }

    /// <summary>A part, read and digested as far as it is sound; and what is wrong after that.</summary>
    private sealed record Part(ArchivePart Place, List<DigestedEvent> Digested, Exception? Problem)
    {
        public static Part Of(byte[] bytes, long offset, string story, string name, Action<StoredEvent>? aside)
        {
            var place = new ArchivePart(offset, bytes.Length, SHA256.HashData(bytes));
            var events = new List<DigestedEvent>();
            try
            {
                foreach (var archived in Events(bytes, name))
                {
                    var digested = DigestedEvent.Of(archived.ToStored(story));
                    events.Add(digested);
                    aside?.Invoke(digested.Stored);
                }

                return new(place, events, null);
            }
            catch (Exception error) when (error is DamagedArchiveException or ImportRefusedException)
            {
                return new(place, events, error);
            }
        }
    }

    private static T Json<T>(ReadOnlySpan<byte> bytes, string where)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(bytes, ArchiveFormat.Json) ?? throw new JsonException("null");
        }
        catch (JsonException error)
        {
            throw new DamagedArchiveException($"The archive is damaged: {where} is not the JSON that it must be.", error);
        }
    }

    private DamagedArchiveException Damaged(string what) => new($"The archive is damaged or none: {what} (up to byte {_hash.Passed}).");

    private static string Short(string name) => string.Concat(name.Take(80).Select(c => char.IsControl(c) ? '?' : c));
}
