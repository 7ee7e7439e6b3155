using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>What binds the newsroom to somebody who gave it something before its time. Give until, or onDelivery.</summary>
public record EmbargoTerms
{
    /// <summary>The instant at which it ends, to come, with an offset.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>It ends once the words are spoken: an editor ends it by hand, and no clock does.</summary>
    public bool OnDelivery { get; init; }

    /// <summary>Who asked for it.</summary>
    [MaxLength(200)]
    public string? By { get; init; }

    /// <summary>What was agreed, in a sentence or two.</summary>
    [MaxLength(1_000)]
    public string? Terms { get; init; }

    /// <summary>Whether it lets go earlier than the present one, or may.</summary>
    internal bool LetsGoOf(EmbargoTerms? present) => present is not null
        && (OnDelivery ? present.Until is not null : present.OnDelivery || Until < present.Until);

    /// <summary>The refusal to bring into view, at an instant, what somebody was promised would not be yet; null where nothing is
    /// promised any more. Holding an entry and publishing it anew must not be a way past what ending its embargo asks for.</summary>
    internal static Decision? Forbids(EmbargoTerms? promised, DateTimeOffset at) => promised is { OnDelivery: true } || promised?.Until > at
        ? Decision.No(RefusalReason.State, "still-promised",
            Sentence.Of("refused.still-promised"))
        : null;

    /// <summary>The refusal of it at an instant; null where nothing is wrong with it.</summary>
    internal Decision? Against(DateTimeOffset now) =>
        Decision.If(Problem(now));

    private FieldProblem? Problem(DateTimeOffset now) =>
        Until is null && !OnDelivery ? new("until", Sentence.Of("refused.until-missing"))
        : Until is not null && OnDelivery ? new("onDelivery", Sentence.Of("refused.until-both"))
        : ToCome.Problem("until", Until, now);
}

/// <summary>Asks for an embargo, or for other terms of one.</summary>
public record AskedEmbargo : EmbargoTerms
{
    /// <summary>Why it ends earlier than was agreed before; needed only then.</summary>
    [MaxLength(1_000)]
    public string? Reason { get; init; }

    internal static AskedEmbargo Example => new()
    {
        Until = new(2099, 1, 23, 12, 0, 0, TimeSpan.FromHours(3)),
        By = "The Kremlin press service",
        Terms = "Not before the president has spoken; no calls to those named.",
    };

    /// <summary>The refusal of it where another is in force or none; null where nothing is wrong with it.</summary>
    internal Decision? Against(EmbargoTerms? present, DateTimeOffset now) =>
        Against(now) ?? (LetsGoOf(present) && string.IsNullOrEmpty(Reason) ? Decision.Invalid("reason", Sentence.Of("refused.reason-earlier")) : null);
}

/// <summary>Why an embargo ends.</summary>
public sealed record EmbargoEnd
{
    /// <summary>Why it ends before its instant; needed only then.</summary>
    [MaxLength(1_000)]
    public string? Reason { get; init; }

    internal static EmbargoEnd Example => new() { Reason = "The ministry has published the text itself." };

    /// <summary>What is wrong with it; null where nothing is.</summary>
    /// <param name="present">What ends; null where nothing does.</param>
    /// <param name="now">When.</param>
    internal FieldProblem? Problem(EmbargoTerms? present, DateTimeOffset now) =>
        Checks.Problems(this) is [var problem, ..] ? problem
        : present?.Until > now && string.IsNullOrEmpty(Reason)
            ? new("reason", Sentence.Of("refused.reason-now"))
        : null;
}

/// <summary>Stored: hidden from the public for as long as somebody was promised. Alias <c>entry_embargoed</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Until">See <see cref="EmbargoTerms"/>.</param>
/// <param name="OnDelivery">See <see cref="EmbargoTerms"/>.</param>
/// <param name="By">See <see cref="EmbargoTerms"/>.</param>
/// <param name="Terms">See <see cref="EmbargoTerms"/>.</param>
/// <param name="Reason">Why it ends earlier than was agreed before, where it does.</param>
public sealed record EntryEmbargoed(
    string Entry, DateTimeOffset? Until, bool OnDelivery = false, string? By = null, string? Terms = null, string? Reason = null) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        entry with { Embargo = Agreed, Promised = null };

    private EmbargoTerms Agreed => new() { Until = Until, OnDelivery = OnDelivery, By = By, Terms = Terms };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Agreed.Against(now) ?? (entry.Embargo == Agreed ? Nothing("The embargo stands so already.") : null);
}

/// <summary>Stored: the embargo's instant has come, or an editor ended it. Alias <c>embargo_lifted</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Reason">Why, where it ended early.</param>
public sealed record EmbargoLifted(string Entry, string? Reason = null) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Embargo = null, Promised = null };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.Agreed is null ? Nothing("The entry is under no embargo.") : null;
}

/// <summary>Asks to hide an entry for as long as somebody was promised, or to change what was agreed.</summary>
public sealed record Embargo : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.EmbargoEnd;

    /// <summary>What was agreed.</summary>
    public AskedEmbargo Asked { get; init; } = new();

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(Asked)) ?? Asked.Against(entry.Agreed, context.Now) ?? Accept(new EntryEmbargoed(Entry, Asked.Until, Asked.OnDelivery, Asked.By, Asked.Terms, Asked.Reason));

    private protected override bool Waits(Entry entry) => Asked.LetsGoOf(entry.Agreed);
}

/// <summary>Asks to end an embargo: early with a reason, and one that ends on delivery once the words are spoken.</summary>
public sealed record LiftEmbargo : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.EmbargoEnd;

    /// <summary>Why.</summary>
    public EmbargoEnd End { get; init; } = new();

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(End.Problem(entry.Agreed, context.Now)) is { } never ? never
        : Accept(new EmbargoLifted(Entry, End.Reason));
}
