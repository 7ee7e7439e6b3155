using System.Text.Json;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What would become of a command, of which nothing is stored.</summary>
/// <param name="Result">The answer; what was not stored before has no position, and the id of a new entry is another one each time.</param>
/// <param name="Repeated">Whether it is the answer that was given to the same request before, which is stored.</param>
/// <param name="After">The story as it would stand; null where it stays as it is.</param>
public sealed record Trial(CommandResult Result, bool Repeated, StoryState? After);

/// <summary>What a command would change.</summary>
/// <param name="Trial">What would become of it.</param>
/// <param name="Before">What it is about, as it stands.</param>
/// <param name="After">The same afterwards.</param>
public sealed record Looks(Trial Trial, Look? Before, Look? After)
{
    /// <summary>Why it would be refused; null where it would not.</summary>
    public Refusal? Refusal => (Trial.Result as CommandResult.Refused)?.Refusal;

    /// <summary>What the service would decide or understand by itself.</summary>
    public IReadOnlyList<Note> Notes => (Trial.Result as CommandResult.Stored)?.Notes ?? [];
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
