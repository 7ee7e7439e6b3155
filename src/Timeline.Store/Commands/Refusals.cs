using System.Globalization;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What stands in the way of every command on a story, whichever engine carries it out.</summary>
internal static class Refusals
{
    public static CommandResult TooBusy { get; } = Refused("too-busy",
        "Others keep changing this story faster than this command gets its turn. Send it again.");

    private static readonly CommandResult Archived = Refused("story-archived",
        "This story is archived: it can be read, and takes nothing more.");

    private static readonly CommandResult OfAnotherTenant = Refused("story-of-another-tenant",
        "This story belongs to another tenant of the database: it can be read here, and takes nothing more.");

    /// <summary>Why PostgreSQL took nothing, where that lies in the stream itself; else null.</summary>
    public static CommandResult? Of(PostgresException? error) => error?.SqlState switch
    {
        SqlStates.Archived => Archived,
        SqlStates.OfAnotherTenant => OfAnotherTenant,
        _ => null,
    };

    public static CommandResult ClockBehind(DateTimeOffset server) => Refused("clock-behind", string.Create(CultureInfo.InvariantCulture,
        $"The story's last event is of a later time than the database server's clock shows, {server:O}. Set that clock right; until then the story takes nothing more."));

    public static CommandResult Stopped(UnreadableEventException error) => Refused("story-stopped",
        $"The story stops at version {error.Stored.Version}: {error.Message}");

    private static CommandResult.Refused Refused(string code, string sentence) =>
        new(Refusal.Of(RefusalReason.State, code, sentence));
}
