using System.Text.RegularExpressions;

namespace Timeline.Store.Pictures;

/// <summary>
/// Removes pictures after a take-down. Sent in its transaction, and tried until it is done.
/// </summary>
/// <param name="Named">Those that are removed at once, whatever else shows them.</param>
/// <param name="Shown">Those that what was taken down showed: they go where nothing names them any more.</param>
/// <param name="Face">What readers are told of the first.</param>
public sealed partial record RemovePictures(IReadOnlyList<string> Named, IReadOnlyList<string> Shown, string Face)
{
    /// <summary>The pictures that an event's data names.</summary>
    public static IEnumerable<string> In(string data) => Name().Matches(data).Select(m => m.Groups[1].Value);

    [GeneratedRegex(@"/pictures/([0-9a-f]{64}\.(?:jpg|webp))\b", RegexOptions.CultureInvariant)]
    private static partial Regex Name();
}
