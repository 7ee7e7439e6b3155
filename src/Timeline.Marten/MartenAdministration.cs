using System.Text.Json.Nodes;
using Marten.Events.Daemon.Coordination;
using Timeline.Chronology;
using Wolverine;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Timeline.Marten;

/// <summary>A message that failed too often and waits for a person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Message">What sort of message.</param>
/// <param name="Content">What it says; null where that cannot be read.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Sent">When it was sent.</param>
public sealed record DeadLetter(Guid Id, string Message, JsonNode? Content, string Error, DateTimeOffset Sent);

/// <summary>What only this engine's keepers need.</summary>
public sealed class MartenAdministration(IMessageStore messages, IProjectionCoordinator daemons)
{
    /// <summary>The messages that failed too often, all of them.</summary>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(CancellationToken ct = default)
    {
        var found = await messages.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageSize = 0 }, ct);
        return
        [
            .. found.Envelopes.Select(e => new DeadLetter(
                e.Id, e.MessageType, ContentOf(e.Envelope), $"{e.ExceptionType}: {e.ExceptionMessage}", e.SentAt)),
        ];
    }

    /// <summary>Lets one of them, or all, be handled again.</summary>
    public Task ReplayAsync(Guid? id, CancellationToken ct = default) => messages.DeadLetters.ReplayAsync(
        id is { } one ? new DeadLetterEnvelopeQuery([one]) : new DeadLetterEnvelopeQuery(), ct);

    /// <summary>
    /// Folds the log by Marten's daemon, up to its high-water mark, into the shadow of a <see cref="Rebuild"/>, which calls this.
    /// </summary>
    public Task FoldAsync(CancellationToken ct) =>
        // However long it takes: Marten's own patience ends after five minutes.
        daemons.DaemonForMainDatabase().RebuildProjectionAsync(ChronologyProjection.ProjectionName, TimeSpan.FromDays(1), ct);

    // A stand-in for what could not be read has a message of its own.
    private static JsonNode? ContentOf(Envelope envelope) =>
        envelope is { Message: null, ContentType: EnvelopeConstants.JsonContentType, Data: { } data } ? JsonNode.Parse(data) : null;
}
