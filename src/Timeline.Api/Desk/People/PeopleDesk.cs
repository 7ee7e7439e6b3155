using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Http;
using Timeline.Api.Recording;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.People;

/// <summary>The register at the desk: who is in it, what it says of somebody, and of two ids that are one.</summary>
internal static class PeopleDesk
{
    /// <summary>Where people and bodies are looked for.</summary>
    public const string Address = "/desk/people";

    private const int Most = 20;

    // Each by its part of the address, the body that its form is made of, and the command.
    private static readonly (string Route, Type? Body, Func<object?, PersonCommand> Make)[] Commands =
    [
        ("record", typeof(PersonRecord), body => new RegisterPerson((PersonRecord)body!)),
        ("merge", typeof(MergeInto), body => new MergePeople((MergeInto)body!)),
        ("merge-undo", null, _ => new UndoMerge()),
    ];

    public static void MapDeskPeople(this IEndpointRouteBuilder desk)
    {
        desk.MapGet(Address, FindAsync);
        var editors = desk.MapGroup("").RequireAuthorization(Roles.Editor);
        foreach (var (route, body, make) in Commands)
        {
            editors.MapGet($"{Address}/{{person}}/{route}", (string person, HttpContext context, DeskPages pages, TimelineDatabase db) =>
                SendAsync(context, pages, db, person, route, body, null, new(null, null, [])));
            editors.MapPost($"{Address}/{{person}}/{route}", (string person, HttpContext context, DeskPages pages, TimelineDatabase db) =>
                DoAsync(context, pages, db, person, route, body, make));
        }
    }

    private static async Task FindAsync(HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        var asked = context.Request.Query["q"].FirstOrDefault()?.Trim() is { Length: > 0 and <= 200 } text && !text.Contains('\0', StringComparison.Ordinal) ? text : null;
        var after = context.Request.Query["after"].FirstOrDefault() is { } last && SlugAttribute.IsSlug(last) ? last : null;
        // It may have been undone since.
        var merged = context.Request.Query["merged"].FirstOrDefault() is { } one && SlugAttribute.IsSlug(one) && DeskRights.Of(context).May(Sender.Editor)
            && await db.RegisteredAsync(one, null, hidden: true, context.RequestAborted) is { MergedInto: not null } ? one : null;
        var page = await db.PeopleAsync(asked, null, after, Most, hidden: DeskRights.Of(context).SeesAll, context.RequestAborted);
        await pages.SendAsync<PeoplePage>(context, parameters:
        [
            (nameof(PeoplePage.Asked), asked), (nameof(PeoplePage.Found), page.People), (nameof(PeoplePage.Next), page.Next),
            (nameof(PeoplePage.Done), context.Request.Query["done"].FirstOrDefault()), (nameof(PeoplePage.Merged), merged),
            // Also of whom the register knows nothing stories may say something.
            (nameof(PeoplePage.Id), asked is null ? null : SlugAttribute.IsSlug(asked) ? asked : Slugs.Of(asked)),
        ]);
    }

    private static async Task DoAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, string person, string route, Type? body, Func<object?, PersonCommand> make)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var value = body is null ? [] : new FormReader(form, FormDates.Now(DateTimeOffset.UnixEpoch)).Read(KindField.Of(body));
        // One knows people by their names; their ids stand in the register.
        var named = FormModel.Text(value["into"]) is { Length: > 0 } into && !SlugAttribute.IsSlug(into) ? into : null;
        var id = named is null ? null : (await Lookup.IdsAsync(db, [named], DeskRights.Of(context), context.RequestAborted)).GetValueOrDefault(named);
        if (id is not null)
            value["into"] = id;
        var seen = EntryETag.Read(form[DeskCommands.Seen]);
        var sent = named is not null && id is null ? new(null, null, [new("into", Sentence.Of("refused.not-one-of-name"))])
            : await Sending.SendAsync(context, StreamId.OfPerson(person), value, body, content => (make(content) with { Person = person }).IfMatch(seen));
        if (!sent.IsDone)
        {
            await SendAsync(context, pages, db, person, route, body, value, sent);
            return;
        }

        if (route != "record" && sent.Result is CommandResult.Stored)
            await PeopleRoutes.FollowMergeAsync(context, person);
        context.Response.Redirect(pages.Frame(context).Url(
            // Of two that were merged the one that stays is there to be seen.
            $"{Address}?q={(route == "merge" ? FormModel.Text(value["into"]) + (sent.Result is CommandResult.Stored ? $"&merged={person}" : "") : person)}&done={(sent.Result is CommandResult.Unchanged ? "nothing" : "stored")}&once={form[Sending.Once]}"));
    }

    private static async Task SendAsync(
        HttpContext context, DeskPages pages, TimelineDatabase db, string person, string route, Type? body, JsonObject? value, Sent sent)
    {
        var known = SlugAttribute.IsSlug(person) ? await db.RegisteredAsync(person, null, hidden: true, context.RequestAborted) : null;
        var frame = pages.Frame(context);
        var (name, was) = (context.Request.Query["name"].FirstOrDefault(), known is null ? [] : Conflict.Plain(JsonSerializer.SerializeToNode(known.Record, AnswerJson.Options)!.AsObject()));
        var begun = value is null ? was : Conflict.Begun(context.Request.Form) ?? [];
        // Whom the form was to register somebody else may have registered meanwhile: that is news to its editor as any change is.
        var late = sent.IsStale || sent.Result is CommandResult.Refused { Refusal.Reason: RefusalReason.PreconditionMissing };
        var theirs = route == "record" && late && EntryBodies.Changes(begun, was).Count > 0 ? was : null;
        if (theirs is not null)
            value = Conflict.Merged(begun, theirs, value!);
        await pages.SendAsync<FormPage>(context,
            value is null ? StatusCodes.Status200OK : late ? StatusCodes.Status412PreconditionFailed : StatusCodes.Status422UnprocessableEntity,
            (nameof(FormPage.Title), frame.Words["desk.person-" + route]), (nameof(FormPage.About), known?.Record.Shown ?? person), (nameof(FormPage.Command), "person"),
            (nameof(FormPage.Address), $"{Address}/{person}/{route}"), (nameof(FormPage.Fields), body is null ? [] : KindField.Of(body)),
            (nameof(FormPage.Value), value ?? (route != "record" ? [] : known is null ? new() { ["name"] = name } : was)), (nameof(FormPage.Problems), sent.Problems),
            (nameof(FormPage.Sentence), theirs is null ? sent.Sentence : null),
            (nameof(FormPage.Begun), route == "record" ? begun : null), (nameof(FormPage.Theirs), theirs),
            // Who is told only what is wrong has not seen what others made of it.
            (nameof(FormPage.Seen), value is not null && !late ? context.Request.Form[DeskCommands.Seen].FirstOrDefault() : known is null ? null : EntryETag.Of(known.UpdatedAt)),
            (nameof(FormPage.Way), new (string, string)[] { (frame.Words["desk.people"], Address) }));
    }
}
