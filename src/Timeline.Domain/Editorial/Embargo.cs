using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: hidden from the public until an instant. Alias <c>entry_embargoed</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Until">The instant.</param>
public sealed record EntryEmbargoed(string Entry, DateTimeOffset Until) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { EmbargoUntil = Until };
}

/// <summary>Stored: the embargo's instant has come, or an editor ended it. Alias <c>embargo_lifted</c>.</summary>
/// <param name="Entry">The entry's id.</param>
public sealed record EmbargoLifted(string Entry) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { EmbargoUntil = null };
}

/// <summary>Asks to hide an entry until an instant, or to move that instant.</summary>
public sealed record Embargo : EntryCommand
{
    /// <summary>The instant, to come, with an offset.</summary>
    [Required]
    public DateTimeOffset? Until { get; init; }

    /// <summary>A worked example.</summary>
    public static Embargo Example => new() { Until = new(2099, 1, 23, 12, 0, 0, TimeSpan.FromHours(3)) };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Checks.Problems(this) is { Count: > 0 } problems ? new Decision.Refused(Refusal.Invalid(problems))
        : Until <= context.Now ? Decision.Invalid("until", "has passed already; give an instant to come.")
        : entry.EmbargoUntil == Until ? Nothing("The embargo ends at that instant already, so nothing was stored.")
        : Accept(new EntryEmbargoed(Entry, Until!.Value));
}

/// <summary>Asks to lift an embargo: the service when its instant has come, an editor whenever.</summary>
public sealed record LiftEmbargo : EntryCommand
{
    /// <summary>The code of the answer where it is asked for only if due, and is not.</summary>
    public const string NotYet = "not-yet";

    /// <summary>Lift it only if its instant has come: what the service's clock asks for, which must not end an embargo
    /// that an editor has prolonged meanwhile.</summary>
    [JsonIgnore, NotChecked]
    public bool OnlyIfDue { get; init; }

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        entry.EmbargoUntil is null ? Nothing("The entry is under no embargo, so nothing was stored.")
        : OnlyIfDue && entry.EmbargoUntil > context.Now ? Nothing("The embargo's instant has not come yet.", NotYet)
        : Accept(new EmbargoLifted(Entry));
}
