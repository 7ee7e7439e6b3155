namespace Timeline.Domain.Values;

/// <summary>
/// The characters that embed, override or isolate the direction of a text (Unicode, UAX 9): a text that leaves one of them open
/// turns round what stands behind it on a page. Marks (U+200E, U+200F, U+061C) only say a direction, and are welcome.
/// </summary>
internal static class Directions
{
    /// <summary>Whether a character is one of them.</summary>
    public static bool Has(char character) => character is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
