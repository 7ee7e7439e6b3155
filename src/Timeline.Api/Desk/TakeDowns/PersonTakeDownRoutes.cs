using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.People;
using Timeline.Api.Http;
using Timeline.Api.Recording;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Queries;
using Timeline.Store.TakeDowns;

namespace Timeline.Api.Desk.TakeDowns;

/// <summary>Taking a person down: first every place where they are named, to be ticked, then one act.</summary>
internal static class PersonTakeDownRoutes
{
    /// <summary>Where the places of somebody are ticked.</summary>
    public static string Of(string person) => $"{PeopleDesk.Address}/{person}/takedown";

    public static void MapDeskPersonTakeDowns(this IEndpointRouteBuilder desk)
    {
        var lawyers = desk.MapGroup("").RequireAuthorization(Roles.Legal);
        lawyers.MapGet(Of("{person}"), (string person, HttpContext context, DeskPages pages, TimelineDatabase db) =>
            ShowAsync(person, context, pages, db, [], [], null, []));
        lawyers.MapPost(Of("{person}"), TakeDownAsync);
    }

    private static async Task TakeDownAsync(string person, HttpContext context, DeskPages pages, TimelineDatabase db, GroupCommit commands)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var value = new FormReader(form, TakeDownWay.NoDates).Read(TakeDownWay.OfPerson);
        List<string> ticked = [.. form["place"].OfType<string>().Distinct()];
        var body = new JsonObject { ["asked"] = value.DeepClone(), ["places"] = new JsonArray([.. ticked.Select(t => (JsonNode?)t)]) };
        if (CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), typeof(PersonTakeDown), out var problem) is not PersonTakeDown asked)
        {
            await ShowAsync(person, context, pages, db, value, ticked, problem!.Field.Length == 0 ? problem.Sentence : null, [problem]);
            return;
        }

        var (answer, refusal) = await PersonTakeDowns.CarryOutAsync(context, person, asked, commands);
        if (refusal is not null)
            await ShowAsync(person, context, pages, db, value, ticked, refusal.Fields.Count == 0 ? refusal.Sentence : null, refusal.Fields);
        else
            await pages.SendAsync<TakenDownPage>(context, parameters: [(nameof(TakenDownPage.Addresses), answer!.Addresses), (nameof(TakenDownPage.Once), form[Sending.Once].ToString())]);
    }

    private static async Task ShowAsync(
        string person, HttpContext context, DeskPages pages, TimelineDatabase db, JsonObject value, IReadOnlyList<string> ticked, Sentence? sentence,
        IReadOnlyList<FieldProblem> problems)
    {
        if (!SlugAttribute.IsSlug(person))
        {
            context.Response.Redirect(pages.Frame(context).Url(PeopleDesk.Address));
            return;
        }

        var asked = context.Request.Query["name"].FirstOrDefault()?.Trim() is { Length: > 0 and <= 200 } name && !name.Contains('\0', StringComparison.Ordinal) ? name : null;
        var list = await PersonTakeDowns.PlacesAsync(db, person, asked, context.RequestAborted);
        await pages.SendAsync<PlacesPage>(context, sentence is null && problems.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status422UnprocessableEntity,
            (nameof(PlacesPage.Person), person), (nameof(PlacesPage.Name), asked), (nameof(PlacesPage.Names), list.Names), (nameof(PlacesPage.Places), list.Places),
            (nameof(PlacesPage.Value), value), (nameof(PlacesPage.Ticked), ticked), (nameof(PlacesPage.Sentence), sentence),
            (nameof(PlacesPage.Problems), problems.Select(p => p with { Field = p.Field.StartsWith("asked.", StringComparison.Ordinal) ? p.Field[6..] : p.Field }).ToList()),
            (nameof(PlacesPage.Titles), await TitlesAsync(db, list.Places, context.RequestAborted)));
    }

    private static async Task<Dictionary<string, string>> TitlesAsync(TimelineDatabase db, IReadOnlyList<NamedPlace> places, CancellationToken ct)
    {
        var titles = new Dictionary<string, string>();
        foreach (var story in places.Select(p => p.Story).Distinct().Where(SlugAttribute.IsSlug))
            titles[story] = (await db.StoryAsync(story, hidden: true, ct))?.Story.Called ?? story;
        return titles;
    }
}
