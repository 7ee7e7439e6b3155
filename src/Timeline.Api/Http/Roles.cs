using System.Security.Claims;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Embedded;

namespace Timeline.Api.Http;

/// <summary>Who may. A policy is named like the role that it asks for.</summary>
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

    /// <summary>The roles of which a policy asks for one.</summary>
    public static string[] Of(string policy) => policy.Split([", ", " or "], StringSplitOptions.None);

    /// <summary>The policy of those who may send a command.</summary>
    public static string PolicyOf(Sender sender) => sender switch
    {
        Sender.Legal => Legal,
        Sender.Contributor => Contributor,
        _ => Editor,
    };

    /// <summary>The token's subject: the actor in the history. Empty where it has none that can be stored.</summary>
    public static string Subject(ClaimsPrincipal user) =>
        user.FindFirst("sub")?.Value is { } subject && TokenTerms.IsSubject(subject) && !TextChecks.IsBlank(subject)
            ? subject : "";
}
