using Timeline.Api.Http;
using Timeline.Domain;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>Correcting, holding, retracting and the rest: commands on an entry of any kind.</summary>
internal static class EditorialRoutes
{
    public static void MapEditorial(this WebApplication app)
    {
        foreach (var editorial in CommandReader.Editorial)
        {
            var route = app.MapPost($"/stories/{{story}}/entries/{{entry}}/{editorial.Route}",
                    (string story, string entry, HttpContext context, IMessageBus bus) =>
                        ExecuteAsync(story, entry, editorial, context, bus))
                .RequireAuthorization(Roles.Editor)
                .WithTags("Edit").WithName(editorial.Name).WithSummary(editorial.Summary)
                .Takes(Parameters.IfMatch with { Required = editorial.MustName })
                .Produces<CommandAnswer>(200).ProducesProblem(404).ProducesProblem(412);
            if (editorial.MustName)
                route.ProducesProblem(428);
            route.DescribeCommand(editorial.Example);
        }
    }

    private static async Task<IResult> ExecuteAsync(
        string story, string entry, EditorialRoute route, HttpContext context, IMessageBus bus)
    {
        var (body, problem) = await RequestBody.ReadAsync(context.Request, required: route.BodyType is not null);
        if (body is null)
            return problem!;
        object? content = null;
        if ((route.BodyType is not null || body.Bytes.Length > 0)
            && ((content, problem) = body.As(route.BodyType ?? typeof(NoFields))).content is null)
            return problem!;
        if (EntryETag.Read(context.Request.Headers.IfMatch) is not { } ifMatch)
            return Problems.Of(400, "invalid-if-match", "If-Match must be an ETag of the entry, as its answers carry it, or several with commas between, or *.");

        var command = route.Make(content) with { Entry = entry, IfUpdatedAt = ifMatch.States, AnyState = ifMatch.Any };
        return await Commands.ExecuteAsync(context, bus, story, command, body);
    }

    private sealed record NoFields;
}
