using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Recording;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Store.Commands;
using Wolverine;

namespace Timeline.Api.Desk.Forms;

/// <summary>What became of a form.</summary>
/// <param name="Result">What became of its command; null where it could not be read.</param>
/// <param name="Sentence">Why it was refused as a whole; null where it was not, or where single fields are at fault.</param>
/// <param name="Problems">What is wrong with which field.</param>
internal sealed record Sent(CommandResult? Result, Sentence? Sentence, IReadOnlyList<FieldProblem> Problems)
{
    /// <summary>Whether somebody else changed meanwhile what it was about.</summary>
    public bool IsStale => Result is CommandResult.Refused { Refusal.Reason: RefusalReason.Stale };

    /// <summary>Whether nothing is left to do.</summary>
    public bool IsDone => Result is CommandResult.Stored or CommandResult.Unchanged;

    /// <summary>What the page that follows says was done.</summary>
    public string Done => Result is CommandResult.Unchanged ? "nothing" : "stored";
}

/// <summary>Sends what a form says on the way of the API's commands: the same reader, the same bus, the same rules.</summary>
internal static class Sending
{
    /// <summary>The name of the field by which a form that comes twice is carried out once.</summary>
    public const string Once = "once";

    /// <summary>Sends a command.</summary>
    /// <param name="context">The form's request.</param>
    /// <param name="story">The story's id.</param>
    /// <param name="body">The JSON body that the API would be sent.</param>
    /// <param name="type">The type that it must be of; null for a command without a body.</param>
    /// <param name="make">The command, from its body.</param>
    /// <param name="part">Which of the several commands of the form it is.</param>
    public static async Task<Sent> SendAsync(
        HttpContext context, string story, JsonObject body, Type? type, Func<object?, Command> make, string part = "")
    {
        if (Uploads.Problems(context) is { Count: > 0 } notTaken)
            return new(null, null, notTaken);
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body);
        object? content = null;
        if (type is not null)
        {
            content = CommandReader.Read(bytes, type, out var problem);
            if (problem is not null)
                return new(null, problem.Field.Length == 0 ? problem.Sentence : null, problem.Field.Length == 0 ? [] : [problem]);
        }

        var once = context.Request.Form[Once].ToString();
        var result = await Commands.CarryOutAsync(
            context, context.RequestServices.GetRequiredService<IMessageBus>(), story, make(content),
            once.Length is > 0 and <= 64 && !once.Any(char.IsControl) ? $"desk-{once}{part}" : null, RequestBody.Of(context.Request, bytes));
        return result is CommandResult.Refused { Refusal: var refusal }
            ? new(result, refusal.Fields.Count == 0 ? refusal.Sentence : null, refusal.Fields)
            : new(result, null, []);
    }
}
