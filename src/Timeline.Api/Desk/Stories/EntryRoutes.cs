using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Live;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>An entry that was found.</summary>
/// <param name="Model">The story's page, as the entry's view needs it.</param>
/// <param name="Shown">The entry as whoever asks may see it.</param>
/// <param name="Answer">The same in JSON.</param>
/// <param name="Story">Its story, as the newsroom knows it.</param>
/// <param name="Seen">Its state, as a form sends it back.</param>
internal sealed record FoundEntry(StoryModel Model, ShownEntry Shown, JsonObject Answer, Story Story, string Seen)
{
    /// <summary>Why its words can be changed no more: it is retracted, or taken down whole; null while they can.</summary>
    public Sentence? Over => Shown.Status switch
    {
        "retracted" => Sentence.Of("refused.retracted"),
        "removed" => Sentence.Of("refused.entry-taken-down"),
        _ => null,
    };
}

/// <summary>One entry, and every editorial command on it: their forms are made from their descriptions.</summary>
internal static class EntryRoutes
{
    public static void MapDeskEntries(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/entries/{entry}", GetAsync);
        // Of these the forms are others.
        foreach (var route in DeskCommands.Entries.Where(r => r.Route is not (DeskCommands.TakeDown or DeskCommands.Corrections)))
        {
            var address = $"/desk/stories/{{story}}/entries/{{entry}}/{route.Route}";
            desk.MapPost(address + "/preview", (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                PreviewAsync(story, entry, route, context, pages, db, time)).RequireAuthorization(Roles.PolicyOf(route.From));

            desk.MapGet(address, (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db) =>
                OnEntryAsync(story, entry, route, context, pages, db, null)).RequireAuthorization(Roles.PolicyOf(route.From));
            desk.MapPost(address, async (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                await OnEntryAsync(story, entry, route, context, pages, db, FormDates.Of((await db.StoryAsync(story, true, context.RequestAborted))?.Current
                    ?? throw new BadHttpRequestException("There is no such story.", 404), time.GetUtcNow()))).RequireAuthorization(Roles.PolicyOf(route.From));
        }
    }

    /// <summary>An entry that whoever asks may see; null where there is none, and the page says so.</summary>
    public static async Task<FoundEntry?> FindAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, string story, string entry)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return null;
        var rights = DeskRights.Of(context);
        var states = rights.DraftsOnly ? await db.DraftAsync(story, entry, int.MaxValue, 1, context.RequestAborted) : [];
        if (states is not [{ To: null }])
            states = await db.EntryAsync(story, entry, null, rights.SeesAll, int.MaxValue, 1, context.RequestAborted);
        if (states is not [{ To: null }])
        {
            await MissingPage.SendAsync(context, pages);
            return null;
        }

        var shown = ShownEntry.Parse(states[0].Doc);
        var model = new StoryModel(pages.Frame(context).Site, found.Story, new(), found.UpdatedAt, found.UpdatedAt, null, [shown]);
        // What readers do not see of it changes its state, too: some commands are about just that, and for the others what readers see is enough.
        var seen = $"{EntryETag.Of(states[0].From)}, {EntryETag.Of(shown.UpdatedAt)}";
        return new(model, shown, JsonNode.Parse(states[0].Doc)!.AsObject(), found.Current, seen);
    }

    private static async Task GetAsync(string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await FindAsync(context, pages, db, story, entry) is not { } found
            || await db.FoldedAsync(story, [entry], context.RequestAborted) is not { } state || state.Entries.GetValueOrDefault(entry) is not { } known)
            return;
        var rights = DeskRights.Of(context);
        var events = await db.ReadStreamAsync(story, new HistoryFilter(null, null, entry, null) { IsTold = rights.DraftsOnly }, context.RequestAborted).ToListAsync(context.RequestAborted);
        await pages.SendAsync<OneEntry>(context, parameters:
        [
            (nameof(OneEntry.State), known), (nameof(OneEntry.Live), new LivePlace(story, entry, false, LivePlace.Said(context, story, state.Version))),
            (nameof(OneEntry.Model), found.Model), (nameof(OneEntry.Entry), found.Shown), (nameof(OneEntry.Done), context.Request.Query["done"].FirstOrDefault()),
            (nameof(OneEntry.History), Deed.Of(events, found.Shown, known, rights)),
        ]);
    }

    private static JsonObject Read(IFormCollection form, EditorialRoute<EntryCommand> route, IReadOnlyList<KindField> fields, FormDates dates)
    {
        var value = new FormReader(form, dates).Read(fields);
        // A box that is not ticked says no where the command would take silence for yes.
        if (route.Route == "key" && value["key"] is null)
            value["key"] = false;
        return value;
    }

    /// <summary>What readers would see before a command and after it.</summary>
    public static Task<Outlook> OutlookAsync(
        HttpContext context, DeskPages pages, string story, string entry, EditorialRoute<EntryCommand> route, JsonObject body, IReadOnlyList<KindField> fields) =>
        Outlook.OfAsync(context, pages.Frame(context), story, route.Route, body, fields, route.BodyType, content => route.Make(content) with { Entry = entry });

    private static async Task PreviewAsync(
        string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await FindAsync(context, pages, db, story, entry) is not { } found)
            return;
        IReadOnlyList<KindField> fields = route.BodyType is null ? [] : KindField.Of(route.BodyType);
        var value = Read(await context.Request.ReadFormAsync(context.RequestAborted), route, fields, FormDates.Of(found.Story, time.GetUtcNow()));
        Names.Mean(value, fields, found.Answer["people"]);
        await SendOutlookAsync(context, pages, await OutlookAsync(context, pages, story, entry, route, value, fields));
    }

    /// <summary>Sends what readers would see, for the page's script.</summary>
    public static async Task SendOutlookAsync(HttpContext context, DeskPages pages, Outlook outlook) =>
        await DeskPages.SendAsync(context, await pages.RenderAsync<OutlookView>(context, (nameof(OutlookView.Outlook), outlook)));

    private static async Task OnEntryAsync(
        string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, FormDates? dates)
    {
        if (await FindAsync(context, pages, db, story, entry) is not { } found)
            return;
        var (model, shown, current) = (found.Model, found.Shown, found.Story);
        IReadOnlyList<KindField> fields = [.. route.BodyType is null ? [] : KindField.Of(route.BodyType), .. await SecondPair.OfAsync(db, route, current, entry, context.RequestAborted)];
        var value = new JsonObject();
        var sent = new Sent(null, null, []);
        var here = $"/desk/stories/{story}/entries/{entry}";
        if (dates is not null)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            value = Read(form, route, fields, dates);
            var seen = EntryETag.Read(form[DeskCommands.Seen]);
            var body = (JsonObject)value.DeepClone();
            Names.Mean(body, fields, found.Answer["people"]);
            var urgent = SecondPair.Take(body);
            sent = await Sending.SendAsync(context, story, body, route.BodyType,
                content => (route.Make(content) with { Entry = entry, Urgent = urgent }).IfMatch(seen));
            if (sent.IsDone)
            {
                context.Response.Redirect(pages.Frame(context).Url($"{here}?done={sent.Done}&once={form[Sending.Once]}"));
                return;
            }
        }

        // What undoes something leads here with what it asks for.
        foreach (var field in dates is null ? fields.Where(f => !f.List) : [])
        {
            if (context.Request.Query[field.Name] is [{ Length: > 0 and < 1_000 } asked])
                value[field.Name] = field.Type == FieldType.YesNo ? asked == "true" : asked;
        }

        if (dates is null && route.Route == "key")
            value["key"] = !shown.Key;
        var frame = pages.Frame(context);
        await pages.SendAsync<FormPage>(context,
            dates is null ? StatusCodes.Status200OK : sent.IsStale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity,
            (nameof(FormPage.Title), DeskCommands.Label(frame.Words, "entry", route.Route, route.Summary)), (nameof(FormPage.About), shown.Title),
            (nameof(FormPage.Address), $"{here}/{route.Route}"), (nameof(FormPage.Command), route.Route), (nameof(FormPage.Fields), fields), (nameof(FormPage.Value), value),
            (nameof(FormPage.Problems), sent.Problems), (nameof(FormPage.Sentence), sent.IsStale ? found.Over ?? sent.Sentence : sent.Sentence), (nameof(FormPage.Seen), found.Seen),
            (nameof(FormPage.Outlook), route.Route == DeskCommands.Approval ? null
                : await OutlookAsync(context, pages, story, entry, route, FormReader.Only(value, fields.Where(f => f.Name != FourEyes.Urgent)), fields)),
            (nameof(FormPage.Final), route.Route == "retraction"), (nameof(FormPage.Zone), current.TimeZone),
            (nameof(FormPage.Words), await StoryWords.OfAsync(db, story, context)),
            (nameof(FormPage.Live), await LivePlace.OfAsync(context, db, story, entry, true)),
            (nameof(FormPage.Hold), route.Route != "hold" && shown.Status is not ("held" or "retracted" or "removed") && frame.Rights.May(Sender.Editor) ? $"{here}/hold" : null),
            (nameof(FormPage.Shown), route.Route == DeskCommands.Approval ? await Approval.OfAsync(db, current, shown, frame, model, context.RequestAborted) : null),
            (nameof(FormPage.Way), new (string, string)[] { (model.Story.Called, $"/desk/stories/{story}"), (shown.Called(frame.Words), here) }));
    }
}
