using System.Text.RegularExpressions;
using Timeline.Domain.Values;

namespace Timeline.Store.Queries;

/// <summary>
/// The place of an entry among those that were found (keyset): what they are in the order of, and the entry itself, as what it
/// is in order of may be the same for several.
/// </summary>
public sealed partial record AcrossCursor(string Key, string Story, string Entry)
{
    /// <summary>Reads a cursor; null where the text is none.</summary>
    public static AcrossCursor? Parse(string text) =>
        text.Length <= 600 && text.Split('.') is [var key, var story, var entry]
        && Pattern().IsMatch(key) && SlugAttribute.IsSlug(story) && SlugAttribute.IsSlug(entry)
            ? new(key, story, entry)
            : null;

    /// <inheritdoc/>
    public override string ToString() => $"{Key}.{Story}.{Entry}";

    [GeneratedRegex("^[0-9a-z]+\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
