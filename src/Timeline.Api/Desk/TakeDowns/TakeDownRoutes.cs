using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Http;
using Timeline.Api.Recording;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Store;
using Timeline.Store.Commands;

namespace Timeline.Api.Desk.TakeDowns;

/// <summary>Taking down an entry, or a story: first the way, then its form, then the addresses to tell search engines and archives.</summary>
internal static class TakeDownRoutes
{
    private static readonly EditorialRoute<EntryCommand> OfEntry = DeskCommands.Entries.First(r => r.Route == DeskCommands.TakeDown);
    private static readonly EditorialRoute<StoryCommand> OfStory = DeskCommands.Stories.First(r => r.Route == DeskCommands.TakeDown);

    public static void MapDeskTakeDowns(this IEndpointRouteBuilder desk)
    {
        var lawyers = desk.MapGroup("").RequireAuthorization(Roles.Legal);
        foreach (var address in new[] { "/desk/stories/{story}/entries/{entry}/takedown", "/desk/stories/{story}/do/takedown" })
        {
            lawyers.MapGet(address, ChooseAsync);
            lawyers.MapGet(address + "/{way}", (HttpContext context, DeskPages pages, TimelineDatabase db, string way, string story, string? entry) =>
                FormAsync(context, pages, db, way, story, entry, null));
            lawyers.MapPost(address + "/{way}", async (HttpContext context, DeskPages pages, TimelineDatabase db, string way, string story, string? entry) =>
                await FormAsync(context, pages, db, way, story, entry, await context.Request.ReadFormAsync(context.RequestAborted)));
            lawyers.MapPost(address + "/{way}/preview", PreviewAsync);
        }
    }

    private static async Task ChooseAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string story, string? entry)
    {
        if (await Subject.FindAsync(context, pages, db, story, entry) is { } subject)
            await pages.SendAsync<WaysPage>(context, parameters: (nameof(WaysPage.Subject), subject));
    }

    private static async Task PreviewAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string way, string story, string? entry)
    {
        if (await Subject.FindAsync(context, pages, db, story, entry) is not { } subject)
            return;
        if (TakeDownWay.Find(way) is not { } chosen)
        {
            await MissingPage.SendAsync(context, pages);
            return;
        }

        var fields = subject.Fields(chosen);
        var value = new FormReader(await context.Request.ReadFormAsync(context.RequestAborted), TakeDownWay.NoDates).Read(fields);
        await EntryRoutes.SendOutlookAsync(context, pages, await OutlookAsync(context, pages, subject, chosen, value));
    }

    // Where nothing is ticked yet, "remove" without fields would show all of it gone.
    private static Task<Outlook> OutlookAsync(HttpContext context, DeskPages pages, Subject subject, TakeDownWay way, JsonObject value) =>
        Outlook.OfAsync(context, pages.Frame(context), subject.Story.Id, DeskCommands.TakeDown,
            way.Name == TakeDownWay.Some && value["fields"] is null ? [] : way.Body(value), subject.Fields(way), typeof(AskedTakeDown), asked => Of(subject, asked, null));

    private static ConditionalCommand Of(Subject subject, object? asked, (bool Any, IReadOnlyList<DateTimeOffset>? States)? seen) =>
        (subject.Entry is { } entry ? OfEntry.Make(asked) with { Entry = entry.Id } : (EditorialCommand)OfStory.Make(asked)).IfMatch(seen);

    private static async Task FormAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, string way, string story, string? entry, IFormCollection? form)
    {
        if (await Subject.FindAsync(context, pages, db, story, entry) is not { } subject)
            return;
        if (TakeDownWay.Find(way) is not { } chosen)
        {
            await MissingPage.SendAsync(context, pages);
            return;
        }

        var (fields, frame) = (subject.Fields(chosen), pages.Frame(context));
        var value = form is null ? [] : new FormReader(form, TakeDownWay.NoDates).Read(fields);
        var sent = new Sent(null, null, []);
        if (form is not null)
        {
            sent = chosen.Name == TakeDownWay.Some && value["fields"] is null
                ? new(null, null, [new("fields", Sentence.Of("desk.takedown-tick"))])
                : await Sending.SendAsync(context, story, chosen.Body(value), typeof(AskedTakeDown), asked => Of(subject, asked, EntryETag.Read(form[DeskCommands.Seen])));
            if (sent.Result is CommandResult.Stored stored)
            {
                await pages.SendAsync<TakenDownPage>(context, parameters:
                [
                    (nameof(TakenDownPage.Back), subject.Way), (nameof(TakenDownPage.Once), form[Sending.Once].ToString()),
                    (nameof(TakenDownPage.Addresses), stored.Gone is { } gone ? PublicAddresses.Of(Commands.AddressOf(context), story, gone).Distinct().ToList() : null),
                    (nameof(TakenDownPage.Beside), stored.Gone?.Beside),
                ]);
                return;
            }

            if (sent.Result is CommandResult.Unchanged)
                sent = sent with { Sentence = Sentence.Of("desk.done-nothing") };
        }

        await pages.SendAsync<FormPage>(context,
            form is null ? StatusCodes.Status200OK : sent.IsStale ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity,
            (nameof(FormPage.Title), frame.Words["desk.takedown-" + chosen.Name]), (nameof(FormPage.About), subject.Title),
            (nameof(FormPage.Address), $"{subject.Address}/{chosen.Name}"), (nameof(FormPage.Command), DeskCommands.TakeDown),
            (nameof(FormPage.Fields), fields), (nameof(FormPage.Choices), subject.Choices(frame.Words)), (nameof(FormPage.Value), value),
            (nameof(FormPage.Problems), sent.Problems), (nameof(FormPage.Sentence), sent.Sentence), (nameof(FormPage.Seen), EntryETag.Of(subject.UpdatedAt)),
            (nameof(FormPage.Outlook), await OutlookAsync(context, pages, subject, chosen, value)), (nameof(FormPage.Final), chosen.IsFinal),
            (nameof(FormPage.Way), subject.Way));
    }
}
