using Timeline.Api.Http;
using Timeline.Domain.People;
using Timeline.Store;
using Timeline.Store.Commands;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>The register, as editors write it.</summary>
internal static partial class PeopleRoutes
{
    // Where nobody holds a story it takes some milliseconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public static void MapRegister(this WebApplication app)
    {
        app.MapPut("/people/{person}", (string person, HttpContext context, IMessageBus bus) =>
                ExecuteAsync<PersonRecord>(person, context, bus, record => new RegisterPerson(record)))
            .Describe("RegisterPerson", "Register a person or body, or say all that the register says of one anew; with If-Match where they are in it")
            .Produces<PersonCommandAnswer>(200).ProducesProblem(428).DescribeBody(RegisterPerson.Example);
        app.MapPost("/people/{person}/merge", (string person, HttpContext context, IMessageBus bus) =>
                ExecuteAsync<MergeInto>(person, context, bus, into => new MergePeople(into)))
            .Describe("MergePeople", "Merge an id into another: entries that show it are moved, and its address leads on")
            .Produces<PersonCommandAnswer>(200).DescribeBody(MergeInto.Example);
        app.MapPost("/people/{person}/merge-undo", (string person, HttpContext context, IMessageBus bus) =>
                ExecuteAsync<object>(person, context, bus, _ => new UndoMerge()))
            .Describe("UndoMerge", "Undo a merge: entries that it moved are moved back")
            .Produces<PersonCommandAnswer>(200).ProducesProblem(404).DescribeBody(null);
    }

    private static RouteHandlerBuilder Describe(this RouteHandlerBuilder route, string name, string summary) =>
        route.RequireAuthorization(Roles.Editor).WithTags("Record").WithName(name).WithSummary(summary)
            .Takes(Parameters.IfMatch).Produces<PersonCommandAnswer>(201).ProducesProblem(412);

    private static async Task<IResult> ExecuteAsync<TBody>(
        string person, HttpContext context, IMessageBus bus, Func<TBody, PersonCommand> make)
        where TBody : class
    {
        var (body, content, problem) = await RequestBody.ReadAsync(context.Request, typeof(TBody) == typeof(object) ? null : typeof(TBody));
        if (body is null)
            return problem!;
        if (EntryETag.Read(context.Request.Headers.IfMatch) is not { } seen)
            return EditorialRoutes.InvalidIfMatch;
        var command = (make((content as TBody)!) with { Person = person }).IfMatch(seen);
        var answer = await Commands.ExecuteAsync(context, bus, StreamId.OfPerson(person), command, body);
        if (command is MergePeople or UndoMerge && context.Response.Headers.ETag.Count > 0)
            await FollowMergeAsync(context, person);
        return answer;
    }

    /// <summary>Moves entries as a merge, or its undoing, asks for. A message does so too, in a little while, and for as long as it takes; but
    /// whoever merges would see it done. Whatever becomes of it here, the merge is stored, and answered so.</summary>
    public static async Task FollowMergeAsync(HttpContext context, string person)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(Patience);
        var services = context.RequestServices;
        try
        {
            await FollowMergeHandler.MoveAsync(
                new(person, Roles.Subject(context.User)), services.GetRequiredService<TimelineDatabase>(),
                services.GetRequiredService<GroupCommit>(), patience.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
            // Somebody holds a story, or nobody is there to see it done.
        }
        catch (Exception error)
        {
            LogLeft(services.GetRequiredService<ILoggerFactory>().CreateLogger("Timeline.People"), person, error);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Not all entries that name '{Person}' were moved at once; a message tries it again")]
    private static partial void LogLeft(ILogger logger, string person, Exception error);
}
