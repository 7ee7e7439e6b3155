using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>The words of a person concerned, as they were sent: shown in full wherever the entry is, and answered nowhere beside it.</summary>
/// <param name="By">Who replies.</param>
/// <param name="Text">The words, unaltered.</param>
/// <param name="Media">What belongs to it.</param>
/// <param name="Until">Until when it stays at the story after a retraction; null for always.</param>
/// <param name="At">When the newsroom stored it; of one stored out of the public's sight, when it came into view.</param>
public sealed record Reply(string By, string Text, IReadOnlyList<Media> Media, DateTimeOffset? Until, DateTimeOffset At);

/// <summary>Stored: somebody concerned replied. Alias <c>reply_recorded</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="By">See <see cref="Reply"/>.</param>
/// <param name="Text">See <see cref="Reply"/>.</param>
/// <param name="Media">See <see cref="Reply"/>.</param>
/// <param name="Until">See <see cref="Reply"/>.</param>
/// <param name="Basis">Why it is shown, for the newsroom.</param>
public sealed record ReplyRecorded(
    string Entry, string By, string Text, IReadOnlyList<Media> Media, DateTimeOffset? Until, string Basis) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        // Its words may have been taken down.
        Text is null ? entry : entry with { Replies = entry.Replies.Add(new(By ?? "", Text, Media ?? [], Until, recorded)) };

    private protected override bool TakesRetracted => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Decision.If(ToCome.Problem("until", Until, now, "refused.or-leave-out")) is { } never ? never
        : entry.Replies.Any(r => (r.By, r.Text) == (By, Text)) ? Nothing("The entry has that reply already.")
        : entry.Replies.Length >= Most ? Decision.Invalid("text", Sentence.Of("refused.most-replies", Most))
        : null;

    private const int Most = 20;
}

/// <summary>Stored: the entry is retracted, and the time is over for which replies had to stay at the story. Alias <c>reply_ended</c>.</summary>
/// <param name="Entry">The entry's id.</param>
public sealed record ReplyEnded(string Entry) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with { Replies = entry.Replies.RemoveAll(r => r.Until <= recorded) };

    private protected override bool TakesRetracted => true;

    private protected override bool TakesTakenDown => true;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.IsOver && entry.Due <= now ? null : Nothing(ComeDue.NotYetSentence);
}

/// <summary>Asks to show the reply of somebody concerned; at a retracted entry, too.</summary>
public sealed record RecordReply : EntryCommand
{
    /// <summary>Who replies, as they are to be named.</summary>
    [Required, MaxLength(300)]
    public string By { get; init; } = "";

    /// <summary>The words, which nobody alters; plain text.</summary>
    [Required, MaxLength(10_000)]
    public string Text { get; init; } = "";

    /// <summary>What belongs to it.</summary>
    [MaxLength(5)]
    public IReadOnlyList<Media> Media { get; init; } = [];

    /// <summary>Until when it stays at the story where the entry is retracted, an instant to come with an offset; leave it out for always. At
    /// an entry that stands, it stands as long as that.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Why it is shown: a law, a ruling, fairness. For the newsroom.</summary>
    [Required, MaxLength(1_000)]
    public string Basis { get; init; } = "";

    /// <summary>A worked example.</summary>
    public static RecordReply Example => new()
    {
        By = "The City of Moscow",
        Text = "The city has received no application for a rally on 23 January, and so has refused none.",
        Basis = "Right of reply under the press law.",
    };

    /// <inheritdoc/>
    protected override bool TakesRetracted => true;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Accept(new ReplyRecorded(Entry, By, Text, Media, Until, Basis));
}
