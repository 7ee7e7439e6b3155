using System.Text.Json.Serialization;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>Stored: which commands on the story and its entries another editor must approve. Alias <c>four_eyes_set</c>.</summary>
/// <param name="Commands">See <see cref="Editorial.FourEyes"/>; null for none.</param>
public sealed record FourEyesSet([property: OneOfFourEyes] IReadOnlyList<string>? Commands) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => true;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with { FourEyes = Commands ?? [] };

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        story.FourEyes.ToHashSet().SetEquals(Commands ?? []) ? Nothing("It is so already.") : null;
}

/// <summary>A word of <see cref="Editorial.FourEyes"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfFourEyesAttribute() : OneOfAttribute(
    Editorial.FourEyes.Publication, Editorial.FourEyes.Correction, Editorial.FourEyes.Retraction, Editorial.FourEyes.EmbargoEnd);

/// <summary>Asks that another editor must approve some commands on the story and its entries; for those who answer for the law.</summary>
public sealed record SetFourEyes : StoryCommand
{
    /// <summary>Of <c>publication</c> (also one that is planned), <c>correction</c> (in whatever class), <c>retraction</c> and <c>embargo-lift</c> (also
    /// an embargo that is to end earlier); none for no longer. Nothing else waits: no hold, no withholding of the past, and no key mark,
    /// figure, source, link, outcome or reply, which add what they say with its author and change no word that stands.</summary>
    [MaxItemText(20), OneOfFourEyes]
    public IReadOnlyList<string> Commands { get; init; } = [];

    /// <summary>A worked example.</summary>
    public static SetFourEyes Example => new() { Commands = [Editorial.FourEyes.Publication, Editorial.FourEyes.Retraction] };

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new FourEyesSet([.. Commands.Distinct().Order(StringComparer.Ordinal)]));
}
