using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>One story as the newsroom knows it, without its entries: the fold of the events that are about the story itself.</summary>
public sealed record Story
{
    /// <summary>The slug, also the name of its stream.</summary>
    public required string Id { get; init; }

    /// <summary>The title.</summary>
    public required string Title { get; init; }

    /// <summary>What it is about, in a sentence or two; null where nobody has said.</summary>
    public string? Standfirst { get; init; }

    /// <summary>The language its entries are written in (BCP 47).</summary>
    public required string Language { get; init; }

    /// <summary>The IANA time zone in which its dates are meant.</summary>
    public required string TimeZone { get; init; }

    /// <summary>The same.</summary>
    [JsonIgnore]
    public TimeZoneInfo Zone => Zones.GetOrAdd(TimeZone, TimeZoneInfo.FindSystemTimeZoneById);

    // Asked for at each date; the system looks a zone up under a lock that all threads share.
    private static readonly ConcurrentDictionary<string, TimeZoneInfo> Zones = new();

    /// <summary>The first day of its window, in EDTF.</summary>
    public required string From { get; init; }

    /// <summary>The last day of its window, in EDTF; null while it goes on.</summary>
    public string? To { get; init; }

    /// <summary>The picture that stands for it.</summary>
    public Media? Picture { get; init; }

    /// <summary>Not yet published.</summary>
    public bool Draft { get; init; }

    /// <summary>Hidden until an event says that the embargo is lifted, or null.</summary>
    public EmbargoTerms? Embargo { get; init; }

    /// <inheritdoc cref="Entry.Promised"/>
    public EmbargoTerms? Promised { get; init; }

    /// <inheritdoc cref="Entry.Agreed"/>
    [JsonIgnore]
    public EmbargoTerms? Agreed => Embargo ?? Promised;

    /// <summary>When a draft is to be published, or null.</summary>
    public DateTimeOffset? ScheduledFor { get; init; }

    /// <summary>When the clock has something to do about it, or null.</summary>
    [JsonIgnore]
    public DateTimeOffset? Due => TakenDown?.Whole is true ? null
        : Embargo?.Until is { } until && !(ScheduledFor < until) ? until : ScheduledFor;

    /// <summary>The commands on its entries that another editor must approve: see <see cref="Editorial.FourEyes"/>.</summary>
    public IReadOnlyList<string> FourEyes { get; init; } = [];

    /// <summary>What one editor proposed of the story itself and another one is to approve, or null.</summary>
    public Proposal? Proposal { get; init; }

    /// <summary>What was done urgently with the story itself and nobody else has seen yet, or null.</summary>
    public UrgentAct? UrgentlyDone { get; init; }

    /// <summary>Whether lawyers are to look at it, or have: see <see cref="LegalFlag"/>; null for neither.</summary>
    public string? Legal { get; init; }

    /// <summary>That something of it was taken down, or null.</summary>
    public TakenDown? TakenDown { get; init; }

    /// <summary>That an editor closed it, or null while it is open.</summary>
    public Closing? Closing { get; init; }

    /// <summary>What is known and what is not, or null where nobody has said.</summary>
    public Standing? Standing { get; init; }

    /// <summary>What was wrong with the story itself and is mended, oldest first.</summary>
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    /// <summary>When the story itself last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it came into the public's view, or null.</summary>
    public DateTimeOffset? PublicSince { get; init; }

    /// <summary>When the public last saw the story itself change, or null.</summary>
    public DateTimeOffset? PublicUpdatedAt { get; init; }

    /// <summary>When all of its entries last came to read otherwise, by its zone, its language or its coming into view; or null.</summary>
    public DateTimeOffset? AnewAt { get; init; }

    /// <summary>Whether the public sees it: once and for all, for nothing but a take-down takes a story out of view again.</summary>
    [JsonIgnore]
    public bool Visible => !Draft && Embargo is null && TakenDown?.Whole is not true;

    /// <summary>Whether contributors may see it: the public does, or it is a draft itself of which nothing is promised.</summary>
    [JsonIgnore]
    public bool IsSeenByContributors => Visible || (Status is "draft" or "scheduled" && Agreed is null);

    /// <summary>Whether contributors may know that there is such a story: what the public saw once, and was taken down, is no secret.</summary>
    [JsonIgnore]
    public bool IsKnownToContributors => IsSeenByContributors || PublicSince is not null;

    /// <summary><c>open</c> or <c>closed</c>; for the newsroom also <c>draft</c>, <c>scheduled</c>, <c>embargoed</c>, <c>removed</c>.</summary>
    [JsonIgnore]
    public string Status =>
        TakenDown?.Whole is true ? "removed"
        : Draft ? ScheduledFor is null ? "draft" : "scheduled"
        : Embargo is not null ? "embargoed"
        : Closing is not null ? "closed"
        : "open";

    /// <summary>The story after one more event about it; null before the first.</summary>
    /// <exception cref="InvalidOperationException">The event does not follow from that state.</exception>
    public static Story After(Story? before, StoryEvent @event, DateTimeOffset recorded) => (@event, before) switch
    {
        (StoryOpened opened, null) => Of(opened, recorded),
        (StoryChanged changed, not null) => before.After(changed, recorded),
        _ => throw new InvalidOperationException($"{@event?.GetType().Name} does not fit its story."),
    };

    /// <summary>The story as it was opened.</summary>
    internal static Story Of(StoryOpened opened, DateTimeOffset recorded) => new Story
    {
        Id = opened.Id,
        // Of what is taken down it is gone.
        Title = opened.Title ?? "",
        Standfirst = opened.Standfirst,
        Language = opened.Language,
        TimeZone = opened.TimeZone,
        From = opened.From,
        To = opened.To,
        Picture = opened.Picture,
        Draft = opened.Draft,
        Embargo = opened.EmbargoUntil is { } until ? new() { Until = until } : null,
    }.At(recorded, unseen: false);

    /// <summary>The story after one more event about it.</summary>
    internal Story After(StoryChanged changed, DateTimeOffset recorded)
    {
        var after = changed.Apply(this, recorded);
        if (!changed.Unseen)
            after = after with { Proposal = null };
        if (changed.Urgent is { } urgent)
            after = after with { UrgentlyDone = urgent };
        if (after.Visible != Visible)
            // What was wrong with a draft concerns no reader.
            after = after with { Corrections = [] };
        return (ReadsAsBefore(after) ? after : after with { AnewAt = recorded }).At(recorded, changed.Unseen && Visible);
    }

    /// <inheritdoc cref="Entry.WithoutPlans"/>
    internal Story WithoutPlans() => this with { Draft = Draft || Embargo is not null, Promised = Agreed, Embargo = null, ScheduledFor = null };

    private bool ReadsAsBefore(Story after) =>
        (after.Visible, after.TimeZone, after.Language) == (Visible, TimeZone, Language);

    private Story At(DateTimeOffset recorded, bool unseen) => this with
    {
        UpdatedAt = recorded,
        PublicSince = PublicSince ?? (Visible ? recorded : null),
        PublicUpdatedAt = Visible && !unseen ? recorded : PublicUpdatedAt,
    };
}
