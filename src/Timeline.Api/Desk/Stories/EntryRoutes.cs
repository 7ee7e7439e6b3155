using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Live;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>One entry, and every editorial command on it and on the story: their forms are made from their descriptions.</summary>
internal static class EntryRoutes
{
    public static void MapDeskEntries(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/entries/{entry}", GetAsync);
        foreach (var route in DeskCommands.Entries)
        {
            var address = $"/desk/stories/{{story}}/entries/{{entry}}/{route.Route}";
            if (route.Route == DeskCommands.Corrections)
            {
                desk.MapGet(address, (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db) =>
                    ShowCorrectionAsync(story, entry, route, context, pages, db)).RequireAuthorization(Roles.PolicyOf(route.From));
                desk.MapPost(address, (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                    CorrectAsync(story, entry, route, context, pages, db, time)).RequireAuthorization(Roles.PolicyOf(route.From));
                desk.MapPost(address + "/preview", (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                    CorrectAsync(story, entry, route, context, pages, db, time, previews: true)).RequireAuthorization(Roles.PolicyOf(route.From));
                continue;
            }

            desk.MapPost(address + "/preview", (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                PreviewAsync(story, entry, route, context, pages, db, time)).RequireAuthorization(Roles.PolicyOf(route.From));

            desk.MapGet(address, (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db) =>
                OnEntryAsync(story, entry, route, context, pages, db, null)).RequireAuthorization(Roles.PolicyOf(route.From));
            desk.MapPost(address, async (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
                await OnEntryAsync(story, entry, route, context, pages, db, FormDates.Of((await db.StoryAsync(story, true, context.RequestAborted))?.Current
                    ?? throw new BadHttpRequestException("There is no such story.", 404), time.GetUtcNow()))).RequireAuthorization(Roles.PolicyOf(route.From));
        }
    }

    private static async Task<(StoryModel Model, ShownEntry Entry, JsonObject Answer, Story Story)?> FindAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, string story, string entry)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return null;
        var states = await db.EntryAsync(story, entry, null, hidden: true, int.MaxValue, 1, context.RequestAborted);
        if (states.Count == 0 || !DeskRights.Of(context).Sees(ShownEntry.Parse(states[0].Doc).Status))
        {
            await pages.SendAsync<MissingPage>(context, StatusCodes.Status404NotFound, (nameof(MissingPage.Sentence), "error.no-such-address"));
            return null;
        }

        var shown = ShownEntry.Parse(states[0].Doc);
        var model = new StoryModel(pages.Frame(context).Site, found.Story, new(), found.UpdatedAt, found.UpdatedAt, null, [shown]);
        return (model, shown, JsonNode.Parse(states[0].Doc)!.AsObject(), found.Current);
    }

    private static async Task GetAsync(string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await FindAsync(context, pages, db, story, entry) is not var (model, shown, _, _)
            || await db.FoldedAsync(story, [entry], context.RequestAborted) is not { } state || state.Entries.GetValueOrDefault(entry) is not { } known)
            return;
        await pages.SendAsync<OneEntry>(context, parameters:
        [
            (nameof(OneEntry.State), known), (nameof(OneEntry.Live), new LivePlace(story, entry, false, state.Version)),
            (nameof(OneEntry.Model), model), (nameof(OneEntry.Entry), shown), (nameof(OneEntry.Done), context.Request.Query["done"].FirstOrDefault()),
            (nameof(OneEntry.History), Deed.Of(await db.ReadStreamAsync(story, new HistoryFilter(null, null, entry, null), context.RequestAborted).ToListAsync(context.RequestAborted), shown, DeskRights.Of(context))),
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

    private static Task<Outlook> OutlookAsync(
        HttpContext context, DeskPages pages, string story, string entry, EditorialRoute<EntryCommand> route, JsonObject body, IReadOnlyList<KindField> fields) =>
        Outlook.OfAsync(context, pages.Frame(context), story, body, fields, route.BodyType, content => route.Make(content) with { Entry = entry });

    private static async Task PreviewAsync(
        string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await FindAsync(context, pages, db, story, entry) is not var (_, _, _, current))
            return;
        IReadOnlyList<KindField> fields = route.BodyType is null ? [] : KindField.Of(route.BodyType);
        var value = Read(await context.Request.ReadFormAsync(context.RequestAborted), route, fields, FormDates.Of(current, time.GetUtcNow()));
        await SendOutlookAsync(context, pages, await OutlookAsync(context, pages, story, entry, route, value, fields));
    }

    private static async Task SendOutlookAsync(HttpContext context, DeskPages pages, Outlook outlook) =>
        await DeskPages.SendAsync(context, await pages.RenderAsync<OutlookView>(context, (nameof(OutlookView.Outlook), outlook)));

    private static async Task OnEntryAsync(
        string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, FormDates? dates)
    {
        if (await FindAsync(context, pages, db, story, entry) is not var (model, shown, _, current))
            return;
        IReadOnlyList<KindField> fields = [.. route.BodyType is null ? [] : KindField.Of(route.BodyType), .. SecondPair.Of(route, current)];
        var value = new JsonObject();
        var sent = new Sent(null, null, []);
        var here = $"/desk/stories/{story}/entries/{entry}";
        if (dates is not null)
        {
            var form = await context.Request.ReadFormAsync(context.RequestAborted);
            value = Read(form, route, fields, dates);
            var seen = EntryETag.Read(form[DeskCommands.Seen]);
            var body = (JsonObject)value.DeepClone();
            var urgent = SecondPair.Take(body);
            sent = await Sending.SendAsync(context, story, body, route.BodyType,
                content => route.Make(content) with { Entry = entry, IfUpdatedAt = seen?.States, AnyState = seen?.Any ?? false, Urgent = urgent });
            if (sent.IsDone)
            {
                context.Response.Redirect(pages.Frame(context).Url($"{here}?done={(sent.Result is Timeline.Store.Commands.CommandResult.Unchanged ? "nothing" : "stored")}&once={form[Sending.Once]}"));
                return;
            }
        }

        // What undoes something leads here with what it asks for.
        foreach (var field in dates is null ? fields.Where(f => !f.List && f.Type is FieldType.Word or FieldType.Text or FieldType.LongText) : [])
        {
            if (context.Request.Query[field.Name] is [{ Length: > 0 and < 1_000 } asked])
                value[field.Name] = asked;
        }

        if (dates is null && route.Route == "key")
            value["key"] = !shown.Key;
        var frame = pages.Frame(context);
        await pages.SendAsync<FormPage>(context, dates is null ? StatusCodes.Status200OK : sent.IsStale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity,
            (nameof(FormPage.Title), DeskCommands.Label(frame.Words, "entry", route.Route, route.Summary)), (nameof(FormPage.About), shown.Title),
            (nameof(FormPage.Address), $"{here}/{route.Route}"), (nameof(FormPage.Fields), fields), (nameof(FormPage.Value), value),
            (nameof(FormPage.Problems), sent.Problems), (nameof(FormPage.Sentence), sent.Sentence), (nameof(FormPage.Seen), EntryETag.Of(shown.UpdatedAt)),
            (nameof(FormPage.Outlook), route.Route == DeskCommands.Approval ? null : await OutlookAsync(context, pages, story, entry, route, FormReader.Only(value, fields.Where(f => f.Name != FourEyes.Urgent)), fields)), (nameof(FormPage.Final), route.Route == "retraction"),
            (nameof(FormPage.Words), await StoryWords.OfAsync(db, story, context)),
            (nameof(FormPage.Live), await LivePlace.OfAsync(db, story, entry, true, context.RequestAborted)),
            (nameof(FormPage.Hold), route.Route != "hold" && shown.Status is not ("held" or "retracted" or "removed") && frame.Rights.May(Sender.Editor) ? $"{here}/hold" : null),
            (nameof(FormPage.Shown), route.Route == DeskCommands.Approval ? await Approval.OfAsync(db, current, shown, frame, model, context.RequestAborted) : null),
            (nameof(FormPage.Way), new (string, string)[] { (model.Story.Title, $"/desk/stories/{story}"), (shown.Title ?? "…", here) }));
    }

    private static async Task ShowCorrectionAsync(string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await FindAsync(context, pages, db, story, entry) is not var (model, shown, answer, current) || KindList.Find(shown.Kind) is not { } kind)
            return;
        var body = EntryBodies.Of(answer, kind);
        var value = long.TryParse(context.Request.Query["undo"], NumberStyles.None, CultureInfo.InvariantCulture, out var undone)
            ? await WithoutAsync(db, story, entry, kind, body, undone, context.RequestAborted) : body;
        await SendCorrectionAsync(context, pages, db, model, shown, kind, body, value, null, [], new(null, null, []), SecondPair.Of(route, current), StatusCodes.Status200OK);
    }

    // The entry as it is, but for what one event changed.
    private static async Task<JsonObject> WithoutAsync(
        TimelineDatabase db, string story, string entry, Kind kind, JsonObject now, long version, CancellationToken ct)
    {
        var done = await db.ReadStreamAsync(story, new HistoryFilter(null, null, entry, null), ct).FirstOrDefaultAsync(e => e.Version == version, ct);
        return done is not null && await BodyAsync(done.Recorded) is { } after && await BodyAsync(done.Recorded.AddMicroseconds(-1)) is { } before
            ? Merged(after, now, before) : now;

        async Task<JsonObject?> BodyAsync(DateTimeOffset at) =>
            await db.EntryAsync(story, entry, at, hidden: true, int.MaxValue, 1, ct) is [var state, ..] && JsonNode.Parse(state.Doc) is JsonObject doc
                ? EntryBodies.Of(doc, kind) : null;
    }

    private static async Task CorrectAsync(
        string story, string entry, EditorialRoute<EntryCommand> route, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time,
        bool previews = false)
    {
        if (await FindAsync(context, pages, db, story, entry) is not var (model, shown, answer, of) || KindList.Find(shown.Kind) is not { } kind)
            return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var dates = FormDates.Of(of, time.GetUtcNow());
        var words = await StoryWords.OfAsync(db, story, context);
        var (current, value) = (EntryBodies.Of(answer, kind), await Recording.BodyAsync(db, form, kind, dates, words, context.RequestAborted));
        var seenBody = Parse(form["base"].FirstOrDefault()) ?? current;
        // These have commands of their own, and no inputs here.
        foreach (var apart in new[] { "planned", "key" })
            value[apart] = seenBody[apart]?.DeepClone();
        var second = SecondPair.Of(route, of);
        var said = new FormReader(form, dates).Read([.. CorrectPage.Own, .. second]);
        var body = (JsonObject)said.DeepClone();
        var urgent = SecondPair.Take(body);
        body["changes"] = EntryBodies.Changes(Trimmed(seenBody), Trimmed(value));
        if (previews)
        {
            await SendOutlookAsync(context, pages, await OutlookAsync(context, pages, story, entry, route, body, CorrectPage.Own));
            return;
        }

        var seen = EntryETag.Read(form[DeskCommands.Seen]);
        var sent = await Sending.SendAsync(context, story, body, route.BodyType,
            content => (Correct)content! with { Entry = entry, IfUpdatedAt = seen?.States, Urgent = urgent });
        if (sent.IsDone)
        {
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}/entries/{entry}?done={(sent.Result is Timeline.Store.Commands.CommandResult.Unchanged ? "nothing" : "stored")}&once={form[Sending.Once]}"));
            return;
        }

        // What the editor did not touch is as the other one left it; what both did is the editor's, with the other's beside it.
        var merged = !sent.IsStale ? value : Merged(seenBody, current, value);
        await SendCorrectionAsync(context, pages, db, model, shown, kind, seenBody, merged, sent.IsStale ? current : null, said, sent, second,
            sent.IsStale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity);
    }

    private static JsonObject Merged(JsonObject seen, JsonObject theirs, JsonObject yours)
    {
        var merged = (JsonObject)theirs.DeepClone();
        foreach (var (field, value) in EntryBodies.Changes(seen, yours))
        {
            if (value is null)
                merged.Remove(field);
            else
                merged[field] = value.DeepClone();
        }

        return merged;
    }

    private static JsonObject Trimmed(JsonObject body) => new(body.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));

    private static JsonObject? Parse(string? json)
    {
        try
        {
            return json is null ? null : JsonNode.Parse(json) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private static async Task SendCorrectionAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, StoryModel model, ShownEntry shown, Kind kind, JsonObject seen, JsonObject value,
        JsonObject? theirs, JsonObject said, Sent sent, IReadOnlyList<KindField> second, int status) =>
        await pages.SendAsync<CorrectPage>(context, status,
            (nameof(CorrectPage.Live), await LivePlace.OfAsync(db, model.Story.Id, shown.Id, true, context.RequestAborted)),
            (nameof(CorrectPage.Story), model.Story), (nameof(CorrectPage.Hold), shown.Status != "held"), (nameof(CorrectPage.Entry), shown.Id), (nameof(CorrectPage.Headline), shown.Title ?? "…"),
            (nameof(CorrectPage.Kind), kind), (nameof(CorrectPage.Seen), theirs is null && status != StatusCodes.Status200OK
                ? context.Request.Form[DeskCommands.Seen].ToString() : EntryETag.Of(shown.UpdatedAt)),
            (nameof(CorrectPage.Base), seen), (nameof(CorrectPage.Value), value), (nameof(CorrectPage.Theirs), theirs), (nameof(CorrectPage.Said), said), (nameof(CorrectPage.Second), second),
            (nameof(CorrectPage.Words), await StoryWords.OfAsync(db, model.Story.Id, context)),
            (nameof(CorrectPage.Problems), sent.Problems), (nameof(CorrectPage.Sentence), sent.Sentence));
}
