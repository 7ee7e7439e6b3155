using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>Somebody, or a place, an outlet or a topic, that is called as an editor types it.</summary>
/// <param name="Name">What a form takes.</param>
/// <param name="About">Who that is, as the register says; empty of other things.</param>
public sealed record Suggestion(string Name, string About);

/// <summary>Looks people and bodies up in the register, and takes their ids from it; places, outlets and topics in all stories.</summary>
internal static class Lookup
{
    private const int Most = 8;

    public static void MapDeskLookup(this IEndpointRouteBuilder desk) =>
        desk.MapGet("/desk/lookup/{list}", async (string list, HttpContext context, DeskPages pages, TimelineDatabase db) =>
        {
            string? typed = context.Request.Query["q"];
            return TypedResults.Json(string.IsNullOrWhiteSpace(typed) || typed.Length > 200 || typed.Contains('\0', StringComparison.Ordinal) ? []
                : list == "people" ? await FindAsync(db, typed, DeskRights.Of(context).SeesAll, pages.Frame(context).Words, context.RequestAborted)
                : [.. (await db.UsedAsync(list, typed.Trim(), Most, context.RequestAborted)).Select(word => new Suggestion(word, ""))]);
        }).RequireAuthorization(Roles.Contributor);

    /// <summary>The ids that the register has for some names, of people whom the story does not have, as far as whoever types them may know; one that
    /// stands for several is nobody's.</summary>
    public static async Task<Dictionary<string, string>> IdsAsync(TimelineDatabase db, IEnumerable<string> names, DeskRights rights, CancellationToken ct)
    {
        var ids = new Dictionary<string, string>();
        foreach (var name in names.Distinct().Where(n => n.Length <= 200))
        {
            var page = await db.PeopleAsync(name, null, null, Most, rights.SeesAll, ct);
            // Beyond a full page somebody else may be called so.
            if (page.Next is null && page.People.Where(p => Names(p).Contains(name, StringComparer.OrdinalIgnoreCase)).ToList() is [var one])
                ids[name] = one.Id;
        }

        return ids;
    }

    private static async Task<IReadOnlyList<Suggestion>> FindAsync(TimelineDatabase db, string typed, bool hidden, Language words, CancellationToken ct)
    {
        var page = await db.PeopleAsync(typed.Trim(), null, null, Most, hidden, ct);
        // Of somebody protected there is no name to offer.
        return [.. page.People.Where(p => p.Record.Name is not null).Select(p => new Suggestion(p.Record.Name!, About(p.Record)))];

        string About(PersonRecord person) =>
            string.Join(" · ", new[] { person.Description, words["desk.visibility-" + person.Visibility] }.Where(t => !string.IsNullOrEmpty(t)));
    }

    private static IEnumerable<string> Names(RegisteredPerson person) => person.Record.Names.Select(n => n.Name).Concat(person.Record.Name is { } name ? [name] : []);
}
