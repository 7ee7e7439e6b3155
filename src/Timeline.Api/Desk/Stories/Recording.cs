using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Recording an entry of any kind.</summary>
internal static class Recording
{
    public static void MapDeskRecording(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/record/{kind?}", ShowAsync);
        desk.MapPost("/desk/stories/{story}/record/{kind}", RecordAsync);
        desk.MapPost("/desk/stories/{story}/preview/{kind}", PreviewAsync);
    }

    /// <summary>What a form says of an entry of a kind, as the API would be sent it.</summary>
    public static JsonObject Body(IFormCollection form, Kind kind, FormDates dates, StoryWords words)
    {
        var body = new FormReader(form, dates).Read(FormFields.Of(kind));
        Names.Fill(body, words.People, words.Topics);
        return body;
    }

    private static async Task ShowAsync(string story, string? kind, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is { } found)
            await SendAsync(context, pages, found.Story, KindList.Find(kind ?? ""), await StoryWords.OfAsync(db, story, context.RequestAborted), new Sent(null, null, []), null);
    }

    private static async Task RecordAsync(string story, string kind, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found || KindList.Find(kind) is not { } recorded)
            return;
        var (form, dates) = (await context.Request.ReadFormAsync(context.RequestAborted), FormDates.Of(found.Current, time.GetUtcNow()));
        var words = await StoryWords.OfAsync(db, story, context.RequestAborted);
        var body = Body(form, recorded, dates, words);
        var sent = (JsonObject)body.DeepClone();
        if (form["as"] == "draft")
            sent["draft"] = true;
        if (form["as"] == "embargo")
            sent["embargoUntil"] = dates.Instant(form["embargoUntil"].FirstOrDefault()) is { Length: > 0 } until ? until : "";
        var result = await Sending.SendAsync(context, story, sent, recorded.BodyType, content => new RecordEntry((EntryBody)content!));
        if (result.Result is CommandResult.Stored { Entry: { } entry })
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}/entries/{entry}?done=recorded&once={form[Sending.Once]}"));
        else
            await SendAsync(context, pages, found.Story, recorded, words, result, body, form["when"].FirstOrDefault());
    }

    private static Task SendAsync(
        HttpContext context, DeskPages pages, StoryDocument story, Kind? kind, StoryWords words, Sent sent, JsonObject? body, string? when = null) =>
        pages.SendAsync<RecordPage>(context, body is null ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(RecordPage.Story), story), (nameof(RecordPage.Kind), kind), (nameof(RecordPage.Words), words),
            (nameof(RecordPage.Value), body ?? []), (nameof(RecordPage.Problems), sent.Problems), (nameof(RecordPage.Sentence), sent.Sentence),
            (nameof(RecordPage.Said), when is null ? null : new Dictionary<string, string> { ["when"] = when }));

    private static async Task PreviewAsync(string story, string kind, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found || KindList.Find(kind) is not { } recorded)
            return;
        var (form, dates) = (await context.Request.ReadFormAsync(context.RequestAborted), FormDates.Of(found.Current, time.GetUtcNow()));
        var body = Body(form, recorded, dates, new(new Dictionary<string, string>(), [], [], new Dictionary<string, string>(), []));
        var preview = await Preview.OfAsync(db, found.Current, recorded, body, pages.Frame(context), time.GetUtcNow(), context.RequestAborted);
        await DeskPages.SendAsync(context, await pages.RenderAsync<PreviewView>(context, (nameof(PreviewView.Preview), preview)));
    }
}
