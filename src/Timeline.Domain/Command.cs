using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>What a decision may know beside the state: passed in, so that deciding stays pure.</summary>
/// <param name="Now">The recorded time, if the command is accepted.</param>
/// <param name="NewId">An id for a new entry.</param>
public sealed record DecisionContext(DateTimeOffset Now, string NewId)
{
    /// <summary>Who asks.</summary>
    public string Actor { get; init; } = "";

    /// <summary>Whether whoever asks may only record drafts and work on them.</summary>
    public bool DraftsOnly { get; init; }

    /// <summary>Of the other stories that the command names, those that readers can see.</summary>
    public IReadOnlySet<string> Stories { get; init; } = new HashSet<string>();

    /// <summary>As much of the register as the command names.</summary>
    public Register Register { get; init; } = Register.Empty;

    /// <summary>Of the people that the command registers, those that only entries name which the public does not see.</summary>
    public IReadOnlySet<string> Unseen { get; init; } = new HashSet<string>();
}

/// <summary>What the service made of one field of an accepted command, told with its answer.</summary>
/// <param name="Field">The field as a JSON path, such as <c>when.edtf</c>.</param>
/// <param name="Sentence">What it was taken for, and what to do where that is not meant.</param>
public sealed record Note(string Field, Sentence Sentence);

/// <summary>What became of a command.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>It is accepted as this event.</summary>
    /// <param name="Event">What to store.</param>
    /// <param name="Entry">The entry that it concerns, or null where it concerns the story.</param>
    public sealed record Accepted(StoryEvent Event, string? Entry) : Decision
    {
        /// <summary>What the service decided or understood by itself, and the editor should know.</summary>
        public IReadOnlyList<Note> Notes { get; init; } = [];
    }

    /// <summary>It would change nothing, so nothing is stored.</summary>
    /// <param name="Entry">The entry that it concerns, or null where it concerns the story.</param>
    /// <param name="Sentence">Why nothing changes, for programs: the desk says that it was so already.</param>
    /// <param name="Code">The reason's name, where a program asks for it.</param>
    public sealed record NothingToDo(string? Entry, string Sentence, string? Code = null) : Decision
    {
        /// <summary>The sentence as whoever asked is told it.</summary>
        public string Told => $"{Sentence.TrimEnd('.')}, so nothing was stored.";
    }

    /// <summary>It is refused.</summary>
    /// <param name="Refusal">Why.</param>
    public sealed record Refused(Refusal Refusal) : Decision;

    internal static Decision No(RefusalReason reason, string code, Sentence sentence) =>
        new Refused(Refusal.Of(reason, code, sentence));

    internal static Decision Invalid(string field, Sentence sentence) =>
        new Refused(Refusal.Invalid([new(field, sentence)]));

    /// <summary>Refuses what has a problem; null where there is none.</summary>
    internal static Decision? If(FieldProblem? problem) => problem is null ? null : Invalid(problem.Field, problem.Sentence);

    /// <summary>Refuses what has problems; null where there are none.</summary>
    internal static Decision? If(IEnumerable<FieldProblem> problems) =>
        problems.ToList() is { Count: > 0 } some ? new Refused(Refusal.Invalid(some)) : null;
}

/// <summary>What an editor asks for; imperative.</summary>
public abstract record Command
{
    /// <summary>The entries that the decision must see, by id: its target and those it links to.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Needs => [];

    /// <summary>What the decision must see beside that, once <see cref="Needs"/> is loaded.</summary>
    public virtual IEnumerable<string> NeedsBeside(StoryState story) => [];

    /// <summary>Whether it must see all of the story's entries.</summary>
    public virtual bool NeedsAll(StoryState story) => false;

    /// <summary>The other stories that the decision must know to be public or not, by id.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> NeedsStories => [];

    /// <summary>The people and bodies that it names, by id.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> NamesPeople => [];

    /// <summary>Those of them who must be in the register, unless the entry has them: ids that nothing else in the command explains.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> RestsOnRegister => NamesPeople;

    /// <summary>The people whom it makes public, by id: the decision must know whether entries in view name them.</summary>
    [JsonIgnore]
    public virtual IEnumerable<string> Registers => [];

    /// <summary>Decides, from the state alone.</summary>
    public abstract Decision Decide(StoryState story, DecisionContext context);
}

/// <summary>A command on something that exists, made for a state of it that the editor saw (RFC 9110, section 13.1.1).</summary>
public abstract record ConditionalCommand : Command
{
    /// <summary>When that had last changed, as the editor saw it: its <c>UpdatedAt</c>; or several instants, of which one must be that; null where
    /// none was given.</summary>
    [JsonIgnore, NotChecked]
    public IReadOnlyList<DateTimeOffset>? IfUpdatedAt { get; init; }

    /// <summary>Whether the editor asked for whatever state there is (<c>If-Match: *</c>).</summary>
    [JsonIgnore, NotChecked]
    public bool AnyState { get; init; }
}

/// <summary>A command on an entry or on a story itself, which may have to wait for a second pair of eyes.</summary>
public abstract record EditorialCommand : ConditionalCommand
{
    internal static readonly Note WaitsForAnother =
        new("", Sentence.Of("noted.waits"));

    /// <summary>Whether the editor must say for which state it was made.</summary>
    [JsonIgnore]
    public virtual bool MustName => false;

    /// <summary>Whether whatever state there is will do (<see cref="ConditionalCommand.AnyState"/>).</summary>
    private protected virtual bool TakesAnyState => true;

    /// <summary>Whether it touches what only the newsroom may see of what is in sight.</summary>
    private protected virtual bool TouchesHidden => false;

    /// <summary>What a story that asks for a second pair of eyes calls it (<see cref="Editorial.FourEyes"/>); null where it never waits.</summary>
    [JsonIgnore]
    public virtual string? FourEyes => null;

    /// <summary>Whether there are stories and entries with which it waits for another editor.</summary>
    [JsonIgnore]
    public virtual bool MayWait => FourEyes is not null;

    /// <summary>Why it cannot wait for a second pair of eyes, or null.</summary>
    [JsonIgnore, NotChecked]
    public string? Urgent { get; init; }

    /// <summary>Whether the story asks for another editor for commands of its type.</summary>
    public bool IsAskedFor(Story story) => FourEyes is { } name && story.FourEyes.Contains(name);

    /// <summary>Whether it must say for which state it was made, and does not.</summary>
    private protected bool IsUnnamed => MustName && IfUpdatedAt is null && !(AnyState && TakesAnyState);

    /// <summary>Whether it was made for another state than there is. Who read what the public reads cannot know of a change that the public does
    /// not see, and need not.</summary>
    private protected bool IsStale(DateTimeOffset updatedAt, bool visible, DateTimeOffset? publicUpdatedAt) =>
        IfUpdatedAt?.Any(seen => seen == updatedAt || (!TouchesHidden && visible && seen == publicUpdatedAt)) is false;

    /// <summary>What is wrong with <see cref="Urgent"/>; null where nothing is, or no reason was given. Whoever gives one does not mean to wait, and
    /// must not come to wait because of a slip.</summary>
    private protected Decision? UrgentProblem =>
        (Urgent is null ? null : TextChecks.IsBlank(Urgent) ? Sentence.Of("refused.urgent-blank") : TextChecks.Problem(Urgent, Editorial.FourEyes.LongestReason))
            is { } problem ? Decision.Invalid(Editorial.FourEyes.Urgent, problem) : null;
}

/// <summary>A command about an entry that exists.</summary>
public abstract record EntryCommand : EditorialCommand
{
    /// <summary>The code of the refusal to change an entry that is taken down.</summary>
    public const string AlreadyTakenDown = "already-taken-down";

    /// <summary>The entry's id.</summary>
    [JsonIgnore, NotChecked]
    public string Entry { get; init; } = "";

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Needs => [Entry];

    /// <summary>Of one that may wait: whether it does, with this entry.</summary>
    private protected virtual bool Waits(Entry entry) => true;

    /// <inheritdoc/>
    [JsonIgnore]
    public sealed override bool MayWait => base.MayWait || ChangesWords;

    /// <inheritdoc/>
    public override IEnumerable<string> NeedsBeside(StoryState story) =>
        story.Entries.TryGetValue(Entry, out var entry) && WholeEntry.MayLackRoom(entry.Body) ? entry.Body.Links.Select(l => l.Entry) : [];

    /// <summary>Whether an entry says something else after it.</summary>
    private protected virtual bool ChangesWords => false;

    /// <summary>Whether it may be said of a retracted entry, too: its event may be (<see cref="EntryChanged.Against"/>), and others are
    /// refused before all else is looked at.</summary>
    protected virtual bool TakesRetracted => false;

    /// <summary>The same of an entry that is taken down whole.</summary>
    protected virtual bool TakesTakenDown => false;

    /// <inheritdoc/>
    public sealed override Decision Decide(StoryState story, DecisionContext context)
    {
        if (story.Story is null)
            return Decision.No(RefusalReason.Unknown, "unknown-story", Sentence.Of("refused.no-story"));
        if (!story.Entries.TryGetValue(Entry, out var entry))
            return Decision.No(RefusalReason.Unknown, "unknown-entry", Sentence.Of("refused.no-entry", Entry));
        if (IsUnnamed)
            return Decision.No(RefusalReason.PreconditionMissing, "if-match-missing", Sentence.Of("refused.if-match-entry"));
        if (IsStale(entry.UpdatedAt, entry.Visible, entry.PublicUpdatedAt))
            return Decision.No(RefusalReason.Stale, "stale-entry", Sentence.Of("refused.stale-entry"));
        if (UrgentProblem is { } unsaid)
            return unsaid;
        if (context.DraftsOnly && !entry.TakesContributions)
        {
            return Decision.No(RefusalReason.NotAllowed, "drafts-only",
                Sentence.Of("refused.drafts-only-change"));
        }

        return EntryChanged.OfWithdrawn(entry, TakesRetracted, TakesTakenDown)
            ?? Seconded(entry, Whole(entry, DecideOn(entry, story, context), story, context), story, context);
    }

    /// <summary>Decides what another editor has approved; what the entry says to it is asked of the approval (<see cref="Whole"/>).</summary>
    internal Decision DecideApproved(Entry entry, StoryState story, DecisionContext context) => DecideOn(entry, story, context);

    // What is refused, or would change nothing, waits for nobody.
    private Decision Seconded(Entry entry, Decision decision, StoryState story, DecisionContext context) =>
        decision is not Decision.Accepted { Event: EntryChanged changed } accepted || !NeedsAnother(entry, story.Story!) ? decision
        : Urgent is { } reason ? accepted with { Event = changed with { Urgent = new(reason, context.Actor) } }
        : new Decision.Accepted(new Editorial.EntryProposed(Entry, GetType().Name, context.Actor, JsonDifference.Json(this)), Entry)
        {
            Notes = [WaitsForAnother],
        };

    /// <summary>Whether it waits for another editor: the story asks for one for all such commands (<see cref="EditorialCommand.IsAskedFor"/>), and this one is
    /// none of those that it lets pass (<see cref="Waits"/>); or it changes what two have seen (<see cref="ChangesWhatTwoSaw"/>).
    /// <see cref="MayWait"/> asks that of no story and entry in particular; <see cref="Seconded"/> is what comes of it.</summary>
    internal bool NeedsAnother(Entry entry, Story story) => (IsAskedFor(story) && Waits(entry)) || ChangesWhatTwoSaw(entry, story);

    /// <summary>Whether it would change what two have seen as it stands: an entry that comes into view by itself, or was let into view and is under embargo.</summary>
    public bool ChangesWhatTwoSaw(Entry entry, Story story) =>
        ChangesWords && entry is { PublicSince: null, StoryHidden: false } && (entry.ScheduledFor is not null || !entry.Draft)
            && story.FourEyes.Contains(Editorial.FourEyes.Publication);

    // Only here is known what the event finds there, and what the whole entry says after it: an archive is held to both, too.
    private Decision Whole(Entry entry, Decision decision, StoryState story, DecisionContext context)
    {
        if (decision is not Decision.Accepted { Event: EntryChanged changed } accepted)
            return decision;
        var instead = Instead(entry, changed, story, context);
        // What has no room beside what they wrote goes: whoever was told so would know that it is there. As few as will do, the last first.
        string[] hidden = instead is null ? [] : [.. entry.Body.Links.Select(l => l.Entry).Where(story.OutOfSight.Contains).Distinct()];
        for (var kept = hidden.Length - 1; instead is Decision.Refused && kept >= 0; kept--)
        {
            accepted = accepted with { Event = changed = changed with { Unlinked = hidden[kept..] } };
            instead = Instead(entry, changed, story, context);
        }

        return instead ?? accepted;
    }

    private Decision? Instead(Entry entry, EntryChanged changed, StoryState story, DecisionContext context) =>
        changed.Against(entry, story.Story!, context.Now) is { } instead ? instead
        : changed.AppliedTo(entry, context.Now).Body is var after
        && !ReferenceEquals(after, entry.Body) && StoredRules.Problems(after, entry.Body) is { Count: > 0 } problems
            ? new Decision.Refused(Refusal.Invalid([.. problems.Select(p => p with { Field = GivenAs(p.Field) })]))
        : null;

    /// <summary>Where the editor gave what stands in a field of the entry after it.</summary>
    private protected virtual string GivenAs(string field) => field;

    /// <summary>The name of a field within an item of a list: <c>by</c> of <c>figures[0].by</c>; null where it is of no item of that list.</summary>
    private protected static string? InList(string field, string list) =>
        field.StartsWith($"{list}[", StringComparison.Ordinal) && field.IndexOf("].", StringComparison.Ordinal) is > 0 and var end ? field[(end + 2)..] : null;

    /// <summary>Decides about the entry, which exists and is not retracted, unless it takes those, too.</summary>
    private protected abstract Decision DecideOn(Entry entry, StoryState story, DecisionContext context);

    private protected Decision Accept(EntryChanged changed, params IEnumerable<Note> notes) =>
        new Decision.Accepted(changed, Entry) { Notes = [.. notes] };

    /// <summary>What the editor is told where it ends a plan or an embargo.</summary>
    private protected static IEnumerable<Note> PlansEnd(Entry entry) => entry.Embargo is null && entry.ScheduledFor is null ? []
        : [new("embargo", Sentence.Of("noted.plans-end"))];

    /// <summary>What the editor is told who lets a draft into view beside another entry of its origin.</summary>
    private protected static IEnumerable<Note> Doubles(Entry entry) =>
        RecordEntry.Beside(entry) is { } other ? [new("", Sentence.Of("noted.same-origin", other))] : [];

    private protected Decision Nothing(string sentence, string? code = null) => new Decision.NothingToDo(Entry, sentence, code);
}
