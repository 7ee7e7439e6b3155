using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Live;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Correcting an entry: its form is that of the whole entry, and what differs from what the editor saw is the correction.</summary>
internal static class Corrections
{
    private static readonly EditorialRoute<EntryCommand> Route = DeskCommands.Entries.First(r => r.Route == DeskCommands.Corrections);

    private const int MostStates = 100;

    public static void MapDeskCorrections(this IEndpointRouteBuilder desk)
    {
        const string Address = $"/desk/stories/{{story}}/entries/{{entry}}/{DeskCommands.Corrections}";
        var senders = desk.MapGroup("").RequireAuthorization(Roles.PolicyOf(Route.From));
        senders.MapGet(Address, ShowAsync);
        senders.MapPost(Address, (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
            CorrectAsync(story, entry, context, pages, db, time));
        senders.MapPost(Address + "/preview", (string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time) =>
            CorrectAsync(story, entry, context, pages, db, time, previews: true));
    }

    private static async Task ShowAsync(string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time)
    {
        if (await EntryRoutes.FindAsync(context, pages, db, story, entry) is not { } found || KindList.Find(found.Shown.Kind) is not { } kind)
            return;
        var body = EntryBodies.Of(found.Answer, kind);
        var value = DateTimeOffset.TryParseExact(context.Request.Query["undo"], Deed.Instant, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var undone)
            ? await WithoutAsync(db, story, entry, kind, body, undone, DeskRights.Of(context).DraftsOnly, context.RequestAborted) : body;
        await SendAsync(context, pages, db, found, kind, FormDates.Of(found.Story, time.GetUtcNow()), body, value,
            null, [], new(null, null, []), await SecondPair.OfAsync(db, Route, found.Story, entry, context.RequestAborted), StatusCodes.Status200OK);
    }

    // The entry as it is, but for what one event changed.
    private static async Task<JsonObject> WithoutAsync(
        TimelineDatabase db, string story, string entry, Kind kind, JsonObject now, DateTimeOffset recorded, bool draftsOnly, CancellationToken ct)
    {
        var done = await db.ReadStreamAsync(story, new HistoryFilter(null, null, entry, null), ct).FirstOrDefaultAsync(e => e.Recorded == recorded, ct);
        return done is not null && await BodyAsync(done.Recorded) is { } after && await BodyAsync(done.Recorded.AddMicroseconds(-1)) is { } before
            ? Conflict.Merged(after, now, before) : now;

        async Task<JsonObject?> BodyAsync(DateTimeOffset at) => await StateAsync(at) is { } state && JsonNode.Parse(state.Doc) is JsonObject doc ? EntryBodies.Of(doc, kind) : null;

        // Contributors undo what they see of a draft's last states.
        async Task<EntryState?> StateAsync(DateTimeOffset at) => draftsOnly
            ? (await db.DraftAsync(story, entry, int.MaxValue, MostStates, ct)).FirstOrDefault(s => s.From <= at && !(s.To <= at))
            : await db.EntryAsync(story, entry, at, hidden: true, int.MaxValue, 1, ct) is [var one, ..] ? one : null;
    }

    private static async Task CorrectAsync(
        string story, string entry, HttpContext context, DeskPages pages, TimelineDatabase db, TimeProvider time, bool previews = false)
    {
        if (await EntryRoutes.FindAsync(context, pages, db, story, entry) is not { } found || KindList.Find(found.Shown.Kind) is not { } kind)
            return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var dates = FormDates.Of(found.Story, time.GetUtcNow());
        var words = await StoryWords.OfAsync(db, story, context);
        var current = EntryBodies.Of(found.Answer, kind);
        var seenBody = Conflict.Begun(form) ?? current;
        var value = await Recording.BodyAsync(db, context, form, kind, dates, words, seenBody["people"]);
        // What a name of somebody among the people means is no change, wherever it was recorded as a name.
        foreach (var before in new[] { seenBody, current })
            Names.Fill(before, FormFields.Of(kind), new Dictionary<string, string>(), new Dictionary<string, string>());
        // These have commands of their own, and no inputs here.
        foreach (var apart in new[] { "planned", "key" })
            value[apart] = seenBody[apart]?.DeepClone();
        var second = await SecondPair.OfAsync(db, Route, found.Story, entry, context.RequestAborted);
        var said = new FormReader(form, dates).Read([.. CorrectPage.Own, .. second]);
        var body = (JsonObject)said.DeepClone();
        var urgent = SecondPair.Take(body);
        body["changes"] = EntryBodies.Changes(Trimmed(seenBody), Trimmed(value));
        if (previews)
        {
            await EntryRoutes.SendOutlookAsync(context, pages, await EntryRoutes.OutlookAsync(context, pages, story, entry, Route, body, CorrectPage.Own));
            return;
        }

        var seen = EntryETag.Read(form[DeskCommands.Seen]);
        var sent = await Sending.SendAsync(context, story, body, Route.BodyType,
            content => (Correct)content! with { Entry = entry, IfUpdatedAt = seen?.States, Urgent = urgent });
        if (sent.IsDone)
        {
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}/entries/{entry}?done={sent.Done}&once={form[Sending.Once]}"));
            return;
        }

        // What the editor did not touch is as the other one left it; what both did is the editor's, with the other's beside it.
        var other = sent.IsStale && found.Over is null ? current : null;
        await SendAsync(context, pages, db, found, kind, dates, seenBody, other is null ? value : Conflict.Merged(seenBody, other, value), other, said, sent, second,
            sent.IsStale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity);
    }

    private static JsonObject Trimmed(JsonObject body) => new(body.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Key, f.Value?.DeepClone())));

    private static async Task SendAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, FoundEntry found, Kind kind, FormDates dates, JsonObject seen, JsonObject value,
        JsonObject? theirs, JsonObject said, Sent sent, IReadOnlyList<KindField> second, int status) =>
        await pages.SendAsync<CorrectPage>(context, status,
            (nameof(CorrectPage.Live), await LivePlace.OfAsync(context, db, found.Story.Id, found.Shown.Id, true)),
            (nameof(CorrectPage.Story), found.Model.Story), (nameof(CorrectPage.Hold), found.Shown.Status != "held" && found.Over is null),
            (nameof(CorrectPage.Entry), found.Shown.Id), (nameof(CorrectPage.Headline), found.Shown.Called(found.Model.Words)),
            (nameof(CorrectPage.Kind), kind), (nameof(CorrectPage.Seen), theirs is null && status != StatusCodes.Status200OK
                ? context.Request.Form[DeskCommands.Seen].ToString() : found.Seen),
            (nameof(CorrectPage.Base), seen), (nameof(CorrectPage.Value), value),
            (nameof(CorrectPage.When), dates.Words(FormModel.Text((value["when"] as JsonObject)?["edtf"]), pages.Frame(context).Words)),
            (nameof(CorrectPage.Theirs), theirs), (nameof(CorrectPage.Said), said), (nameof(CorrectPage.Second), second),
            (nameof(CorrectPage.Words), await StoryWords.OfAsync(db, found.Story.Id, context)),
            (nameof(CorrectPage.Problems), sent.Problems),
            // Where somebody else changed it meanwhile, the table of both versions says it better.
            (nameof(CorrectPage.Sentence), theirs is null ? found.Over ?? sent.Sentence : null));
}
