using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Http;
using Timeline.Store;

namespace Timeline.Api.Desk.Stories;

/// <summary>Holding and releasing several entries at once: each by its own command, so that one that is refused keeps no other from it.</summary>
internal static class Several
{
    private static readonly string[] Routes = ["hold", "release"];

    public static void MapDeskSeveral(this IEndpointRouteBuilder desk) =>
        desk.MapPost("/desk/stories/{story}/several", DoAsync).RequireAuthorization(Roles.Editor);

    private static async Task DoAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is not { } found)
            return;
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        var (asked, reason) = (form["do"].FirstOrDefault(), Pasted.Line(form["reason"].FirstOrDefault()) ?? "");
        var route = DeskCommands.Entries.First(r => r.Route == (Routes.Contains(asked) ? asked : Routes[0]));
        var words = pages.Frame(context).Words;
        var refused = new List<(string Entry, string Sentence)>();
        foreach (var entry in form["entry"].OfType<string>().Distinct().Take(StoryRoutes.OnPage))
        {
            var sent = await Sending.SendAsync(context, story, route.BodyType is null ? [] : new JsonObject { ["reason"] = reason }, route.BodyType,
                body => route.Make(body) with { Entry = entry }, entry);
            if (!sent.IsDone)
                refused.Add((entry, FormModel.Why(words, sent.Sentence, sent.Problems)));
        }

        if (refused.Count == 0)
            context.Response.Redirect(pages.Frame(context).Url($"/desk/stories/{story}?done={(form["entry"].Count == 0 ? "nothing" : "stored")}&once={form[Sending.Once]}"));
        else
            await StoryRoutes.ShowAsync(context, pages, db, found.Current, refused, reason);
    }
}
