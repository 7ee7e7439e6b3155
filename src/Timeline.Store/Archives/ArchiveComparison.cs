using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>Whether an archive has what was kept of its stories outside.</summary>
public static class ArchiveComparison
{
    /// <summary>Compares the stories of an archive with what was kept of them.</summary>
    /// <param name="file">The file, at its beginning.</param>
    /// <param name="anchors">Hashes that were kept outside; those of stories that the archive does not have do not matter.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="DamagedArchiveException">It is not as it was made, or none.</exception>
    public static async Task<IReadOnlyList<VerifiedStream>> CompareAsync(Stream file, IEnumerable<Anchor> anchors, CancellationToken ct = default)
    {
        var wanted = anchors.ToLookup(a => a.Stream).ToDictionary(a => a.Key, a => a.ToLookup(one => one.Version));
        var findings = new Dictionary<string, List<Finding>>(StringComparer.Ordinal);
        var archive = await ArchiveReader.ReadAsync(file, stored =>
        {
            if (wanted.TryGetValue(stored.Stream, out var known) && known[stored.Version].FirstOrDefault() is { } anchor && anchor.Hash != stored.Hash)
            {
                Report(stored.Stream, new(FindingKind.Changed, stored.Version, null,
                    $"Version {stored.Version} has not the hash that was signed: history was rewritten."));
            }
        }, ct);
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
}
