using System.Text;
using System.Text.RegularExpressions;
using Timeline.Cli.Frame;

namespace Timeline.Cli.Importing;

/// <summary>The text of a file of another tool, in whatever encoding that wrote it.</summary>
/// <param name="Text">The text.</param>
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
        var declared = XmlDeclaration().Match(Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 200))) is { Success: true } xml ? xml.Groups[1].Value : null;
        if ((encoding ?? (HasMark(bytes) ? null : declared)) is { } name)
            return new(Read(bytes, Strict(name)) ?? throw new FailedException($"It is not in the encoding '{name}': say by --encoding which it is in."), null);
        if (HasMark(bytes))
        {
            using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
            return new(reader.ReadToEnd(), null);
        }

        return Read(bytes, Strict("utf-8")) is { } text ? new(text, null)
            : new(Encoding.GetEncoding(1252).GetString(bytes), "The file is not in UTF-8, and was read as windows-1252: where letters are wrong, say by --encoding which it is in.");
    }

    private static bool HasMark(ReadOnlySpan<byte> bytes) => bytes is [0xEF, 0xBB, 0xBF, ..] or [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];

    private static Encoding Strict(string name)
    {
        try
        {
            return Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            throw new FailedException($"There is no encoding '{name}'; such as utf-8, windows-1252, windows-1251 or utf-16.");
        }
    }

    private static string? Read(byte[] bytes, Encoding encoding)
    {
        try
        {
            return encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    [GeneratedRegex("""^\s*<\?xml[^>]*\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")]
    private static partial Regex XmlDeclaration();
}
