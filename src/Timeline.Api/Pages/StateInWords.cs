using System.Text.Json.Nodes;
using Timeline.Api.Formats;
using Timeline.Api.Reading;
using Timeline.Domain.Languages;

namespace Timeline.Api.Pages;

/// <summary>A state of an entry in words.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="From">Since when it held (UTC).</param>
/// <param name="Class">The class of the correction that made it; null where none did.</param>
/// <param name="Wrong">What was wrong.</param>
/// <param name="Changes">What it says otherwise than the one before it.</param>
public sealed record StateInWords(
    int Revision, DateTimeOffset From, string? Class, string? Wrong, IReadOnlyList<(string Label, string? Was, string? Now)> Changes)
{
    internal static StateInWords Of(RevisionAnswer revision, string kind, Language words, TimeZoneInfo zone)
    {
        var says = new InWords(words, zone, kind);
        return new(revision.Revision, revision.From, revision.Correction?.Class, revision.Correction?.Wrong,
            revision.Revision == 1 ? [] : [.. (revision.Changes ?? []).Select(c => (says.Label(c.Field), Say(c.Field, c.Was), Say(c.Field, c.Now)))
                .Where(c => c.Item2 is not null || c.Item3 is not null)]);

        string? Say(string field, JsonNode? value) => value is not null && says.Of(field, value) is { Length: > 0 } said ? Told.Cut(said) : null;
    }
}
