using Timeline.Api.Formats;
using Timeline.Domain.Languages;

namespace Timeline.Api.Desk;

/// <summary>What every page of the desk knows.</summary>
/// <param name="Site">Where the service is.</param>
/// <param name="Words">The editor's own language.</param>
/// <param name="User">What the editor is called; null where nobody is signed in.</param>
/// <param name="Actor">Who the editor is in the history; empty where nobody is signed in.</param>
/// <param name="Roles">What the editor may.</param>
/// <param name="TokenField">The name of the field that carries <paramref name="Token"/>.</param>
/// <param name="Token">What shows that a form is ours (antiforgery).</param>
public sealed record DeskFrame(
    Site Site, Language Words, string? User, string Actor, IReadOnlyList<string> Roles, string TokenField, string? Token)
{
    /// <summary>What they may do and see.</summary>
    public DeskRights Rights { get; init; } = DeskRights.None;

    /// <summary>An address of the desk, as the reader's browser knows it.</summary>
    public string Url(string path) => Site.Root + path;
}
