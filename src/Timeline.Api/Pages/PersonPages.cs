using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;

namespace Timeline.Api.Pages;

/// <summary>The page of a person or body: who they are, and all entries that name them.</summary>
internal static class PersonPages
{
    public static void MapPersonPages(this WebApplication app) =>
        app.MapMethods("/people/{person}", AnswerSending.Reads, GetAsync).Conditional()
            .WithName("GetPerson").WithSummary("A person or body, and the entries of all stories that name them; as a page where HTML is asked for")
            .Takes(People.OfOne).PassesOverOthers(Accepting.WantsHtml).WithMetadata(AnswerHeader.ContentLocation)
            .Produces<PersonAnswer>(200, "application/json", "text/html").Produces<MergedAnswer>(307)
            .ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);

    private static async Task GetAsync(
        string person, HttpContext context, CostlyReads reads, PublicAddress service, ComponentRenderer renderer, ErrorPages errors)
    {
        context.Response.Headers.Vary = "Accept";
        // Pages show what the public sees, and nothing else.
        if (!context.Request.WantsHtml() || context.Request.Query.ContainsKey(Parameters.Hidden.Name))
        {
            await context.SendAsync(await reads.MakeAsync(context, true, db => People.MakeAsync(person, context, db, service)));
            return;
        }

        var made = await reads.MakeAsync(context, true, db => People.MakeAsync(person, context, db, service, (who, found, words, next) =>
            renderer.PageAsync<PersonPage>("'self'",
                (nameof(PersonPage.Site), Site.Of(service, context.Request)), (nameof(PersonPage.W), words), (nameof(PersonPage.Person), who),
                (nameof(PersonPage.Entries), found.Entries.Select(e => (e.Story, ShownEntry.Parse(e.Doc))).ToList()), (nameof(PersonPage.Next), next))));
        await (made.Problem is { } problem ? errors.SendAsync(context, null, problem) : context.SendAsync(made));
    }
}
