using Microsoft.AspNetCore.Authorization;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk;

/// <summary>
/// What whoever is signed in may do and see: what the API's policies let their roles send, and what these let them read. The pages
/// offer by it; what is sent all the same is refused by the policies and the commands.
/// </summary>
/// <param name="Senders">Whose commands they may send.</param>
/// <param name="SeesAll">Whether they see all that the public does not: editors, lawyers, and archivists, who read the whole history.</param>
public sealed record DeskRights(IReadOnlyList<Sender> Senders, bool SeesAll)
{
    /// <summary>Of somebody who is not signed in.</summary>
    public static DeskRights None { get; } = new([], false);

    /// <summary>Whether drafts are all that they may work on.</summary>
    public bool DraftsOnly => !SeesAll && Senders.Contains(Sender.Contributor);

    /// <summary>Whether they may send the commands of some people.</summary>
    public bool May(Sender sender) => Senders.Contains(sender);

    /// <summary>Whether they may see a story.</summary>
    public bool Sees(Story story) => SeesAll || (DraftsOnly ? story.IsKnownToContributors : story.Visible || story.Status == "removed");

    /// <summary>Whether they may see a story, or an entry, of that status.</summary>
    /// <param name="status">The status.</param>
    /// <param name="draft">Whether it is a draft that contributors may see.</param>
    public bool Sees(string status, bool draft) => SeesAll || status is "open" or "published" or "retracted" or "removed" || (DraftsOnly && draft);

    /// <summary>The same chronology, as far as they may see it.</summary>
    public TimelineQuery Of(TimelineQuery query) => query with { Hidden = SeesAll || DraftsOnly, DraftsOnly = DraftsOnly };

    /// <summary>Of whoever sent a request.</summary>
    internal static DeskRights Of(HttpContext context) => context.Features.Get<DeskRights>() ?? None;

    /// <summary>Finds them out, for <see cref="Of(HttpContext)"/>.</summary>
    internal static async Task SetAsync(HttpContext context)
    {
        var authorization = context.RequestServices.GetRequiredService<IAuthorizationService>();
        var senders = new List<Sender>();
        foreach (var sender in Enum.GetValues<Sender>())
        {
            if ((await authorization.AuthorizeAsync(context.User, Roles.PolicyOf(sender))).Succeeded)
                senders.Add(sender);
        }

        context.Features.Set(new DeskRights(senders, senders.Contains(Sender.Editor) || senders.Contains(Sender.Legal)
            || (await authorization.AuthorizeAsync(context.User, Roles.Archivist)).Succeeded));
    }
}
