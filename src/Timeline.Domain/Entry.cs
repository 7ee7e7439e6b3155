using System.Collections.Immutable;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.TakeDowns;

namespace Timeline.Domain;

/// <summary>One entry as the newsroom knows it: the fold of the events that touch it.</summary>
public sealed record Entry
{
    /// <summary>The id: short, stable, safe in a URL.</summary>
    public required string Id { get; init; }

    /// <summary>What it says now.</summary>
    public required EntryBody Body { get; init; }

    /// <summary>Its story is not in view, and so it is not, whatever it says itself.</summary>
    public bool StoryHidden { get; init; }

    /// <summary>Not yet published.</summary>
    public bool Draft { get; init; }

    /// <summary>Why it must not be used at present, or null.</summary>
    public string? Held { get; init; }

    /// <summary>Since when it is held, or null.</summary>
    public DateTimeOffset? HeldAt { get; init; }

    /// <summary>Whether the hold withholds what the public could read before it.</summary>
    public bool HoldHidesPast { get; init; }

    /// <summary>The public must not read what the entry said before this instant; null where nothing is withheld but by a hold.</summary>
    public DateTimeOffset? PastHiddenAt { get; init; }

    /// <summary>States that began before this instant are withheld from the public; null where none is.</summary>
    public DateTimeOffset? WithheldBefore =>
        HoldHidesPast && (PastHiddenAt is null || HeldAt > PastHiddenAt) ? HeldAt : PastHiddenAt;

    /// <summary>Hidden until an event says that the embargo is lifted, or null.</summary>
    public EmbargoTerms? Embargo { get; init; }

    /// <summary>What was agreed under an embargo that ended with a hold or a take-down, and so still stands between it and its
    /// publication; null where nothing does.</summary>
    public EmbargoTerms? Promised { get; init; }

    /// <summary>What was agreed and nobody has ended by an embargo's own end, or null.</summary>
    public EmbargoTerms? Agreed => Embargo ?? Promised;

    /// <summary>When a draft is to be published, or null.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>When the clock has something to do about it: an embargo to end, a draft to publish, of what is retracted a reply to let
    /// go; null where it has nothing.</summary>
    public DateTimeOffset? Due => IsOver ? Replies.Min(r => r.Until)
        : Embargo?.Until is { } until && !(ScheduledFor < until) ? until : ScheduledFor;

    /// <summary>Whether contributors may see it as a draft: nothing of it was ever public, and nothing is promised to anybody.</summary>
    public bool IsOpenDraft => Draft && Held is null && Agreed is null && PublicSince is null && !IsOver;

    /// <summary>Whether contributors may see it: the public does, or it is a draft that they may see.</summary>
    public bool IsSeenByContributors => Visible || IsOpenDraft;

    /// <summary>Whether contributors may work on it: nor does it come into view by a clock.</summary>
    public bool TakesContributions => IsOpenDraft && ScheduledFor is null;

    /// <summary>That and why it was withdrawn, or null.</summary>
    public Retraction? Retraction { get; init; }

    /// <summary>That something of it was taken down, or null.</summary>
    public TakenDown? TakenDown { get; init; }

    /// <summary>The fields that lost words by a take-down, of the entry, of its story or of somebody, whatever readers are told of it. A feed
    /// may still have those words, so no update writes such a field (<see cref="Correct"/>); an editor does.</summary>
    public ImmutableHashSet<string> LostWords { get; init; } = [];

    /// <summary>Whether it was withdrawn, by a retraction or whole by a take-down: of it no more is left than what those concerned replied.</summary>
    public bool IsOver => Retraction is not null || TakenDown?.Whole is true;

    /// <summary>What became of what was planned, or null.</summary>
    public Outcome? Outcome { get; init; }

    /// <summary>Whether its date has to be reported on: it is planned, and nobody said that the date no longer holds.</summary>
    public bool AwaitsReport => Body.Planned && Outcome?.Status != RecordOutcome.Postponed && !IsOver;

    /// <summary>What was wrong and is mended, oldest first.</summary>
    public ImmutableArray<Correction> Corrections { get; init; } = [];

    /// <summary>That it was moved from one person's id to another, oldest first.</summary>
    public ImmutableArray<Move> Moves { get; init; } = [];

    /// <summary>Whether lawyers are to look at it, or have: see <see cref="LegalFlag"/>; null for neither.</summary>
    public string? Legal { get; init; }

    /// <summary>What one editor proposed and another one is to approve; null where nothing waits, or the entry has changed since.</summary>
    public Proposal? Proposal { get; init; }

    /// <summary>What was done urgently and nobody else has seen yet, or null.</summary>
    public UrgentAct? UrgentlyDone { get; init; }

    /// <summary>What those concerned replied, oldest first.</summary>
    public ImmutableArray<Reply> Replies { get; init; } = [];

    /// <summary>Where an editor placed it in the chronology; null where its date alone says that.</summary>
    public Place? Place { get; init; }

    /// <summary>How often it has changed, the first recording included; the newsroom's count.</summary>
    public int Revision { get; init; }

    /// <summary>When the newsroom first stored it.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many states of it the public has seen.</summary>
    public int PublicRevision { get; init; }

    /// <summary>When the public first saw it, or null.</summary>
    public DateTimeOffset? PublicSince { get; init; }

    /// <summary>When the public last saw it change, or null.</summary>
    public DateTimeOffset? PublicUpdatedAt { get; init; }

    /// <summary>What the public last saw of it, or null: all that a tombstone may be made of.</summary>
    public EntryBody? Seen { get; init; }

    /// <summary>The versions of the events that touch it, so that it can be folded again without reading the story.</summary>
    public ImmutableArray<long> Versions { get; init; } = [];

    /// <summary>The kind's name.</summary>
    public string Kind => KindList.Of(Body).Name;

    /// <summary>
    /// Whether the public sees it. While it is visible every event on it is a public change; a retracted entry leaves a
    /// tombstone only where the public had seen it.
    /// </summary>
    public bool Visible =>
        !StoryHidden && TakenDown?.IsGone is not true
        && (TakenDown?.Whole is true ? PublicSince is not null
            : !Draft && Held is null && Embargo is null && (Retraction is null || PublicSince is not null));

    /// <summary><c>published</c>, <c>draft</c>, <c>scheduled</c>, <c>embargoed</c>, <c>held</c>, <c>retracted</c> or <c>removed</c>.</summary>
    public string Status =>
        TakenDown?.Whole is true ? "removed"
        : Retraction is not null ? "retracted"
        : Held is not null ? "held"
        : Draft ? ScheduledFor is null ? "draft" : "scheduled"
        : Embargo is not null ? "embargoed"
        : "published";

    /// <summary>The entry after one more of its events.</summary>
    /// <param name="before">As it stood, null before its first event.</param>
    /// <param name="event">The event.</param>
    /// <param name="version">The event's version in the story.</param>
    /// <param name="recorded">When the event was recorded.</param>
    /// <param name="inStory">Of a first event: whether its story is in view.</param>
    /// <exception cref="InvalidOperationException">The event does not follow from that state.</exception>
    public static Entry After(Entry? before, StoryEvent @event, long version, DateTimeOffset recorded, bool inStory = true)
    {
        var entry = (@event, before) switch
        {
            (EntryRecorded first, null) => new Entry
            {
                Id = first.Entry,
                Body = first.Content,
                StoryHidden = !inStory,
                Draft = first.Content.Draft,
                Embargo = first.Content.EmbargoUntil is { } until ? new() { Until = until } : null,
                RecordedAt = recorded,
            },
            (EntryChanged changed, not null) => changed.AppliedTo(before, recorded),
            _ => throw new InvalidOperationException($"{@event.GetType().Name} does not fit its entry."),
        };
        if (@event.Rewritten.Count > 0)
            entry = entry with { LostWords = entry.LostWords.Union(@event.Rewritten.Select(field => Erasing.OfEntryField(@event, field)).OfType<string>()) };
        // What was proposed was proposed of what the entry said then.
        if (entry.Proposal is not null && (entry.Body != before?.Body || @event is not EntryChanged { Unseen: true }))
            entry = entry with { Proposal = null };
        if (@event is EntryChanged { Urgent: { } urgent })
            entry = entry with { UrgentlyDone = urgent };
        entry = entry with { Revision = entry.Revision + 1, UpdatedAt = recorded, Versions = entry.Versions.Add(version) };
        if (!entry.Visible)
            return entry;

        var inView = before?.Visible is true;
        entry = inView ? entry : entry.ComeIntoView(recorded);
        return inView && @event is EntryChanged { Unseen: true } ? entry with { Seen = entry.Body } : entry.Shown(recorded);
    }

    /// <summary>The entry with its plan and its embargo ended: no clock brings it back into view, and nothing but its publication does.</summary>
    internal Entry WithoutPlans() => this with { Draft = Draft || Embargo is not null, Promised = Agreed, Embargo = null, ScheduledFor = null };

    /// <summary>The entry once its story has come into view.</summary>
    /// <param name="recorded">When the entry came into view with it, if it did.</param>
    public Entry WithStory(DateTimeOffset recorded)
    {
        var entry = this with { StoryHidden = false };
        return entry.Visible ? entry.ComeIntoView(recorded).Shown(recorded) : entry;
    }

    private Entry Shown(DateTimeOffset recorded) => this with
    {
        PublicRevision = PublicRevision + 1,
        PublicSince = PublicSince ?? recorded,
        PublicUpdatedAt = recorded,
        Seen = Body,
    };

    // What was done out of sight shows at last, but neither the hour at which it was done nor a date that was planned and
    // dropped meanwhile. What was wrong with a draft concerns no reader at all.
    private Entry ComeIntoView(DateTimeOffset recorded) => Corrections.IsEmpty && Outcome is null && Place is null && Replies.IsEmpty ? this : this with
    {
        Replies = [.. Replies.Select(r => r.At > (PublicUpdatedAt ?? DateTimeOffset.MinValue) ? r with { At = recorded } : r)],
        Place = Place is null || Place.At <= PublicUpdatedAt ? Place : Place with { At = recorded },
        Corrections = PublicUpdatedAt is not { } left
            ? []
            : [.. Corrections.Select(c => c.At > left ? c with { At = recorded } : c)],
        Outcome = Outcome is null || Outcome.At <= PublicUpdatedAt ? Outcome
            : Seen is null && Outcome.Status == RecordOutcome.Moved ? null
            : Outcome with { Was = Seen is null || Seen.When == Body.When ? null : Seen.When, At = recorded },
    };
}
