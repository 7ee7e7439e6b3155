using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>Correcting, holding, retracting and the rest: commands on an entry of any kind, and on the story itself.</summary>
internal static class EditorialRoutes
{
    private static readonly TextParameter Urgent = new(FourEyes.Urgent, "Why it cannot wait for the other editor whom the story asks for; it stays in sight until somebody else has seen it.")
    { Longest = FourEyes.LongestReason };

    public static void MapEditorial(this WebApplication app)
    {
        foreach (var editorial in CommandReader.Editorial)
        {
            app.MapPost($"/stories/{{story}}/entries/{{entry}}/{editorial.Route}",
                    (string story, string entry, HttpContext context, IMessageBus bus) =>
                        ExecuteAsync(story, editorial.BodyType, body => editorial.Make(body) with { Entry = entry }, context, bus))
                .Describe(editorial);
        }

        foreach (var editorial in CommandReader.OfStory)
        {
            app.MapPost($"/stories/{{story}}/{editorial.Route}",
                    (string story, HttpContext context, IMessageBus bus) => ExecuteAsync(story, editorial.BodyType, editorial.Make, context, bus))
                .Describe(editorial);
        }
    }

    private static void Describe<TOn>(this RouteHandlerBuilder route, EditorialRoute<TOn> editorial)
        where TOn : EditorialCommand
    {
        if (editorial.MayWait)
            route.Takes(Urgent);
        route.RequireAuthorization(Roles.PolicyOf(editorial.From))
            .WithTags("Edit").WithName(editorial.Name).WithSummary(editorial.Summary)
            .Takes(Parameters.IfMatch with { Required = editorial.MustName })
            .ProducesProblem(404).ProducesProblem(412);
        if (editorial.MustName)
            route.ProducesProblem(428);
        route.DescribeCommand(editorial.Example);
    }

    private static async Task<IResult> ExecuteAsync(string story, Type? type, Func<object?, EditorialCommand> make, HttpContext context, IMessageBus bus)
    {
        var query = new QueryReader(context.Request.Query);
        _ = query.One(Urgent);
        if (query.Problem is { } twice)
            return twice;
        var (body, content, problem) = await RequestBody.ReadAsync(context.Request, type);
        if (body is null)
            return problem!;
        return EntryETag.Read(context.Request.Headers.IfMatch) is { } seen
            // One that is empty is no reason, and refused.
            ? await Commands.ExecuteAsync(context, bus, story,
                (make(content) with { Urgent = context.Request.Query.TryGetValue(Urgent.Name, out var reason) ? reason.ToString() : null }).IfMatch(seen), body)
            : InvalidIfMatch;
    }

    internal static IResult InvalidIfMatch => Problems.Of(400, "invalid-if-match",
        "If-Match must be an ETag of the entry, story or person, as its answers carry it, or several with commas between, or *.");
}
