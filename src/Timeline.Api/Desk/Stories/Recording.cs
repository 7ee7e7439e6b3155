using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Recording an entry of any kind.</summary>
internal static class Recording
{
    public static void MapDeskRecording(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/record/{kind?}", ShowAsync).RequireAuthorization(Roles.Contributor);
        desk.MapPost("/desk/stories/{story}/record/{kind}", RecordAsync).RequireAuthorization(Roles.Contributor);
        desk.MapPost("/desk/stories/{story}/preview/{kind}", PreviewAsync).RequireAuthorization(Roles.Contributor);
    }

    /// <summary>What a form says of an entry of a kind, as the API would be sent it: who is in it by the ids that the story has for
    /// them, else the register.</summary>
    public static async Task<JsonObject> BodyAsync(
        TimelineDatabase db, HttpContext context, IFormCollection form, Kind kind, FormDates dates, StoryWords? words, JsonNode? peopleBefore = null)
    {
        var body = new FormReader(form, dates).Read(FormFields.Of(kind));
        var people = new Dictionary<string, string>(words?.People ?? new Dictionary<string, string>());
        var unknown = (body["people"] as JsonArray ?? []).OfType<JsonObject>().Where(p => p["id"] is null).Select(p => FormModel.Text(p["name"]))
            .Where(name => name.Length > 0 && !people.ContainsKey(name));
        foreach (var (name, id) in await Lookup.IdsAsync(db, unknown, DeskRights.Of(context), context.RequestAborted))
            people[name] = id;
        Names.Fill(body, FormFields.Of(kind), people, words?.Topics ?? new Dictionary<string, string>(), peopleBefore);
        return body;
    }

    private static async Task ShowAsync(string story, string? kind, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is { } found)
            await SendAsync(context, pages, found.Current, KindList.Find(kind ?? ""), await StoryWords.OfAsync(db, story, context), new Sent(null, null, []), null);
    }

    private static async Task<(PublicStory Story, Kind Kind)?> FindAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string story, string kind)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return null;
        if (KindList.Find(kind) is { } known)
            return (found, known);
        await MissingPage.SendAsync(context, pages);
        return null;
    }

    private static async Task RecordAsync(string story, string kind, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await FindAsync(context, pages, db, story, kind) is not var (found, recorded))
            return;
        var (form, dates) = (await context.Request.ReadFormAsync(context.RequestAborted), FormDates.Of(found.Current, time.GetUtcNow()));
        var words = await StoryWords.OfAsync(db, story, context);
        var body = await BodyAsync(db, context, form, recorded, dates, words);
        var sent = (JsonObject)body.DeepClone();
        if (form["as"] == "draft")
            sent["draft"] = true;
        // Whoever gave an instant means it, by whatever button or key the form was sent: nothing goes out early by a slip.
        var until = EmbargoOf(form);
        if (form["as"] == "embargo" || until.Length > 0)
            sent["embargoUntil"] = dates.Instant(until) is { Length: > 0 } instant ? instant : "";
        var result = await Sending.SendAsync(context, story, sent, recorded.BodyType, content => new RecordEntry((EntryBody)content!));
        if (result.Result is CommandResult.Stored { Entry: { } entry })
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}/entries/{entry}?done=recorded&once={form[Sending.Once]}"));
        else
            await SendAsync(context, pages, found.Current, recorded, words, result, body, form);
    }

    // The first that says something, should the field come twice.
    private static string EmbargoOf(IFormCollection form) => form["embargoUntil"].FirstOrDefault(v => v is { Length: > 0 }) ?? "";

    // An entry that tells what came of another begins with the link to that.
    private static string? OutcomeOf(HttpContext context) =>
        context.Request.Query["outcomeOf"].FirstOrDefault() is { } entry && SlugAttribute.IsSlug(entry) ? entry : null;

    private static JsonObject Begun(HttpContext context) => OutcomeOf(context) is not { } entry ? []
        : new() { ["links"] = new JsonArray(new JsonObject { ["relation"] = Link.OutcomeOf, ["entry"] = entry }) };

    private static Task SendAsync(
        HttpContext context, DeskPages pages, Story story, Kind? kind, StoryWords words, Sent sent, JsonObject? body, IFormCollection? said = null) =>
        pages.SendAsync<RecordPage>(context, body is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(RecordPage.Story), StoryDocument.Of(story)), (nameof(RecordPage.AsDraft), !DeskRights.Of(context).May(Sender.Editor) || story.FourEyes.Contains(FourEyes.Publication)),
            (nameof(RecordPage.OutcomeOf), OutcomeOf(context)), (nameof(RecordPage.Kind), kind), (nameof(RecordPage.Words), words),
            (nameof(RecordPage.Value), body ?? Begun(context)), (nameof(RecordPage.Problems), sent.Problems), (nameof(RecordPage.Sentence), sent.Sentence),
            (nameof(RecordPage.Said), said is null ? null : new Dictionary<string, string> { ["when"] = said["when"].ToString(), ["embargoUntil"] = EmbargoOf(said) }));

    private static async Task PreviewAsync(string story, string kind, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await FindAsync(context, pages, db, story, kind) is not var (found, recorded))
            return;
        var (form, dates) = (await context.Request.ReadFormAsync(context.RequestAborted), FormDates.Of(found.Current, time.GetUtcNow()));
        var body = await BodyAsync(db, context, form, recorded, dates, null);
        var preview = await Preview.OfAsync(db, found.Current, recorded, body, pages.Frame(context), time.GetUtcNow(), context.RequestAborted);
        await DeskPages.SendAsync(context, await pages.RenderAsync<PreviewView>(context, (nameof(PreviewView.Preview), preview)));
    }
}
