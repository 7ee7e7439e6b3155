using System.Text.Json;

namespace Timeline.Store.Proof;

/// <summary>An event with its digest, which takes nearly all of the time and hangs on nothing before it.</summary>
/// <param name="Stored">The event.</param>
/// <param name="Digest">Its digest; null where its data is of a kind that is never signed.</param>
internal readonly record struct DigestedEvent(StoredEvent Stored, string? Digest)
{
    /// <param name="stored">The event.</param>
    /// <param name="data">Its data, where it is read already.</param>
    public static DigestedEvent Of(StoredEvent stored, JsonElement? data = null)
    {
        try
        {
            return new(stored, data is { } read ? FieldDigests.Of(stored, read) : FieldDigests.Of(stored));
        }
        catch (FormatException)
        {
            return new(stored, null);
        }
    }
}

/// <summary>Checks the events of one stream, fed by ascending version.</summary>
internal sealed class StreamVerifier(string stream, IEnumerable<Anchor> anchors)
{
    private readonly Dictionary<long, string> _anchors = anchors.ToLookup(a => a.Version, a => a.Hash)
        .ToDictionary(group => group.Key, group => group.First());

    private readonly List<Finding> _findings = [];
    private readonly TakenDownFields _takenDown = new();
    private long _events;
    private StoredEvent? _last;

    // Null: not known, for the event that carried it is gone.
    private string? _previousHash = "";

    internal string Stream => stream;

    /// <summary>The first thing that is wrong so far.</summary>
    internal Finding? First => _findings.FirstOrDefault();

    internal void Add(DigestedEvent digested)
    {
        var stored = digested.Stored;
        _events++;
        var expected = (_last?.Version ?? 0) + 1;
        if (stored.Version > expected)
        {
            _previousHash = null;
            var gone = stored.Version - 1 == expected
                ? $"Version {expected} is gone"
                : $"Versions {expected} to {stored.Version - 1} are gone";
            Report(FindingKind.Removed, expected, null, $"{gone}; version {stored.Version} can no longer be checked.");
        }

        Judge(stored, digested.Digest, expected);
        if (_anchors.Remove(stored.Version, out var anchor) && anchor != (stored.Hash ?? ""))
            Report(FindingKind.Changed, stored, "has not the hash that was kept outside: history was rewritten.");
        _previousHash = stored.Hash ?? "";
        _last = stored;
        _takenDown.Add(stored);
    }

    /// <param name="streamVersion">What the stream's own row says; null when there is no such row.</param>
    /// <param name="shownVersion">Up to where the chronology was folded from it; null where it was not.</param>
    internal VerifiedStream End(long? streamVersion, long? shownVersion)
    {
        var version = _last?.Version ?? 0;
        var mismatch = $"The stream's own row says version {streamVersion}, but its last event is {version}.";
        if (streamVersion is null)
            Report(FindingKind.Removed, version, null, "The stream's own row is gone.");
        else if (streamVersion > version)
            Report(FindingKind.Removed, version + 1, null, mismatch);
        else if (streamVersion < version)
            Report(FindingKind.Changed, version, null, mismatch);
        if (shownVersion > Math.Max(version, streamVersion ?? 0))
        {
            Report(FindingKind.Removed, version + 1, null,
                $"The log is shorter than it was: readers are shown {shownVersion} events of it, and it ends with event {version}.");
        }

        foreach (var missing in _anchors.Keys.Order())
            Report(FindingKind.Removed, missing, null, $"Version {missing}, whose hash was kept outside, is gone.");

        _findings.AddRange(_takenDown.Findings());
        var head = _last is null ? null : new Anchor(stream, version, _last.Hash ?? "");
        return new VerifiedStream(stream, _events, head, _findings) { TakenDown = _takenDown.Told() };
    }

    private void Judge(StoredEvent stored, string? digest, long expected)
    {
        if (stored.Version < expected)
            Report(FindingKind.Moved, stored, "stands twice, or below 1.");
        else if (_last is not null && stored.Position < _last.Position)
            Report(FindingKind.Moved, stored, $"was stored before version {_last.Version}: their order was changed.");
        else if (string.IsNullOrEmpty(stored.Hash))
            Report(FindingKind.Changed, stored, "has no hash: it was stripped of it, or not written by this service.");
        else if (_previousHash is not null && !IsSigned(stored, digest, _previousHash))
            Report(FindingKind.Changed, stored, "does not match its hash: it, or the hash before it, was changed.");
    }

    private static bool IsSigned(StoredEvent stored, string? digest, string previousHash)
    {
        try
        {
            return digest is not null && HashChain.Of(previousHash, stored, digest) == stored.Hash;
        }
        catch (FormatException)
        {
            // An actor or the like of a kind that is never signed.
            return false;
        }
    }

    private void Report(FindingKind kind, StoredEvent stored, string predicate) =>
        Report(kind, stored.Version, stored.Position, $"Version {stored.Version} {predicate}");

    private void Report(FindingKind kind, long version, long? position, string message) =>
        _findings.Add(new Finding(kind, version, position, message));
}
