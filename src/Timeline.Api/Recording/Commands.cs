using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Store.Commands;
using Timeline.Store.TakeDowns;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>What an accepted command answers.</summary>
/// <param name="Entry">The entry's id; absent where the command concerns the story, and of what a dry run does not record.</param>
/// <param name="Version">The story's public version: what its answers, <c>asOf</c> and the live stream count by. Of a dry run, what it would be.</param>
/// <param name="EventVersion">The number of events in its stream, of which the public does not see all; absent for contributors, who do not either. Of a
/// dry run, what it would be.</param>
/// <param name="Position">The event's position among all events; absent where nothing was stored, and for contributors.</param>
/// <param name="Unchanged">Why nothing was stored; absent where something was.</param>
/// <param name="Notes">What the service decided or understood by itself.</param>
internal sealed record CommandAnswer(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Entry,
    long Version,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? EventVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unchanged,
    IReadOnlyList<Note> Notes)
{
    /// <summary>Of a take-down, the public addresses that gave what went, to be told to search engines and archives; absent of others, and
    /// of one that is repeated under its Idempotency-Key: they are kept nowhere.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Addresses { get; init; }

    /// <summary>Of a take-down of an entry, where else in the story something is said of it, such as where things stand: it stays, unless it is
    /// taken down by its id as a place of a person is; absent of others, and of one that is repeated.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<NamedPlace>? Places { get; init; }
}

/// <summary>What became of a command about a person or body.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="EventVersion">The number of events about them.</param>
/// <param name="Position">The event's position among all events; absent where nothing was stored.</param>
/// <param name="Unchanged">Why nothing was stored; absent where something was.</param>
/// <param name="Notes">What the service decided or understood by itself.</param>
internal sealed record PersonCommandAnswer(
    string Person, long EventVersion,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Unchanged,
    IReadOnlyList<Note> Notes);

/// <summary>Carries a command from a request to Wolverine's bus, and its result to the answer.</summary>
internal static class Commands
{
    private const string WouldBeStored = "It would be stored, and this is a dry run.";

    public static async Task<IResult> ExecuteAsync(
        HttpContext context, IMessageBus bus, string story, Command command, RequestBody body)
    {
        if (ReadDryRun(context, out var dryRun) is { } wrong)
            return wrong;
        var header = context.Request.Headers[Parameters.IdempotencyKey.Name];
        var key = header.Count > 0 ? header.ToString() : null;
        // Whoever sends an empty one believes to be safe.
        if (key is not null && (key.Length == 0 || key.Length > Parameters.IdempotencyKey.Longest || key.Any(char.IsControl)))
        {
            return Problems.Of(400, "invalid-idempotency-key",
                $"Idempotency-Key has {key.Length} characters; send 1 to {Parameters.IdempotencyKey.Longest}, without control characters.");
        }

        var trial = dryRun ? await context.RequestServices.GetRequiredService<GroupCommit>().TryAsync(Message(context, story, command, key, body), context.RequestAborted) : null;
        var person = StreamId.PersonOf(story);
        // These count what others did, too, out of a contributor's sight.
        var counts = !Visibility.IsDraftsOnly(context);
        switch (trial?.Result ?? await CarryOutAsync(context, bus, story, command, key, body))
        {
            case CommandResult.Stored would when trial is { Repeated: false }:
                return TypedResults.Ok(Answer((command as EntryCommand)?.Entry, would.PublicVersion, would.EventVersion, null, WouldBeStored, would.Notes));
            case CommandResult.Stored stored:
                context.Response.Headers.ETag = EntryETag.Of(stored.UpdatedAt);
                var answer = Answer(stored.Entry, stored.PublicVersion, stored.EventVersion, stored.Position, null, stored.Notes, stored.Gone);
                return person is not null && stored.EventVersion > 1 && !HttpMethods.IsPost(context.Request.Method) ? TypedResults.Ok(answer)
                    : TypedResults.Created(person is not null ? $"/people/{person}" : stored.Entry is null ? $"/stories/{story}" : $"/stories/{story}/entries/{stored.Entry}", answer);
            case CommandResult.Unchanged unchanged:
                context.Response.Headers.ETag = EntryETag.Of(unchanged.UpdatedAt);
                return TypedResults.Ok(Answer(unchanged.Entry, unchanged.PublicVersion, unchanged.EventVersion, null, unchanged.Sentence, []));
            case CommandResult.Refused refused:
                return Problems.Of(refused.Refusal);
            default:
                throw new InvalidOperationException("A result is one of three.");
        }

        object Answer(string? entry, long version, long eventVersion, long? position, string? unchanged, IReadOnlyList<Note> notes, Gone? gone = null) => person is null
            ? new CommandAnswer(entry, version, counts ? eventVersion : null, counts ? position : null, unchanged, notes)
            {
                Addresses = gone is null ? null : [.. PublicAddresses.Of(AddressOf(context), story, gone)],
                Places = gone is { Entry: not null } ? gone.Beside : null,
            }
            : new PersonCommandAnswer(person, eventVersion, position, unchanged, notes);
    }

    /// <summary>Reads whether to say only what would become of a command.</summary>
    /// <returns>What is wrong with how that is asked; null where nothing is.</returns>
    public static IResult? ReadDryRun(HttpContext context, out bool dryRun)
    {
        var query = new QueryReader(context.Request.Query);
        dryRun = query.Flag(Parameters.DryRun);
        return query.Problem;
    }

    internal static string AddressOf(HttpContext context) => context.RequestServices.GetRequiredService<PublicAddress>().Of(context.Request);

    /// <summary>Sends a command to the bus, as whoever is signed in.</summary>
    /// <exception cref="OperationCanceledException">Whoever asks has gone.</exception>
    public static async Task<CommandResult> CarryOutAsync(
        HttpContext context, IMessageBus bus, string story, Command command, string? key, RequestBody body)
    {
        var result = await bus.InvokeAsync<CommandResult>(Message(context, story, command, key, body), context.RequestAborted);
        return result is CommandResult.Left ? throw new OperationCanceledException(context.RequestAborted) : result;
    }

    /// <summary>A command, as whoever is signed in sends it.</summary>
    public static CarryOut Message(HttpContext context, string story, Command command, string? key = null, RequestBody? body = null) =>
        new(story, command, new(Roles.Subject(context.User), context.TraceIdentifier, key, body?.Fingerprint)
        {
            DraftsOnly = Roles.IsOfDraftsOnly(context.User, command),
            SeesDraftsOnly = Visibility.IsDraftsOnly(context),
        });
}
