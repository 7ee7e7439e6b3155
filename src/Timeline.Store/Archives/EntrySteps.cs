using Microsoft.Win32.SafeHandles;
using Timeline.Domain;
using Timeline.Domain.Editorial;

namespace Timeline.Store.Archives;

/// <summary>An event of an entry: where its line stands, or of a mark, of which there are many, all that it says.</summary>
/// <param name="Version">Its event version.</param>
/// <param name="Stage">Where the story stood then; below 0 before it was opened.</param>
/// <param name="Offset">Where its line begins in the file, in bytes.</param>
/// <param name="Length">How long that is, in bytes; 0 of a mark.</param>
/// <param name="Marked">When it was marked, in UTC.</param>
/// <param name="Key">What the mark says.</param>
internal readonly record struct EntryStep(long Version, int Stage, long Offset, int Length, DateTime Marked = default, bool Key = false);

/// <summary>What is kept of the entries of one story in an archive: where their events stand, to be read again there.</summary>
internal sealed class EntrySteps(string file) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(file);
    private readonly Dictionary<string, EntryStep> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<EntryStep>> _changed = new(StringComparer.Ordinal);

    /// <summary>Those of each entry that changed, in order; of those that were not recorded, none.</summary>
    public IEnumerable<(string Entry, IEnumerable<EntryStep> Steps)> Changed =>
        _changed.Where(c => _recorded.ContainsKey(c.Key)).Select(c => (c.Key, c.Value.Prepend(_recorded[c.Key])));

    /// <summary>Whether an entry was recorded, before an event version.</summary>
    public bool Has(string entry, long before) => _recorded.TryGetValue(entry, out var first) && first.Version < before;

    /// <summary>Whether an entry was recorded.</summary>
    public bool Has(string entry) => _recorded.ContainsKey(entry);

    /// <summary>Keeps that it was recorded.</summary>
    public void Record(string entry, ArchivedLine line, int stage) => _recorded[entry] = StepOf(line, stage);

    /// <summary>Keeps that it changed.</summary>
    public void Change(string entry, ArchivedLine line, int stage)
    {
        if (!_changed.TryGetValue(entry, out var steps))
            _changed[entry] = steps = [];
        steps.Add(StepOf(line, stage));
    }

    /// <summary>Reads an event again; its line was read and digested before.</summary>
    /// <exception cref="DamagedArchiveException">The file was changed meanwhile.</exception>
    public (StoredEvent Stored, StoryEvent Event) Read(EntryStep step, string entry, string stream)
    {
        if (step.Length == 0)
            return (new(0, stream, step.Version, "", default, step.Marked, null, null, null, null, null), new EntryKeyMarked(entry, step.Key));
        var line = new byte[step.Length];
        if (RandomAccess.Read(_file, line, step.Offset) != line.Length)
            throw new DamagedArchiveException("The archive was changed while it was read: import it again.");
        var archived = ArchivedPart.EventOf(line, stream);
        var stored = archived.ToStored(stream);
        return (stored, stored.Read(archived.Data, DomainJson.Stored));
    }

    /// <summary>Forgets them, for the next story.</summary>
    public void Clear()
    {
        _recorded.Clear();
        _changed.Clear();
    }

    public void Dispose() => _file.Dispose();

    private static EntryStep StepOf(ArchivedLine line, int stage) => line.Event is EntryKeyMarked { Urgent: null } mark
        ? new(line.Stored.Version, stage, 0, 0, line.Stored.Recorded.UtcDateTime, mark.Key)
        : new(line.Stored.Version, stage, line.Offset, line.Length);
}
