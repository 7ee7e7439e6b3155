using System.Buffers;
using System.Data;
using System.Formats.Tar;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;
using Timeline.Store.Queries;

namespace Timeline.Store.Archives;

/// <summary>Writes stories as an archive (<see cref="ArchiveFormat"/>), as they come from the database, over one snapshot.</summary>
public static class ArchiveWriter
{
    private static readonly string Software =
        typeof(ArchiveWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>Writes an archive.</summary>
    /// <param name="database">Where from.</param>
    /// <param name="stories">Which stories, with those of the register whom their entries name; null for all, and all of the register.
    /// Those that do not exist must be found out before.</param>
    /// <param name="keys">What signs the archive's checkpoint.</param>
    /// <param name="output">Where to; it need not seek.</param>
    /// <param name="ct">Cancels; what was written then is no archive.</param>
    public static async Task WriteArchiveAsync(
        this TimelineDatabase database, IReadOnlyCollection<string>? stories, CheckpointKeys keys, Stream output, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        ArgumentNullException.ThrowIfNull(keys);
        await using var connection = await database.Source.OpenConnectionAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var heads = await HeadsAsync(database, connection, stories, ct);
        var made = Microseconds.Cut(DateTimeOffset.UtcNow);

        await using var hash = new LaggedHash(output);
        await using var tar = new TarWriter(hash, TarEntryFormat.Ustar, leaveOpen: true);
        var checkpoint = keys.CanSign ? new Checkpoint(made, null, heads).Sign(keys) : null;
        await AddAsync(ArchiveFormat.Manifest, JsonSerializer.SerializeToUtf8Bytes(
            new ArchiveManifest(ArchiveFormat.Name, ArchiveFormat.Version, Software, made, heads, await MediaAsync(database, connection, heads, ct), checkpoint),
            ArchiveFormat.Json));
        var part = new ArrayBufferWriter<byte>(2 * ArchiveFormat.PartSize);
        foreach (var story in heads)
        {
            var number = 0;
            await using var command = new NpgsqlCommand($"""
                select {StoredEvents.Columns}, e.id from {database.Quoted}.mt_events e where e.stream_id = $1 order by e.version
                """, connection);
            command.Parameters.Add(Conditions.Of(story.Stream));
            await foreach (var (stored, id) in command.EachAsync(row => (StoredEvents.Of(row), row.GetGuid(StoredEvents.ColumnCount)), ct))
            {
                Encoding.UTF8.GetBytes($"{{\"id\":\"{id}\",", part);
                HistoryEvent.WriteMembers(part, stored);
                part.Write("}\n"u8);
                if (part.WrittenCount >= ArchiveFormat.PartSize)
                    await FlushAsync();
            }

            if (part.WrittenCount > 0)
                await FlushAsync();

            async Task FlushAsync()
            {
                await AddAsync(ArchiveFormat.Part(story.Stream, ++number), part.WrittenMemory);
                part.ResetWrittenCount();
            }
        }

        await tar.WriteEntryAsync(ArchiveFormat.SealEntry(hash.Everything), ct);

        async Task AddAsync(string name, ReadOnlyMemory<byte> bytes)
        {
            using var data = new MemoryStream(bytes.ToArray(), writable: false);
            await tar.WriteEntryAsync(new UstarTarEntry(TarEntryType.RegularFile, name)
            {
                DataStream = data,
                ModificationTime = made,
                Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
            }, ct);
        }
    }

    // Most events have none, and are passed over unread.
    private static async Task<IReadOnlyList<string>> MediaAsync(
        TimelineDatabase database, NpgsqlConnection connection, IReadOnlyList<Anchor> heads, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"""
            select distinct (found #>> '{"{}"}' collate "C") as url from {database.Quoted}.mt_events e
            cross join lateral (values (e.data), (e.data -> 'body'), (e.data -> 'changes')) as part (says)
            cross join lateral jsonb_path_query(jsonb_build_array(part.says -> 'media', part.says -> 'picture'), '$[*][*].url') as found
            where e.stream_id = any($1) and part.says ?| array['media', 'picture']
            order by url
            """, connection);
        command.Parameters.Add(Conditions.Of<string[]>([.. heads.Select(h => h.Stream)]));
        return await command.AllAsync(row => row.GetString(0), ct);
    }

    private static Task<List<Anchor>> HeadsAsync(
        TimelineDatabase database, NpgsqlConnection connection, IReadOnlyCollection<string>? stories, CancellationToken ct) =>
        database.HeadsAsync(connection, $"""
            $1::text[] is null or s.id = any($1) or s.id in (
              with recursive named (person) as (
                select unnest(n.people) from {database.Quoted}.tl_entries n where n.story = any($1)
                union select p.merged from named join {database.Quoted}.tl_people p using (person) where p.merged is not null)
              select '{StreamId.OfPerson("")}' || person from named)
            """, Conditions.Of(stories?.ToArray()), ct);
}
