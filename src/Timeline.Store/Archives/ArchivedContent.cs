using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Store.Projections;

namespace Timeline.Store.Archives;

/// <summary>
/// Whether an archive's events say what commands can have stored (<see cref="StoredRules"/>): hashes that fit do not tell that it was this
/// service that made them. Each event is looked at by itself, and each entry and story as every change leaves it. Of an entry nothing
/// is kept but where its events stand, so that a story may be as long as it is.
/// </summary>
/// <param name="file">The archive's file.</param>
/// <param name="known">Up to which event version a story is there already: that was checked when it was stored.</param>
internal sealed class ArchivedContent(string file, Func<string, long> known) : IDisposable
{
    private readonly SafeFileHandle _file = File.OpenHandle(file);
    private readonly Dictionary<string, Place> _recorded = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Place>> _changed = new(StringComparer.Ordinal);
    private string? _stream;
    private Story? _story;
    private bool _rewritten;

    private readonly record struct Place(long Offset, int Length);

    /// <summary>What an event says, looked at by itself; from any thread. Null where it is there already.</summary>
    /// <exception cref="ImportRefusedException">No command has stored that, or this version cannot read it.</exception>
    public StoryEvent? Read(StoredEvent stored, JsonElement data)
    {
        // Its rules are those of what a take-down rewrote only where one took something.
        if (stored.Erased is { Digests.Count: 0 })
            throw Refused(stored, new("keys", Sentence.ForPrograms("stand for fields that a take-down took, and none is gone.")));
        try
        {
            var @event = stored.Read(data);
            return stored.Version <= known(stored.Stream) || StoredRules.Problem(@event, stored.Erased is not null) is not { } problem
                ? @event : throw Refused(stored, problem);
        }
        catch (UnreadableEventException) when (stored.Version <= known(stored.Stream))
        {
            return null;
        }
        catch (UnreadableEventException unreadable)
        {
            throw new ImportRefusedException(
                $"Event version {stored.Version} of the story '{stored.Stream}' cannot be read here: {unreadable.Message}", unreadable);
        }
        catch (Exception error) when (ShadowWriter.DoesNotFit(error))
        {
            throw DoesNotFit(stored, error);
        }
    }

    /// <summary>Takes the next event, story after story and in each by ascending version.</summary>
    /// <exception cref="ImportRefusedException">No command has left a story, or an entry of the story before it, saying that.</exception>
    public void Add(ArchivedLine line)
    {
        if (line.Stored.Stream != _stream)
            End();
        _stream = line.Stored.Stream;
        switch (line.Event)
        {
            case EntryRecorded recorded:
                _recorded[recorded.Entry] = new(line.Offset, line.Length);
                break;
            // Which changes nothing but a mark.
            case EntryKeyMarked:
                break;
            case EntryChanged changed:
                if (!_changed.TryGetValue(changed.Entry ?? "", out var places))
                    _changed[changed.Entry ?? ""] = places = [];
                places.Add(new(line.Offset, line.Length));
                break;
            case StoryOpened or StoryChanged:
                AddToStory(line.Stored, line.Event);
                break;
        }
    }

    /// <summary>Looks at the entries of the last story that changed.</summary>
    /// <exception cref="ImportRefusedException">No command has left one saying what it says.</exception>
    public void End()
    {
        foreach (var (id, changes) in _changed)
        {
            // What changes an entry that is not there does not fit its story, which is found when it is folded.
            if (!_recorded.TryGetValue(id, out var first))
                continue;
            Entry? entry = null;
            var rewritten = false;
            foreach (var place in changes.Prepend(first))
            {
                var (stored, @event) = EventAt(place);
                rewritten |= stored.Erased is not null;
                entry = After(entry, stored, @event, rewritten);
            }
        }

        _recorded.Clear();
        _changed.Clear();
        (_story, _rewritten) = (null, false);
    }

    public void Dispose() => _file.Dispose();

    private Entry After(Entry? entry, StoredEvent stored, StoryEvent @event, bool rewritten)
    {
        try
        {
            var after = Entry.After(entry, @event, stored.Version, stored.Recorded);
            return stored.Version <= known(stored.Stream) || ReferenceEquals(after.Body, entry?.Body) || StoredRules.Problem(after.Body, rewritten) is not { } problem
                ? after : throw Refused(stored, problem);
        }
        catch (Exception error) when (ShadowWriter.DoesNotFit(error))
        {
            throw DoesNotFit(stored, error);
        }
    }

    private void AddToStory(StoredEvent stored, StoryEvent @event)
    {
        try
        {
            _rewritten |= stored.Erased is not null;
            _story = Story.After(_story, @event, stored.Recorded);
            if (stored.Version > known(stored.Stream) && StoredRules.Problem(_story, _rewritten) is { } problem)
                throw Refused(stored, problem);
        }
        catch (Exception error) when (ShadowWriter.DoesNotFit(error))
        {
            throw DoesNotFit(stored, error);
        }
    }

    // Its line was read and digested before.
    private (StoredEvent Stored, StoryEvent Event) EventAt(Place place)
    {
        var line = new byte[place.Length];
        if (RandomAccess.Read(_file, line, place.Offset) != line.Length)
            throw new DamagedArchiveException("The archive was changed while it was read: import it again.");
        var archived = ArchivedPart.EventOf(line, _stream!);
        var stored = archived.ToStored(_stream!);
        return (stored, stored.Read(archived.Data));
    }

    private static ImportRefusedException Refused(StoredEvent stored, FieldProblem problem) => new(
        $"Event version {stored.Version} of the story '{stored.Stream}' says what no command can have stored: {problem.Field} {problem.Sentence} Nothing was stored.");

    private static ImportRefusedException DoesNotFit(StoredEvent stored, Exception error) =>
        new($"Event version {stored.Version} of the story '{stored.Stream}' does not fit the story: " +
            $"{(error is InvalidOperationException or FormatException ? error.Message : "it lacks what it must say, or says it in another form.")} Nothing was stored.", error);
}
