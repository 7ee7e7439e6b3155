using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>
/// What holds of every event and every body that a command has stored, whatever has become of the story since: so what comes from
/// elsewhere can be told from it. Hashes prove who wrote a history, and not that it was this service.
/// </summary>
public static class StoredRules
{
    /// <summary>What no command stores of an event by itself; null where nothing speaks against it.</summary>
    /// <param name="event">The event.</param>
    /// <param name="rewritten">Whether a take-down rewrote it.</param>
    public static FieldProblem? Problem(StoryEvent @event, bool rewritten)
    {
        ArgumentNullException.ThrowIfNull(@event);
        return @event switch
        {
            // All that it holds is its body.
            EntryRecorded { Content: null } => new("body", Sentence.Of("refused.missing")),
            EntryRecorded recorded => ProblemOfId(recorded) ?? In("body.", Problem(recorded.Content, rewritten)),
            StoryOpened opened => Problem(OpenStory.Of(opened), rewritten),
            _ when Checks.ProblemsOfStored(@event, rewritten) is [var first, ..] => first,
            EntryProposed proposed when !rewritten => ProblemOfAsked(() => FourEyes.Read(new(proposed.Command, proposed.By, proposed.Asked, default))),
            StoryProposed proposed when !rewritten => ProblemOfAsked(() => ApproveStory.Read(new(proposed.Command, proposed.By, proposed.Asked, default))),
            _ => null,
        };
    }

    // By its rules it is decided when it is approved; till then it must be a command.
    private static FieldProblem? ProblemOfAsked(Func<Command?> read)
    {
        try
        {
            return read() is null ? new("asked", Sentence.ForPrograms("is no command that waits for a second editor.")) : null;
        }
        catch (JsonException wrong)
        {
            return new("asked", Sentence.ForPrograms($"cannot be read: {wrong.Message}"));
        }
    }

    /// <summary>What no command leaves an entry saying; null where nothing speaks against it.</summary>
    /// <param name="body">What the entry says.</param>
    /// <param name="rewritten">Whether a take-down rewrote an event of it.</param>
    public static FieldProblem? Problem(EntryBody body, bool rewritten)
    {
        ArgumentNullException.ThrowIfNull(body);
        // The zone is left out: it may have been another one then.
        return (rewritten ? Checks.ProblemsOfRewritten(body) : KindList.Of(body).Check(body)) is [var first, ..] ? first
            : rewritten ? null : WholeEntry.Problem(body);
    }

    /// <summary>What no command makes an entry say. What was so before bars no later command: a rule may have become stricter since, and a
    /// take-down empties what must be filled in.</summary>
    /// <param name="body">What the entry says after the command.</param>
    /// <param name="before">What it said before.</param>
    public static IReadOnlyList<FieldProblem> Problems(EntryBody body, EntryBody before)
    {
        ArgumentNullException.ThrowIfNull(body);
        ArgumentNullException.ThrowIfNull(before);
        if (KindList.Of(body).Check(body) is { Count: > 0 } problems
            && problems.ExceptBy(KindList.Of(before).Check(before).Select(p => p.Field), p => p.Field).ToList() is { Count: > 0 } added)
            return added;
        return WholeEntry.Problem(body) is { } more ? [more] : [];
    }

    /// <summary>What no command leaves a story saying of itself; null where nothing speaks against it.</summary>
    /// <param name="story">The story.</param>
    /// <param name="rewritten">Whether a take-down rewrote an event of it.</param>
    public static FieldProblem? Problem(Story story, bool rewritten)
    {
        ArgumentNullException.ThrowIfNull(story);
        return Problem(OpenStory.Of(story), rewritten);
    }

    private static FieldProblem? Problem(OpenStory story, bool rewritten) =>
        (rewritten ? Checks.ProblemsOfRewritten(story) : story.Problems()) is [var first, ..] ? first : null;

    private static FieldProblem? ProblemOfId(EntryRecorded recorded) =>
        EntryId.IsOne(recorded.Entry) && (recorded.Content.Origin is not { } origin || EntryId.OfOrigin(origin) == recorded.Entry)
            ? null : new("entry", Sentence.ForPrograms("is no id that the service makes."));

    private static FieldProblem? In(string prefix, FieldProblem? problem) => problem is null ? null : problem with { Field = prefix + problem.Field };
}
