using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Every command on a story itself; a correction's form is that of the whole story.</summary>
internal static class StoryCommands
{
    private static readonly IReadOnlyList<KindField> Correctable =
        [.. KindField.Of(typeof(OpenStory)).Where(f => f.Name is not ("id" or "draft" or "embargoUntil"))];

    private static readonly IReadOnlyList<KindField> Said = [.. KindField.Of(typeof(CorrectStory)).Where(f => f.Name is "class" or "wrong")];

    public static void MapDeskStoryCommands(this IEndpointRouteBuilder desk)
    {
        foreach (var route in DeskCommands.Stories.Where(r => r.Route != DeskCommands.TakeDown))
        {
            var address = $"/desk/stories/{{story}}/do/{route.Route}";
            desk.MapGet(address, (string story, HttpContext context, DeskPages pages, TimelineDatabase db) => ShowAsync(story, route, context, pages, db))
                .RequireAuthorization(Roles.PolicyOf(route.From));
            desk.MapPost(address, (string story, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                DoAsync(story, route, context, pages, db, time)).RequireAuthorization(Roles.PolicyOf(route.From));
            desk.MapPost(address + "/preview", (string story, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                PreviewAsync(story, route, context, pages, db, time)).RequireAuthorization(Roles.PolicyOf(route.From));
        }
    }

    private static bool Corrects(EditorialRoute<StoryCommand> route) => route.Route == DeskCommands.Corrections;

    private static IReadOnlyList<KindField> Fields(EditorialRoute<StoryCommand> route, Story story) =>
        [.. Own(route), .. Corrects(route) ? Correctable : [], .. SecondPair.Of(route, story)];

    // Of a correction, the fields beside what it changes.
    private static IReadOnlyList<KindField> Own(EditorialRoute<StoryCommand> route) =>
        Corrects(route) ? Said : route.BodyType is null ? [] : KindField.Of(route.BodyType);

    // Of what is said anew whole, the form has what was said last.
    private static JsonObject Now(PublicStory found)
    {
        var now = JsonSerializer.SerializeToNode(found.Story, AnswerJson.Options)!.AsObject();
        if (now["standing"] is JsonObject standing)
            (now["known"], now["unknown"]) = (standing["known"]?.DeepClone(), standing["unknown"]?.DeepClone());
        now["commands"] = new JsonArray([.. found.Current.FourEyes.Select(c => (JsonNode?)c)]);
        return now;
    }

    // As much of it as the form has.
    private static JsonObject Begun(PublicStory found, EditorialRoute<StoryCommand> route) => Conflict.Plain(FormReader.Only(Now(found), Fields(route, found.Current)));

    private static async Task ShowAsync(string story, EditorialRoute<StoryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is { } found)
            await SendAsync(context, pages, db, found, route, Begun(found, route), Begun(found, route), null, new(null, null, []), EntryETag.Of(found.Current.UpdatedAt));
    }

    private static async Task DoAsync(
        string story, EditorialRoute<StoryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (value, body) = Read(form, found, route, time);
        var urgent = SecondPair.Take(body);
        var seen = EntryETag.Read(form[DeskCommands.Seen]);
        var sent = await Sending.SendAsync(context, story, body, route.BodyType,
            content => (route.Make(content) with { Urgent = urgent }).IfMatch(seen));
        if (sent.IsDone)
        {
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}?done={sent.Done}&once={form[Sending.Once]}"));
            return;
        }

        // Somebody may have changed something that this form does not show.
        var (now, begun) = (Begun(found, route), Conflict.Begun(form) ?? Begun(found, route));
        var theirs = sent.IsStale && EntryBodies.Changes(begun, now).Count > 0 ? now : null;
        await SendAsync(context, pages, db, found, route, theirs is null ? value : Conflict.Merged(begun, theirs, value), begun, theirs, sent,
            sent.IsStale ? EntryETag.Of(found.Current.UpdatedAt) : form[DeskCommands.Seen].ToString());
    }

    private static async Task PreviewAsync(
        string story, EditorialRoute<StoryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return;
        var (_, body) = Read(await context.Request.ReadFormAsync(context.RequestAborted), found, route, time);
        SecondPair.Take(body);
        await DeskPages.SendAsync(context, await pages.RenderAsync<OutlookView>(context,
            (nameof(OutlookView.Outlook), await OutlookAsync(context, pages, story, route, body))));
    }

    private static Task<Outlook> OutlookAsync(HttpContext context, DeskPages pages, string story, EditorialRoute<StoryCommand> route, JsonObject body) =>
        Outlook.OfAsync(context, pages.Frame(context), story, route.Route, body, Own(route), route.BodyType, route.Make);

    private static (JsonObject Value, JsonObject Body) Read(IFormCollection form, PublicStory found, EditorialRoute<StoryCommand> route, TimeProvider time)
    {
        var read = new FormReader(form, FormDates.Of(found.Current, time.GetUtcNow()));
        var (value, body) = (read.Read(Fields(route, found.Current)), read.Read([.. Own(route), .. SecondPair.Of(route, found.Current)]));
        if (Corrects(route))
            body["changes"] = EntryBodies.Changes(Conflict.Begun(form) ?? Begun(found, route), read.Read(Correctable));
        return (value, body);
    }

    private static async Task SendAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, PublicStory found, EditorialRoute<StoryCommand> route,
        JsonObject value, JsonObject begun, JsonObject? theirs, Sent sent, string seen) =>
        await pages.SendAsync<FormPage>(context,
            sent.IsStale ? StatusCodes.Status412PreconditionFailed : sent is { Sentence: null, Problems.Count: 0 } ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(FormPage.Title), DeskCommands.Label(pages.Frame(context).Words, "story", route.Route, route.Summary)),
            (nameof(FormPage.Address), $"/desk/stories/{found.Story.Id}/do/{route.Route}"), (nameof(FormPage.Command), route.Route), (nameof(FormPage.Fields), Fields(route, found.Current)),
            (nameof(FormPage.Value), value), (nameof(FormPage.Problems), sent.Problems.Select(Bare).ToList()), (nameof(FormPage.Sentence), theirs is null ? sent.Sentence : null),
            (nameof(FormPage.Begun), begun), (nameof(FormPage.Theirs), theirs),
            (nameof(FormPage.Outlook), route.Route == DeskCommands.Approval ? null : await OutlookAsync(context, pages, found.Story.Id, route,
                Corrects(route) ? new() { ["changes"] = new JsonObject() } : FormReader.Only(value, Own(route)))),
            (nameof(FormPage.Seen), seen), (nameof(FormPage.Zone), found.Current.TimeZone), (nameof(FormPage.Words), await StoryWords.OfAsync(db, found.Story.Id, context)),
            (nameof(FormPage.Shown), route.Route == DeskCommands.Approval ? Approval.OfStory(found.Current, pages.Frame(context)) : null),
            (nameof(FormPage.Way), new (string, string)[] { (found.Story.Called, $"/desk/stories/{found.Story.Id}") }));

    private static FieldProblem Bare(FieldProblem problem) =>
        problem.Field.StartsWith("changes.", StringComparison.Ordinal) ? problem with { Field = problem.Field[8..] } : problem;
}
