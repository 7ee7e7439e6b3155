using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Timeline.Domain;
using Timeline.Store.Archives;
using Timeline.Store.Proof;

namespace Timeline.Store.Tests;

/// <summary>Archives as somebody makes them who has our code: every hash and the seal fit.</summary>
internal static class ForgedArchive
{
    /// <summary>An archive with events changed, and all hashes made anew.</summary>
    public static byte[] Of(byte[] archive, int version, Func<ArchivedEvent, ArchivedEvent> change) =>
        Of(archive, (_, e) => e.EventVersion == version ? change(e) : e);

    /// <summary>The same, stream by stream.</summary>
    public static byte[] Of(byte[] archive, Func<string, ArchivedEvent, ArchivedEvent> change)
    {
        var members = Members(archive);
        var parts = members[1..^1].Select(m => Part(m.Name, m.Bytes, change)).ToList();
        var manifest = JsonSerializer.Deserialize<ArchiveManifest>(members[0].Bytes, ArchiveFormat.Json)!;
        manifest = manifest with { Stories = [.. manifest.Stories.Zip(parts, (head, part) => head with { Hash = part.Hash })] };
        return Sealed([(members[0].Name, JsonSerializer.SerializeToUtf8Bytes(manifest, ArchiveFormat.Json)), .. parts.Select(p => (p.Name, p.Bytes))]);
    }

    /// <summary>An archive whose last event is another one.</summary>
    public static byte[] EndingWith(byte[] archive, StoryEvent @event) => EndingWith(archive, @event.GetType(), JsonSerializer.SerializeToElement(@event, @event.GetType(), DomainJson.Stored));

    private static byte[] EndingWith(byte[] archive, Type type, JsonElement data)
    {
        var last = ArchivedPart.Events(Members(archive)[1].Bytes, "").Max(e => e.EventVersion);
        return Of(archive, (int)last, e => e with { Type = EventTypes.Alias(type), Data = data });
    }

    /// <summary>The members of an archive, its seal last.</summary>
    public static List<(string Name, byte[] Bytes)> Members(byte[] archive)
    {
        using var tar = new TarReader(new MemoryStream(archive));
        var members = new List<(string, byte[])>();
        while (tar.GetNextEntry(copyData: true) is { } entry)
        {
            using var bytes = new MemoryStream();
            entry.DataStream!.CopyTo(bytes);
            members.Add((entry.Name, bytes.ToArray()));
        }

        return members;
    }

    /// <summary>Members with a seal that fits.</summary>
    /// <param name="members">The members.</param>
    /// <param name="last">A header alone after them, of any type of tar's; null for none.</param>
    public static byte[] Sealed(IReadOnlyList<(string Name, byte[] Bytes)> members, (string Name, char Type)? last = null)
    {
        using var output = new MemoryStream();
        using (var tar = new TarWriter(output, TarEntryFormat.Ustar, leaveOpen: true))
        {
            foreach (var (name, bytes) in members)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
            if (last is { } header)
                output.Write(Header(header.Name, header.Type));
            tar.WriteEntry(ArchiveFormat.SealEntry(Convert.ToHexStringLower(SHA256.HashData(output.ToArray()))));
        }

        return output.ToArray();
    }

    // POSIX ustar, or of GNU's types its own.
    private static byte[] Header(string name, char type)
    {
        var header = new byte[512];
        void Put(int at, string text) => Encoding.ASCII.GetBytes(text, header.AsSpan(at));
        Put(0, name);
        Put(100, "0000644\0" + "0000000\0" + "0000000\0" + "00000000000\0" + "00000000000\0" + "        " + type);
        Put(257, char.IsAsciiLetterUpper(type) ? "ustar  \0" : "ustar\0" + "00");
        Put(148, Convert.ToString(header.Sum(b => b), 8).PadLeft(6, '0') + "\0 ");
        return header;
    }

    private static (string Name, byte[] Bytes, string Hash) Part(string name, byte[] bytes, Func<string, ArchivedEvent, ArchivedEvent> change)
    {
        var (stream, hash) = (ArchiveFormat.PartName().Match(name).Groups[1].Value, "");
        var lines = ArchivedPart.Events(bytes, stream).Select(e => change(stream, e)).Select(e =>
        {
            var stored = e.ToStored(stream);
            return e with { Hash = hash = HashChain.Of(hash, stored, FieldDigests.Of(stored)) };
        }).Select(e => JsonSerializer.Serialize(e, ArchiveFormat.Json) + "\n").ToList();
        return (name, Encoding.UTF8.GetBytes(string.Concat(lines)), hash);
    }
}
