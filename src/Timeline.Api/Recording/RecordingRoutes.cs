using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>Opening stories, and recording entries: one typed route for each kind.</summary>
internal static class RecordingRoutes
{
    public static void MapRecording(this WebApplication app)
    {
        app.MapPost("/stories", OpenAsync)
            .RequireAuthorization(Roles.Editor)
            .WithTags("Record").WithName("OpenStory").WithSummary("Open a story")
            .DescribeCommand(OpenStory.Example);

        foreach (var kind in KindList.All)
        {
            app.MapPost($"/stories/{{story}}/{kind.Plural}",
                    (string story, HttpContext context, IMessageBus bus) => RecordAsync(story, kind, context, bus))
                .RequireAuthorization(Roles.Contributor)
                .WithTags("Record").WithName($"Record{kind.BodyType.Name}").WithSummary($"Record an entry of kind {kind.Name}")
                .ProducesProblem(404)
                .DescribeCommand(kind.Example);
        }
    }

    private static async Task<IResult> OpenAsync(HttpContext context, IMessageBus bus)
    {
        var (body, open, problem) = await RequestBody.ReadAsync<OpenStory>(context.Request);
        return body is null || open is null ? problem! : await Commands.ExecuteAsync(context, bus, open.Id, open, body);
    }

    private static async Task<IResult> RecordAsync(string story, Kind kind, HttpContext context, IMessageBus bus)
    {
        var (body, content, problem) = await RequestBody.ReadAsync(context.Request, kind.BodyType);
        return body is null ? problem! : await Commands.ExecuteAsync(context, bus, story, new RecordEntry((EntryBody)content!), body);
    }

    internal static void DescribeCommand(this RouteHandlerBuilder route, object? example) =>
        route.Takes(Parameters.DryRun).Produces<CommandAnswer>(200).Produces<CommandAnswer>(201).DescribeBody(example);

    internal static void DescribeBody(this RouteHandlerBuilder route, object? example)
    {
        if (example is not null)
            route.Accepts(example.GetType(), "application/json").WithMetadata(new BodyExample(example));
        route.Takes(Parameters.IdempotencyKey)
            .ProducesProblem(400).ProducesProblem(409)
            .ProducesProblem(413).ProducesProblem(415).ProducesProblem(422);
    }
}
