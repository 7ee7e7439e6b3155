using System.Text.Json.Serialization;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: a draft was published. Alias <c>entry_published</c>.</summary>
/// <param name="Entry">The entry's id.</param>
public sealed record EntryPublished(string Entry) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Draft = false, ScheduledFor = null, Promised = null };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        !entry.Draft ? Nothing("The entry is no draft.") : EmbargoTerms.Forbids(entry.Promised, now);
}

/// <summary>Asks to publish a draft.</summary>
public sealed record Publish : EntryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Publication;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Accept(new EntryPublished(Entry), Doubles(entry));
}
