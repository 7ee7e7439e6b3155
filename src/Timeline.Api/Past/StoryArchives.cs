using Timeline.Api.Http;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Archives;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Api.Past;

/// <summary>Stories as one sealed file, which the command line verifies and imports; sent as it comes from the database.</summary>
internal static class StoryArchives
{
    private const string Tar = "application/x-tar";

    private static readonly SlugParameter Story = new("story", "Only this story; may be given more than once. All by default.");

    public static void MapArchives(this WebApplication app)
    {
        app.MapMethods("/stories/{story}/archive", AnswerSending.Reads, (string story, HttpContext context, TimelineDatabase db, CheckpointKeys keys) =>
                SendAsync([story], context, db, keys)).WithTags("Read")
            .RequireAuthorization(Roles.Archivist)
            .WithName("GetArchive").WithSummary("A story as one sealed file (tar of NDJSON)")
            .WithMetadata(AnswerHeader.NotKept).Produces<Stream>(200, Tar).ProducesProblem(404);
        app.MapMethods("/archive", AnswerSending.Reads, (HttpContext context, TimelineDatabase db, CheckpointKeys keys) =>
                context.Request.Query[Story.Name].Any(s => !SlugAttribute.IsSlug(s ?? ""))
                    ? Problems.Field(Story.Name, "use an id: lower-case letters a-z, digits and single hyphens.").ExecuteAsync(context)
                    : SendAsync(context.Request.Query[Story.Name] is { Count: > 0 } some ? [.. some.OfType<string>().Distinct()] : null, context, db, keys)).WithTags("Read")
            .RequireAuthorization(Roles.Archivist)
            .WithName("GetArchives").WithSummary("Several stories, or all, as one sealed file (tar of NDJSON)")
            .Takes(Story).WithMetadata(AnswerHeader.NotKept).Produces<Stream>(200, Tar).ProducesProblem(404);
    }

    private static async Task SendAsync(string[]? stories, HttpContext context, TimelineDatabase db, CheckpointKeys keys)
    {
        var ct = context.RequestAborted;
        foreach (var story in stories ?? [])
        {
            if (!SlugAttribute.IsSlug(story) || !await db.HasStreamAsync(story, ct))
            {
                await Problems.UnknownStory(story).ExecuteAsync(context);
                return;
            }
        }

        context.Response.ContentType = Tar;
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{(stories is [var one] ? one : "timeline")}.tar\"";
        if (!HttpMethods.IsHead(context.Request.Method))
            await db.WriteArchiveAsync(stories, keys, context.Response.Body, ct);
    }
}
