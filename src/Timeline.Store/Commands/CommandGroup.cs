using Marten;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Pictures;
using Timeline.Store.Projections;
using Timeline.Store.Proof;
using Timeline.Store.TakeDowns;

namespace Timeline.Store.Commands;

/// <summary>
/// Some commands that were decided one after the other, each on what the ones before it leave, and what their transaction is
/// to store: nothing is, before it is queued on a session of Marten's and saved.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="stories">The stories that the commands are on, and the people whom they name, as they stand in the database.</param>
/// <param name="entries">The entries that the commands need, as far as they were looked up.</param>
/// <param name="whole">The stories of which all entries were looked up.</param>
/// <param name="context">What is known beside the stories, for all of them.</param>
/// <param name="streams">Of the stories whose events are to be rewritten, all of them.</param>
/// <param name="serverClock">The database server's clock, where it has refused our time before; else null.</param>
/// <param name="ct">Cancels; only of what stores nothing.</param>
internal sealed class CommandGroup(
    TimelineDatabase database, IReadOnlyDictionary<string, LoadedStory> stories,
    IReadOnlyDictionary<(string Story, string Entry), (Entry? Entry, UnreadableEventException? Unreadable)> entries,
    IReadOnlySet<string> whole, DecisionContext context, IReadOnlyDictionary<string, IReadOnlyList<StoredEvent>> streams,
    DateTimeOffset? serverClock, CancellationToken ct)
{
    private readonly Chronology _chronology = new(database.Schema);
    private readonly Dictionary<string, LoadedStory> _after = new(StringComparer.Ordinal);
    private readonly NewEvents _appends = new(stories);
    private readonly List<CommandAnswer> _answers = [];
    private readonly List<CommandAnswer> _receipts = [];
    private readonly List<EndEmbargo> _embargoes = [];
    private readonly List<FollowMerge> _merges = [];
    private readonly List<RemovePictures> _pictures = [];
    private readonly HashSet<string> _limited = [];
    private readonly List<NpgsqlBatchCommand> _rewriting = [];

    /// <summary>The answers, for after the commit.</summary>
    public IReadOnlyList<CommandAnswer> Answers => _answers;

    /// <summary>Whether there is something to store.</summary>
    public bool Stores => !_appends.AreNone || _receipts.Count > 0;

    /// <summary>Whether it is stored.</summary>
    public bool IsStored { get; private set; }

    /// <summary>What must happen at the ends of the embargoes that are set.</summary>
    public IReadOnlyList<EndEmbargo> Embargoes => _embargoes;

    /// <summary>What follows from the merges.</summary>
    public IReadOnlyList<FollowMerge> Merges => _merges;

    /// <summary>The pictures that go.</summary>
    public IReadOnlyList<RemovePictures> Pictures => _pictures;

    /// <summary>The stories of whose past the public may read less, or more, from now on, or see a picture no longer.</summary>
    public IEnumerable<string> ToPurge => _chronology.PastsChanged.Union(_limited);

    /// <summary>The stories that change, as they stand after the commit.</summary>
    public IReadOnlyDictionary<string, LoadedStory> After => _after;

    /// <summary>The events to append.</summary>
    public NewEvents Appends => _appends;

    /// <summary>Entries that a command needs and that were not looked up: look them up, and decide all anew.</summary>
    public HashSet<(string Story, string Entry)> Missing { get; } = [];

    /// <summary>The stories of which a command needs all entries, and that were not looked up whole.</summary>
    public HashSet<string> MissingWhole { get; } = [];

    /// <summary>The stories of which a command rewrites events, and of which those were not read.</summary>
    public HashSet<string> MissingStreams { get; } = [];

    /// <summary>The streams on which the commands rest that were decided and store nothing.</summary>
    public IEnumerable<string> NotAccepted => _answers.Where(a => a is { Event: null, Repeated: false }).SelectMany(a => a.Message.Streams).Distinct();

    /// <summary>Whether a request is refused that has an idempotency key, of which nothing was known.</summary>
    public bool RefusesUnder(IReadOnlyCollection<(string Actor, string Key)> known) => _answers.Exists(a =>
        a.Result is CommandResult.Refused && a.Message.By is { Key: { } key, Actor: var actor } && !known.Contains((actor, key)));

    /// <summary>To be called after the commit.</summary>
    public void Committed()
    {
        IsStored = true;
        _appends.Committed();
    }

    /// <summary>Answers as before.</summary>
    public void Repeat(CarryOut message, CommandResult result) => _answers.Add(new(message, result, Repeated: true));

    /// <summary>Decides one more command.</summary>
    public void Decide(CarryOut message, DateTimeOffset clock)
    {
        var story = _after.TryGetValue(message.Story, out var changed) ? changed : stories[message.Story];
        // To whom it must not be known that there is such a story, all is answered as where there is none.
        if (message.By.SeesDraftsOnly && !story.State.IsKnownToContributors)
            story = LoadedStory.None;
        if (story.State.Version != story.StreamVersion)
        {
            Answer(message, message.By.SeesDraftsOnly ? Refusals.TakesNothing : Refusals.Stopped(story));
            return;
        }

        if (serverClock is { } server && story.State.Recorded >= server + ClockSkew.Most)
        {
            Answer(message, Refusals.ClockBehind(server));
            return;
        }

        var (state, unreadable) = With(story.State, message.Story, message.Command.Needs);
        if (unreadable is null)
            (state, unreadable) = With(state, message.Story, message.Command.NeedsBeside(state));
        if (unreadable is null && state.Story is not null && message.Command.NeedsAll(state))
        {
            if (!whole.Contains(message.Story))
                MissingWhole.Add(message.Story);
            (state, unreadable) = With(state, message.Story, entries.Keys.Where(e => e.Story == message.Story).Select(e => e.Entry));
        }

        if (unreadable is not null)
        {
            Answer(message, message.By.SeesDraftsOnly ? Refusals.TakesNothing : Refusals.Stopped(unreadable));
            return;
        }

        if (message.Command is IRewrites && !streams.ContainsKey(message.Story))
        {
            MissingStreams.Add(message.Story);
            return;
        }

        var now = state.NextRecorded(clock);
        // Nor are entries, and whoever is in the register: what they must not see is not there to be named, and stays where it is when what they may do is stored.
        var (seen, register) = message.By.SeesDraftsOnly
            ? (state.AsContributorsSeeIt(), context.Register.AsContributorsSeeIt(message.Names)) : (state, context.Register);
        switch (message.Command.Decide(seen, context with { Now = now, NewId = message.NewEntry, DraftsOnly = message.By.DraftsOnly, Actor = message.By.Actor, Register = register }))
        {
            case Decision.Refused refused:
                Answer(message, new CommandResult.Refused(refused.Refusal));
                break;
            case Decision.NothingToDo nothing:
                AnswerAndKeep(new(message, new CommandResult.Unchanged(
                    nothing.Entry, state.Version, state.PublicVersion,
                    nothing.Entry is { } same ? state.Entries[same].UpdatedAt : state.UpdatedAt!.Value, nothing.Told, nothing.Code)));
                break;
            case Decision.Accepted accepted:
                Accept(message, story with { State = state }, accepted, now);
                break;
            default:
                throw new InvalidOperationException("A decision is one of three.");
        }
    }

    /// <summary>Signs what is appended.</summary>
    /// <exception cref="FormatException">What an event says, or who asked for it, cannot be signed.</exception>
    public void Sign()
    {
        foreach (var (story, hash) in _appends.Sign())
            _after[story] = _after[story] with { Hash = hash };
    }

    /// <summary>
    /// Queues everything on a session, signed. What is queued before the append is carried out before it: the rows,
    /// whose writing moves each story's head by compare-and-set under its row's lock. So a lost race fails before a position is
    /// taken.
    /// </summary>
    /// <inheritdoc cref="Sign" path="/exception"/>
    public void Queue(IDocumentSession session)
    {
        Sign();
        foreach (var statement in _rewriting)
            session.QueueOperation(new SessionStatement(statement));
        if (!_appends.AreNone)
        {
            session.QueueOperation(new SessionStatement(_chronology.Write(
                _appends.Recorded, [.. stories.Where(s => !_appends.AreOn(s.Key)).Select(s => (s.Key, s.Value.State.Version))])));
        }

        if (_receipts.Count > 0)
            session.QueueOperation(new SessionStatement(Receipts.Keep(database, _receipts)));
        _appends.Queue(session);
    }

    private void Answer(CarryOut message, CommandResult result) => _answers.Add(new(message, result));

    private void AnswerAndKeep(CommandAnswer answered)
    {
        _answers.Add(answered);
        // The digest of a request that names the very words that go would keep them.
        if (answered.Message.By.Key is not null && answered.Message.Command is not IRewrites { Asked.Form: AskedTakeDown.Replace })
            _receipts.Add(answered);
    }

    private (StoryState State, UnreadableEventException? Unreadable) With(StoryState state, string story, IEnumerable<string> needed)
    {
        foreach (var entry in state.Story is null ? [] : needed)
        {
            if (state.Entries.ContainsKey(entry))
                continue;
            if (!entries.TryGetValue((story, entry), out var loaded))
                Missing.Add((story, entry));
            if (loaded.Unreadable is not null)
                return (state, loaded.Unreadable);
            if (loaded.Entry is not null)
                state = state with { Entries = state.Entries.SetItem(entry, loaded.Entry) };
        }

        return (state, null);
    }

    // The story is folded anew from what its events say from now on; the event that is appended names what they say no more.
    private (Decision.Accepted Accepted, LoadedStory Story, Gone Gone)? Rewrite(
        CarryOut message, IRewrites rewrites, Decision.Accepted accepted)
    {
        try
        {
            var rewriting = Rewriting.Of(streams[message.Story], rewrites, ct);
            if (rewrites.Asked.Erases && rewriting.Erased.Count == 0)
            {
                Answer(message, Refusals.NothingThere);
                return null;
            }

            var state = rewriting.Fold(_chronology, ct);
            if (rewriting.PicturesOf(streams[message.Story], rewrites) is { } pictures)
                _pictures.Add(pictures);
            _rewriting.AddRange(rewriting.Statements(database, message.Story, rewrites.Of, state.Version));
            return (accepted with { Event = ((ITakesDown)accepted.Event).With(rewriting.Erased) },
                stories[message.Story] with { State = state }, rewriting.Gone(streams[message.Story], rewrites, _chronology));
        }
        catch (Exception error) when (error is UnreadableEventException || StoryFold.DoesNotFit(error))
        {
            Answer(message, Refusals.NotWithoutThem(error));
            return null;
        }
    }

    private void Accept(CarryOut message, LoadedStory story, Decision.Accepted accepted, DateTimeOffset now)
    {
        var (by, version) = (message.By, story.State.Version + 1);
        Gone? gone = null;
        if (message.Command is IRewrites rewrites)
        {
            if (Rewrite(message, rewrites, accepted) is not { } rewritten)
                return;
            (accepted, story, gone) = rewritten;
        }

        var after = _chronology.Fold(story.State, accepted.Event, version, now);
        var @event = new NewEvent(Guid.CreateVersion7(), accepted.Event, now, by, FieldDigests.NewSalt());
        _appends.Add(message.Story, @event);
        _after[message.Story] = new(after, "", version);
        AnswerAndKeep(new(message, new CommandResult.Stored(accepted.Entry, version, after.PublicVersion, 0, now) { Notes = accepted.Notes, Gone = gone }, @event));
        // A picture's date holds for what caches keep of it, too.
        if (accepted.Entry is { } entry && PictureUses.LimitsIn(story.State, entry) is { Count: > 0 } limits && !limits.SetEquals(PictureUses.LimitsIn(after, entry)))
            _limited.Add(message.Story);
        if (EndEmbargo.Of(message.Story, accepted.Event) is { } end)
            _embargoes.Add(end);
        if (FollowMerge.Of(accepted.Event, by.Actor) is { } merge)
            _merges.Add(merge);
    }
}
