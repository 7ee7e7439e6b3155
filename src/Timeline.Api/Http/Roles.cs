using System.Security.Claims;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Embedded;

namespace Timeline.Api.Http;

/// <summary>Who may. A policy is named like the role that it asks for, or those.</summary>
internal static class Roles
{
    public const string Editor = TokenTerms.Editor;
    public const string Contributor = TokenTerms.Contributor;
    public const string Legal = TokenTerms.Legal;
    public const string Archivist = TokenTerms.Archivist;
    public const string Admin = TokenTerms.Admin;

    /// <summary>The policy of those who may read what was ever said and who said it: lawyers answer for it, archivists keep it.</summary>
    public const string History = "legal or archivist";

    /// <summary>The policy of those who may see what the public does not.</summary>
    public const string Newsroom = "editor, legal or archivist";

    private static readonly Dictionary<string, string[]> OfPolicy = new()
    {
        // Whatever contributors do, editors do, too.
        [Contributor] = [Contributor, Editor],
        [Editor] = [Editor],
        [Legal] = [Legal],
        [Archivist] = [Archivist],
        [Admin] = [Admin],
        [History] = [Legal, Archivist],
        [Newsroom] = [Editor, Legal, Archivist],
    };

    /// <summary>The roles of which a policy asks for one.</summary>
    public static string[] Of(string policy) => OfPolicy[policy];

    /// <summary>Whether whoever is signed in may do with a command only what contributors may: work on drafts. Take-downs are of no drafts alone,
    /// and the policies let nobody send them but those who answer for the law.</summary>
    public static bool IsOfDraftsOnly(ClaimsPrincipal user, Command command) => !user.IsInRole(Editor) && command is not IRewrites;

    /// <summary>The policy of those who may send a command.</summary>
    public static string PolicyOf(Sender sender) => sender switch
    {
        Sender.Legal => Legal,
        Sender.Contributor => Contributor,
        _ => Editor,
    };

    /// <summary>The token's subject: the actor in the history. Empty where it has none that can be stored.</summary>
    public static string Subject(ClaimsPrincipal user) =>
        user.FindFirst("sub")?.Value is { } subject && TokenTerms.IsSubject(subject) ? subject : "";
}
