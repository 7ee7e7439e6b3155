using System.Text;
using System.Text.Json;
using Timeline.Api.Desk.SigningIn;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Http;
using Timeline.Api.Live;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Desk;
using Timeline.Store.Projections;

namespace Timeline.Api.Desk.Live;

/// <summary>What others do in a story, told to the desk's pages as Server-Sent Events, in sentences of the editor's language.</summary>
internal static class DeskLive
{
    private static readonly byte[] Beat = ":\n\n"u8.ToArray();

    public static void MapDeskLive(this IEndpointRouteBuilder desk)
    {
        desk.MapGet("/desk/stories/{story}/live", FollowAsync).StaysOpen();
        desk.MapPost("/desk/stories/{story}/entries/{entry}/presence", IsHereAsync).RequireAuthorization(Roles.Contributor);
    }

    private static async Task<IResult> IsHereAsync(string story, string entry, HttpContext context, TimelineDatabase db)
    {
        if (!SlugAttribute.IsSlug(story) || !SlugAttribute.IsSlug(entry))
            return Results.NotFound();
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        await db.SetPresenceAsync(story, entry, Roles.Subject(context.User), DeskUser.Name(context.User), form["gone"] == "true", context.RequestAborted);
        return Results.NoContent();
    }

    private static async Task FollowAsync(string story, HttpContext context, DeskPages pages, TimelineDatabase db, DeskRooms rooms, LiveOptions options, IHostApplicationLifetime lifetime)
    {
        if (await StoryRoutes.FindAsync(context, pages, db, story) is null)
            return;
        // A browser that comes again says how far it was; a page, what it was made from.
        var said = context.Request.Headers[Parameters.LastEventId.Name].ToString() is { Length: > 0 } id ? id : context.Request.Query["after"].ToString();
        var position = LivePlace.Read(context, story, said) ?? (await db.EventVersionsAsync([story], context.RequestAborted)).GetValueOrDefault(story);
        EventStream.Announce(context);
        using var seat = rooms.Join(story, position);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await new EventStream(context, options, lifetime.ApplicationStopping).RunAsync(stream =>
            TellAsync(stream, seat, position, version => LivePlace.Said(context, story, version), DeskRights.Of(context), Roles.Subject(context.User),
                AskedLanguage.Of(context), options, ended.Token));
    }

    private static async Task TellAsync(
        EventStream stream, DeskRooms.Seat seat, long position, Func<long, string> id, DeskRights rights, string actor, Language words, LiveOptions options,
        CancellationToken ended)
    {
        await stream.WriteAsync(Beat, ended);
        await stream.FlushAsync(ended);
        while (true)
        {
            var more = seat.News.WaitToReadAsync(ended).AsTask();
            if (await Task.WhenAny(more, Task.Delay(options.Heartbeat, ended)) != more)
                await stream.WriteAsync(Beat, ended);
            else
                await more;
            while (seat.News.TryRead(out var news))
            {
                if (news.Present is { } present)
                    await stream.WriteAsync(Present(present, rights, actor, words), ended);
                if (news.Change is not { } change || change.Version <= position)
                    continue;
                position = change.Version;
                if (change.Actor != actor && rights.Sees(change.Status, change.Draft)
                    && (!rights.DraftsOnly || change.Told))
                    await stream.WriteAsync(Changed(change, id(change.Version), words), ended);
            }

            await stream.FlushAsync(ended);
        }
    }

    private static byte[] Present(IEnumerable<Present> present, DeskRights rights, string actor, Language words) => Event("presence", null, present
        .Where(p => p.Actor != actor && rights.Sees(p.Status, p.Draft))
        .Select(p => new { p.Entry, Text = words.Say("desk.live-doing", p.Name, p.Called(words)), Here = words.Say("desk.live-here", p.Name) }));

    private static byte[] Changed(JustChanged change, string id, Language words)
    {
        var (who, what) = (Domain.EventTypes.IsConfidential(change.Type) ? words["desk.role-legal"] : change.Actor, EventNames.Of(words, change.Type));
        return Event("change", id, new
        {
            change.Entry,
            Text = words.Say("desk.live-changed", who, change.Called(words), what),
            Here = words.Say("desk.live-changed-here", who, what),
        });
    }

    private static byte[] Event(string name, string? id, object data) => Encoding.UTF8.GetBytes(
        (id is null ? "" : $"id: {id}\n") + $"event: {name}\ndata: {JsonSerializer.Serialize(data, AnswerJson.Options)}\n\n");
}
