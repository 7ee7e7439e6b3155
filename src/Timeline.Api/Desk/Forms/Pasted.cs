using System.Text.RegularExpressions;

namespace Timeline.Api.Desk.Forms;

/// <summary>
/// Text as an editor means it. With what is pasted there comes what nobody typed and nobody sees: a word processor's own signs, and the
/// characters that chats and pages put around words of the other direction (Unicode, UAX 9), which no command takes.
/// </summary>
internal static partial class Pasted
{
    /// <summary>Text of one line; null where it is empty.</summary>
    public static string? Line(string? text) => Plain(text)?.Replace('\n', ' ');

    /// <summary>Text of several lines; null where it is empty.</summary>
    public static string? Lines(string? text) => Plain(text);

    // Word separates lines by a vertical tab; browsers send the ends of lines as CR LF.
    private static string? Plain(string? text) => text is null ? null
        : Unseen().Replace(text, "").Replace('\u001e', '\u2011').Replace('\v', '\n').ReplaceLineEndings("\n").Trim() is { Length: > 0 } plain ? plain : null;

    // U+001F is where Word may break a word.
    [GeneratedRegex("[\u001f\u202a-\u202e\u2066-\u2069]", RegexOptions.CultureInvariant)]
    private static partial Regex Unseen();
}
