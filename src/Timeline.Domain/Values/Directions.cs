namespace Timeline.Domain.Values;

/// <summary>
/// The characters that embed, override or isolate the direction of a text (Unicode, UAX 9): a text that leaves one of them open
/// turns round what stands behind it on a page. Marks (U+200E, U+200F, U+061C) only say a direction, and are welcome.
/// </summary>
internal static class Directions
{
    /// <summary>Its name in Unicode; null where the character is none of them.</summary>
    public static string? Name(char character) => character switch
    {
        '\u202a' => "left-to-right embedding",
        '\u202b' => "right-to-left embedding",
        '\u202c' => "pop directional formatting",
        '\u202d' => "left-to-right override",
        '\u202e' => "right-to-left override",
        '\u2066' => "left-to-right isolate",
        '\u2067' => "right-to-left isolate",
        '\u2068' => "first strong isolate",
        '\u2069' => "pop directional isolate",
        _ => null,
    };
}
