using System.Text.Json;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What a command would do, of which nothing is stored.</summary>
/// <param name="Result">What would become of it; it has no position, and the id of a new entry is another one each time.</param>
/// <param name="Before">What it is about, as it stands.</param>
/// <param name="After">The same afterwards.</param>
public sealed record Trial(CommandResult Result, Look? Before, Look? After)
{
    /// <summary>Why it would be refused; null where it would not.</summary>
    public Refusal? Refusal => (Result as CommandResult.Refused)?.Refusal;

    /// <summary>What the service would decide or understand by itself.</summary>
    public IReadOnlyList<Note> Notes => (Result as CommandResult.Stored)?.Notes ?? [];

    internal static Trial Of(CommandGroup group, CarryOut message, StoryState before)
    {
        var entry = (message.Command as EntryCommand)?.Entry;
        var after = group.After.TryGetValue(message.Story, out var changed) ? changed.State : before;
        return new(group.Answers[0].Result, Look.Of(before, entry), Look.Of(after, entry));
    }
}

/// <summary>How a story stands, and of it one entry.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry's JSON; null where it is about the story itself.</param>
/// <param name="Visible">Whether the public sees it.</param>
/// <param name="PastWithheld">Whether what it said before is withheld from the public.</param>
public sealed record Look(Story Story, string? Entry, bool Visible, bool PastWithheld)
{
    internal static Look? Of(StoryState state, string? entry) => state.Story is not { } story ? null
        : entry is null ? new(story, null, story.Visible, false)
        : state.Entries.GetValueOrDefault(entry) is { } found
            ? new(story, Json(found, story), found.Visible && story.Visible, found.WithheldBefore is not null)
        : null;

    // What was taken down stands beside a row's own JSON.
    private static string Json(Entry entry, Story story) => JsonSerializer.Serialize(
        EntryDocument.Of(entry, story) with { Takedown = entry.TakenDown is { } taken ? TakeDownDocument.Of(taken, story) : null }, AnswerJson.Options);
}
