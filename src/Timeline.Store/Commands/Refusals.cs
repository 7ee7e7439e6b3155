using System.Globalization;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What stands in the way of every command on a story, whatever it says.</summary>
internal static class Refusals
{
    public static CommandResult KeyReused { get; } = new CommandResult.Refused(Refusal.Of(
        RefusalReason.Invalid, "idempotency-key-reused",
        Sentence.Of("refused.key-reused")));

    public static CommandResult TooBusy { get; } = new CommandResult.Refused(Refusal.Of(RefusalReason.Busy, "too-busy", Sentence.Of("refused.too-busy")));

    public static CommandResult NothingThere { get; } = new CommandResult.Refused(Refusal.Of(
        RefusalReason.Invalid, "nothing-there", Sentence.Of("refused.nothing-there")));

    public static CommandResult ClockBehind(DateTimeOffset server) => OfState("clock-behind",
        Sentence.Of("refused.clock-behind", server.ToString("O", CultureInfo.InvariantCulture)));

    /// <summary>What a contributor is told of either: no number of events, and no word of one that they may not see.</summary>
    public static CommandResult TakesNothing { get; } = OfState("story-stopped", Sentence.Of("refused.story-takes-nothing"));

    /// <summary>The stream has events that the chronology has not, or the other way round.</summary>
    public static CommandResult Stopped(LoadedStory story) => story.StreamVersion > story.State.Version
        ? Stopped(story.State.Version + 1, StoppedStories.NotFolded)
        : OfState("log-shorter", Sentence.Of("refused.log-shorter", story.State.Version));

    public static CommandResult Stopped(UnreadableEventException error) => Stopped(error.Version, Technical(error.Message));

    /// <summary>Without the words that were to be taken down nothing of the story could be folded.</summary>
    public static CommandResult NotWithoutThem(Exception error) => Unstorable(Sentence.Of("refused.unstorable-words", Technical(error.Message)));

    /// <summary>It holds what can be neither signed nor stored.</summary>
    private static CommandResult.Refused Unstorable(Sentence reason) =>
        new(Refusal.Of(RefusalReason.Invalid, "unstorable", Sentence.Of("refused.unstorable", reason)));

    /// <summary>What cannot be signed, or PostgreSQL refuses because of what is to be stored: a value, a constraint, a limit; else null.</summary>
    public static CommandResult? Unstorable(Exception error) =>
        error.Within<PostgresException>() is { } said && said.RefusesContent() ? Unstorable(Why(said))
        : error.Within<FormatException>() is { } unsigned ? Unstorable(Technical(unsigned.Message))
        : null;

    // By the classes of PostgreSQL's codes: what an editor can mend is said in their language, the rest for the operator as it is.
    private static Sentence Why(PostgresException said) => said.SqlState switch
    {
        ['5', '4', ..] => Sentence.Of("refused.unstorable-limit"),
        PostgresErrorCodes.CharacterNotInRepertoire or PostgresErrorCodes.UntranslatableCharacter => Sentence.Of("refused.unstorable-character"),
        _ => Technical(said.MessageText.TrimEnd('.') + "."),
    };

    private static Sentence Technical(string english) => Sentence.Of("refused.technical", english);

    private static CommandResult.Refused Stopped(long version, Sentence reason) =>
        OfState("story-stopped", Sentence.Of("refused.story-stopped", version, reason));

    private static CommandResult.Refused OfState(string code, Sentence sentence) =>
        new(Refusal.Of(RefusalReason.State, code, sentence));
}
