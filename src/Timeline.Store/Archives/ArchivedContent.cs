using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.People;
using Timeline.Store.Projections;

namespace Timeline.Store.Archives;

/// <summary>
/// Whether an archive's events say what commands can have stored (<see cref="StoredRules"/>): hashes that fit do not tell that it was this
/// service that made them. Each event is looked at by itself, and with what it finds there and leaves. Of an entry nothing
/// is kept but where its events stand, so that a story may be as long as it is.
/// </summary>
/// <param name="file">The archive's file.</param>
/// <param name="known">Up to which event version a story is there already: that was checked when it was stored.</param>
internal sealed class ArchivedContent(string file, Func<string, long> known) : IDisposable
{
    private readonly EntrySteps _entries = new(file);
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<string, string> _merges = new(StringComparer.Ordinal);
    private string? _stream;
    private Story? _story;
    private RegisteredPerson? _person;
    private readonly HashSet<Guid> _ids = [];
    private bool _rewritten;

    // The story from one of its own events to the next: what entries' changes hang on.
    private readonly record struct Stage(Story Story, bool Rewritten);

    /// <summary>Into whom those of the register in it are merged.</summary>
    public IReadOnlyDictionary<string, string> Merges => _merges;

    /// <summary>What an event says, looked at by itself; from any thread. Null where it is there already.</summary>
    /// <exception cref="ImportRefusedException">No command has stored that, or this version cannot read it.</exception>
    public StoryEvent? Read(StoredEvent stored, JsonElement data)
    {
        if (IsNew(stored) && Envelope.Problem(stored) is { } beside)
            throw Refused(stored, beside);
        try
        {
            // What this version does not know would be served by no answer, and proved by every hash.
            var @event = stored.Read(data, IsNew(stored) ? DomainJson.Strict : DomainJson.Stored);
            return !IsNew(stored) || StoredRules.Problem(@event, stored.Erased is not null) is not { } problem
                ? @event : throw Refused(stored, problem);
        }
        catch (UnreadableEventException) when (!IsNew(stored))
        {
            return null;
        }
        catch (UnreadableEventException unreadable)
        {
            throw new ImportRefusedException(
                $"Event version {stored.Version} of the story '{stored.Stream}' cannot be read here: {unreadable.Message}", unreadable);
        }
        catch (Exception error) when (StoryFold.DoesNotFit(error))
        {
            throw DoesNotFit(stored, error);
        }
    }

    /// <summary>Takes the next event, story after story and in each by ascending version.</summary>
    /// <exception cref="ImportRefusedException">No command has stored it there, or left a story, or an entry of the story before it, saying that.</exception>
    public void Add(ArchivedLine line)
    {
        if (line.Stored.Stream != _stream)
            End();
        _stream = line.Stored.Stream;
        _rewritten |= line.Stored.Erased is not null && line.Event is not (EntryRecorded or EntryChanged);
        try
        {
            Take(line);
        }
        catch (Exception error) when (StoryFold.DoesNotFit(error))
        {
            throw DoesNotFit(line.Stored, error);
        }
    }

    private void Take(ArchivedLine line)
    {
        var stored = line.Stored;
        // By which the outcome of a commit is looked up.
        if (IsNew(stored) && (line.Id == Guid.Empty || !_ids.Add(line.Id)))
            throw Refused(stored, "its id is none, or another one's.");
        if (line.Event is { } said && StreamId.NamedBy(said) is { } named && named != stored.Stream)
            throw Refused(stored, $"it is of '{named}'.");
        switch (line.Event)
        {
            case EntryChanged { Entry: var entry }:
                if (IsNew(stored) && !_entries.Has(entry ?? ""))
                    throw Refused(stored, $"The story has no entry \"{entry}\".");
                _entries.Change(entry ?? "", line, _stages.Count - 1);
                break;
            case PersonEvent of:
                Judge(stored, IsNew(stored) ? StoredRules.Against(of, _person, _rewritten) : null);
                _person = RegisteredPerson.After(_person, of, stored.Recorded);
                break;
            case EntryRecorded recorded:
                Judge(stored, IsNew(stored) ? StoredRules.Against(recorded, _story, stored.Recorded, _entries.Has, _rewritten) : null);
                _entries.Record(recorded.Entry, line, _stages.Count - 1);
                break;
            case { } @event:
                Judge(stored, IsNew(stored) ? StoredRules.Against(@event, _story, stored.Recorded, _entries.Has, _rewritten) : null);
                _story = Story.After(_story, @event, stored.Recorded);
                if (IsNew(stored) && StoredRules.Problem(_story, _rewritten) is { } problem)
                    throw Refused(stored, problem);
                if (_stages is not [.., { Story: var last, Rewritten: var rewritten }] || rewritten != _rewritten
                    || (last.Visible, last.TimeZone, last.FourEyes) != (_story.Visible, _story.TimeZone, _story.FourEyes))
                    _stages.Add(new(_story, _rewritten));
                break;
        }
    }

    /// <summary>Looks at the entries of the last story that changed.</summary>
    /// <exception cref="ImportRefusedException">No command has left one saying what it says.</exception>
    public void End()
    {
        foreach (var (id, steps) in _entries.Changed)
        {
            // What cannot be read is there already.
            if (steps.Any(s => s.Stage < 0))
                continue;
            Entry? entry = null;
            var rewritten = false;
            foreach (var step in steps)
            {
                var (stored, @event) = _entries.Read(step, id, _stream!);
                rewritten |= stored.Erased is not null;
                entry = After(entry, stored, @event, _stages[step.Stage], rewritten);
            }
        }

        if (_person is { MergedInto: { } into })
            _merges[_person.Id] = into;
        _entries.Clear();
        _stages.Clear();
        _ids.Clear();
        (_story, _person, _rewritten) = (null, null, false);
    }

    public void Dispose() => _entries.Dispose();

    private bool IsNew(StoredEvent stored) => stored.Version > known(stored.Stream);

    private Entry After(Entry? entry, StoredEvent stored, StoryEvent @event, Stage stage, bool rewritten)
    {
        try
        {
            if (entry is { StoryHidden: true } && stage.Story.Visible)
                entry = entry.WithStory(stage.Story.UpdatedAt);
            var after = Entry.After(entry, @event, stored.Version, stored.Recorded, stage.Story.Visible);
            if (!IsNew(stored) || entry is null)
                return after;
            Judge(stored, StoredRules.Against((EntryChanged)@event, entry, after, stage.Story,
                id => _entries.Has(id, before: stored.Version), rewritten || stage.Rewritten));
            return ReferenceEquals(after.Body, entry.Body) || @event is EntryKeyMarked || StoredRules.Problem(after.Body, rewritten) is not { } problem
                ? after : throw Refused(stored, problem);
        }
        catch (Exception error) when (StoryFold.DoesNotFit(error))
        {
            throw DoesNotFit(stored, error);
        }
    }

    private static void Judge(StoredEvent stored, string? against)
    {
        if (against is not null)
            throw Refused(stored, against);
    }

    private static ImportRefusedException Refused(StoredEvent stored, FieldProblem problem) => Refused(stored, $"{problem.Field} {problem.Sentence}");

    private static ImportRefusedException Refused(StoredEvent stored, string why) => new(
        $"Event version {stored.Version} of the story '{stored.Stream}' says what no command can have stored: {why} Nothing was stored.");

    private static ImportRefusedException DoesNotFit(StoredEvent stored, Exception error) =>
        new($"Event version {stored.Version} of the story '{stored.Stream}' does not fit the story: " +
            $"{(error is InvalidOperationException or FormatException ? error.Message : "it lacks what it must say, or says it in another form.")} Nothing was stored.", error);
}
