using System.Text;
using System.Text.Json.Nodes;
using Wolverine;
using Wolverine.Persistence.Durability;
using Wolverine.Persistence.Durability.DeadLetterManagement;

namespace Timeline.Store.Commands;

/// <summary>A message that failed too often and waits for a person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Message">What sort of message.</param>
/// <param name="Content">What it says; null where that cannot be read.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Sent">When it was sent.</param>
public sealed record DeadLetter(Guid Id, string Message, JsonNode? Content, string Error, DateTimeOffset Sent);

/// <summary>Wolverine's dead letters.</summary>
public static class DeadLetters
{
    /// <summary>The messages that failed too often, all of them.</summary>
    public static async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(this IMessageStore messages, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var found = await messages.DeadLetters.QueryAsync(new DeadLetterEnvelopeQuery { PageSize = 0 }, ct);
        return
        [
            .. found.Envelopes.Select(e => new DeadLetter(
                e.Id, e.MessageType, ContentOf(e.Envelope), $"{e.ExceptionType}: {e.ExceptionMessage}", e.SentAt)),
        ];
    }

    /// <summary>Lets one of them, or all, be handled again, as often as a message that was never sent before.</summary>
    public static async Task ReplayAsync(this IMessageStore messages, Guid? id, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(messages);
        foreach (var letter in (await messages.DeadLettersAsync(ct)).Where(letter => id is null || letter.Id == id))
        {
            if (letter.Content is JsonObject said && said.Remove(Retries.Tries))
                await messages.DeadLetters.EditAndReplayAsync(letter.Id, Encoding.UTF8.GetBytes(said.ToJsonString()), ct);
        }

        await messages.DeadLetters.ReplayAsync(
            id is { } one ? new DeadLetterEnvelopeQuery([one]) : new DeadLetterEnvelopeQuery(), ct);
    }

    // A stand-in for what could not be read has a message of its own.
    private static JsonNode? ContentOf(Envelope envelope) =>
        envelope is { Message: null, ContentType: EnvelopeConstants.JsonContentType, Data: { } data } ? JsonNode.Parse(data) : null;
}
