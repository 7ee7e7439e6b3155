using System.Globalization;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What stands in the way of every command on a story, whatever it says.</summary>
internal static class Refusals
{
    public static CommandResult KeyReused { get; } = new CommandResult.Refused(Refusal.Of(
        RefusalReason.Invalid, "idempotency-key-reused",
        "This Idempotency-Key was used for another request. Use a new key for a new command."));

    public static CommandResult TooBusy { get; } = OfState("too-busy",
        "Others keep changing this story faster than this command gets its turn. Send it again.");

    public static CommandResult NothingThere { get; } = new CommandResult.Refused(Refusal.Of(
        RefusalReason.Invalid, "nothing-there", "What is to be taken down stands nowhere there, so nothing was stored. Words must be given exactly as they stand."));

    public static CommandResult ClockBehind(DateTimeOffset server) => OfState("clock-behind", string.Create(
        CultureInfo.InvariantCulture,
        $"The story's last event is of a later time than the database server's clock shows, {server:O}. Set that clock right; until then the story takes nothing more."));

    /// <summary>The stream has events that the chronology has not, or the other way round.</summary>
    public static CommandResult Stopped(LoadedStory story) => story.StreamVersion > story.State.Version
        ? Stopped(story.State.Version + 1, StoppedStories.NotFolded)
        : OfState("log-shorter", string.Create(CultureInfo.InvariantCulture,
            $"The log of this story is shorter than it was: readers are shown {story.State.Version} events of it, and the last of them are gone. Put them back from a backup; `timeline verify` says which. Until then the story takes nothing more."));

    public static CommandResult Stopped(UnreadableEventException error) => Stopped(error.Version, error.Message);

    /// <summary>It holds what can be neither signed nor stored.</summary>
    public static CommandResult Unstorable(string reason) =>
        new CommandResult.Refused(Refusal.Of(RefusalReason.Invalid, "unstorable", $"This cannot be stored: {reason}"));

    /// <summary>What cannot be signed, or PostgreSQL refuses because of what is to be stored: a value, a constraint, a limit; else null.</summary>
    public static CommandResult? Unstorable(Exception error) =>
        error.Within<PostgresException>() is { } said && said.RefusesContent() ? Unstorable(said.MessageText.TrimEnd('.') + ".")
        : error.Within<FormatException>() is { } unsigned ? Unstorable(unsigned.Message)
        : null;

    private static CommandResult.Refused Stopped(long version, string reason) =>
        OfState("story-stopped", string.Create(CultureInfo.InvariantCulture, $"The story stops at event version {version}: {reason}"));

    private static CommandResult.Refused OfState(string code, string sentence) =>
        new(Refusal.Of(RefusalReason.State, code, sentence));
}
