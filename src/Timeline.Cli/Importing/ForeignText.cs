using System.Text;
using System.Text.RegularExpressions;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Importing;

/// <summary>The text of a file of another tool, in whatever encoding that wrote it.</summary>
/// <param name="Text">The text, without the mark that may stand before it.</param>
/// <param name="Caution">What an archivist must look after, where the encoding is guessed; null where it is known.</param>
internal sealed partial record ForeignText(string Text, string? Caution)
{
    static ForeignText() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    /// <summary>Reads it: as it is said, as its first bytes or its XML declaration say, as UTF-8, or else as Excel saves it in Western Europe.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="encoding">The encoding that is said to be its own; null for none.</param>
    /// <exception cref="FailedException">There is no such encoding, or the file is not in it.</exception>
    public static ForeignText Of(byte[] bytes, string? encoding)
    {
        if ((encoding ?? Marked(bytes) ?? Declared(bytes)) is { } name)
            return new(Read(bytes, Strict(name)) ?? throw new FailedException($"It is not in the encoding '{name}': say by --encoding which it is in."), null);
        return Read(bytes, Strict("utf-8")) is { } text ? new(text, null)
            : new(Encoding.GetEncoding(1252).GetString(bytes), "The file is not in UTF-8, and was read as windows-1252: where letters are wrong, say by --encoding which it is in.");
    }

    private static string? Marked(ReadOnlySpan<byte> bytes) => bytes switch
    {
        [0xEF, 0xBB, 0xBF, ..] => "utf-8",
        [0xFF, 0xFE, 0, 0, ..] => "utf-32",
        [0xFF, 0xFE, ..] => "utf-16",
        [0xFE, 0xFF, ..] => "utf-16BE",
        _ => null,
    };

    // .NET's own writers declare UTF-16 of what is saved in another encoding: a declaration that can be read without it is wrong then.
    private static string? Declared(byte[] bytes) =>
        XmlDeclaration().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200))) is { Success: true } xml
        && xml.Groups[1].Value is var name && Strict(name).GetByteCount("<") == 1 ? name : null;

    private static Encoding Strict(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        // UTF-7 is known, and read by nobody any more.
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new FailedException($"There is no encoding '{name}'; such as utf-8, windows-1252, windows-1251 or utf-16.");
        }
    }

    private static string? Read(byte[] bytes, Encoding encoding)
    {
        try
        {
            return encoding.GetString(bytes).TrimStart('\ufeff');
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")]
    private static partial Regex XmlDeclaration();
}
