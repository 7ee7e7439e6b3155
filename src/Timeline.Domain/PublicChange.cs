using Timeline.Domain.People;

namespace Timeline.Domain;

/// <summary>What one event changed for the public.</summary>
public enum PublicChange
{
    /// <summary>Nothing: the event is the newsroom's own business and advances no public number.</summary>
    None,

    /// <summary>The story itself.</summary>
    Story,

    /// <summary>An entry came into view.</summary>
    Recorded,

    /// <summary>An entry in view changed.</summary>
    Changed,

    /// <summary>An entry went out of view.</summary>
    Removed,

    /// <summary>What an entry that is out of view said before is withheld, or shown again.</summary>
    Past,
}

/// <summary>What public changes are called wherever they are told: in answers, in live streams and in the read model.</summary>
public static class PublicChangeNames
{
    /// <summary>The story itself changed.</summary>
    public const string Story = "story-changed";

    /// <summary>An entry came into view.</summary>
    public const string Recorded = "entry-recorded";

    /// <summary>An entry in view changed.</summary>
    public const string Changed = "entry-changed";

    /// <summary>An entry went out of view.</summary>
    public const string Removed = "entry-removed";

    /// <summary>What an entry that is out of view said before is withheld, or shown again.</summary>
    public const string Past = "past-changed";

    /// <summary>The name of a change.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is none that the public sees.</exception>
    public static string Of(PublicChange change) => change switch
    {
        PublicChange.Story => Story,
        PublicChange.Recorded => Recorded,
        PublicChange.Changed => Changed,
        PublicChange.Removed => Removed,
        PublicChange.Past => Past,
        _ => throw new ArgumentOutOfRangeException(nameof(change)),
    };
}

/// <summary>What one event did.</summary>
/// <param name="Public">What the public sees of it.</param>
/// <param name="Before">The entry before, null for a new entry or a change of the story.</param>
/// <param name="After">The entry after, null for a change of the story.</param>
public sealed record Change(PublicChange Public, Entry? Before, Entry? After)
{
    /// <summary>The story after, null for a change of an entry.</summary>
    public Story? Story { get; init; }

    /// <summary>The person after, null for a change in a story.</summary>
    public RegisteredPerson? Person { get; init; }

    /// <summary>Whether all of its entries read otherwise from then on: in another zone or language, or in view.</summary>
    public bool Anew { get; init; }

    /// <summary>Whether the public may read less, or more, of the past from here on: what was kept of it is no longer good.</summary>
    public bool OfPast => Story is not null ? TakesDown && Story.PublicSince is not null
        : Before?.PublicSince is not null && (Before.WithheldBefore != After?.WithheldBefore || TakesDown);

    /// <summary>Whether something of the entry, or of the story, is taken down by it.</summary>
    public bool TakesDown { get; init; }
}
