using System.Text.Json;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
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
            EntryCorrected corrected when !rewritten => ChangeClass.Problems(corrected.Class, corrected.Wrong).FirstOrDefault(),
            StoryCorrected corrected when !rewritten => ChangeClass.Problems(corrected.Class, corrected.Wrong).FirstOrDefault(),
            EntryProposed proposed when !rewritten => ProblemOfAsked(() => FourEyes.Read(CommandReader.Editorial, new(proposed.Command, proposed.By, proposed.Asked, default))),
            StoryProposed proposed when !rewritten => ProblemOfAsked(() => FourEyes.Read(CommandReader.OfStory, new(proposed.Command, proposed.By, proposed.Asked, default))),
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

    /// <summary>What no command stores in a story as it stands, or makes an entry of it name; null where nothing speaks against it.</summary>
    /// <param name="event">The event, of the story itself or of a new entry.</param>
    /// <param name="before">The story; null before it is opened.</param>
    /// <param name="recorded">When the event was recorded.</param>
    /// <param name="exists">Whether the story has an entry of that id.</param>
    /// <param name="rewritten">Whether a take-down rewrote an event of the story.</param>
    public static string? Against(StoryEvent @event, Story? before, DateTimeOffset recorded, Func<string, bool> exists, bool rewritten) => @event switch
    {
        StoryOpened opened when before is null => Said(opened.Against(recorded), rewritten),
        EntryRecorded entry when before is not null =>
            exists(entry.Entry) ? "The story has that entry already."
            : Said(entry.Against(before, recorded), rewritten) ?? Said(RecordEntry.MentionProblems(entry.Content, exists, entry.Entry)),
        StoryChanged changed when before is not null => Said(changed.Against(before, recorded), rewritten)
            ?? (changed is StandingReplaced standing ? Said(SetStanding.Unresolved(standing.Known, standing.Unknown, exists)) : null),
        _ => $"{@event?.GetType().Name} does not fit its story.",
    };

    /// <summary>What no command stores of an entry as it stands; null where nothing speaks against it.</summary>
    /// <param name="changed">The event.</param>
    /// <param name="before">The entry.</param>
    /// <param name="after">The same after the event.</param>
    /// <param name="story">Its story, before the event.</param>
    /// <param name="exists">Whether the story has an entry of that id.</param>
    /// <param name="rewritten">Whether a take-down rewrote an event of the entry or of the story.</param>
    public static string? Against(EntryChanged changed, Entry before, Entry after, Story story, Func<string, bool> exists, bool rewritten)
    {
        ArgumentNullException.ThrowIfNull(changed);
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(after);
        return Said(changed.Against(before, story, after.UpdatedAt), rewritten)
            ?? (ReferenceEquals(after.Body, before.Body) ? null : Said(RecordEntry.MentionProblems(after.Body, exists, after.Id)))
            ?? (changed is EntryPlaced { Before: var one, After: var other } && (one ?? other) is { } beside && !exists(beside) ? $"The story has no entry \"{beside}\"." : null)
            ?? (changed is EntryCorrected && after.Body.When != before.Body.When && DateRules.Future(after.Body, story, after.UpdatedAt) is { } future
                ? Said([future]) : null);
    }

    /// <summary>What no command stores of a person or body as the register has them; null where nothing speaks against it.</summary>
    /// <param name="of">The event.</param>
    /// <param name="before">As the register has them; null where it has nobody.</param>
    /// <param name="rewritten">Whether a take-down rewrote an event of theirs.</param>
    public static string? Against(PersonEvent of, RegisteredPerson? before, bool rewritten)
    {
        ArgumentNullException.ThrowIfNull(of);
        return Said(of.Against(before), rewritten);
    }

    // Without the words that a take-down took, a change may change nothing.
    private static string? Said(Decision? instead, bool rewritten) => instead switch
    {
        Decision.Refused refused => refused.Refusal.Sentence.ToString(),
        Decision.NothingToDo nothing when !rewritten => nothing.Sentence,
        _ => null,
    };

    private static string? Said(IEnumerable<FieldProblem> problems) =>
        problems.FirstOrDefault() is { } problem ? $"{problem.Field} {problem.Sentence}" : null;

    private static FieldProblem? Problem(OpenStory story, bool rewritten) =>
        (rewritten ? Checks.ProblemsOfRewritten(story) : story.Problems()) is [var first, ..] ? first : null;

    private static FieldProblem? ProblemOfId(EntryRecorded recorded) =>
        EntryId.IsOne(recorded.Entry) && (recorded.Content.Origin is not { } origin || recorded.Entry == EntryId.OfOrigin(origin) || recorded.Entry == EntryId.BesideOrigin(origin))
            ? null : new("entry", Sentence.ForPrograms("is no id that the service makes."));

    private static FieldProblem? In(string prefix, FieldProblem? problem) => problem is null ? null : problem with { Field = prefix + problem.Field };
}
