using System.Text;

namespace Timeline.Cli.Frame;

/// <summary>Files that a command is given.</summary>
internal static class GivenFile
{
    /// <summary>The text of one that is read once: a pipe, too, such as a shell's <c>&lt;(...)</c>.</summary>
    /// <exception cref="FailedException">There is none, or it is a folder, or no text.</exception>
    public static async Task<string> TextAsync(string path, CancellationToken ct)
    {
        MustBeThere(path);
        // Beside us, as nobody else ends the wait for whoever writes into a pipe.
        return await Task.Run(() => Read(path), ct).WaitAsync(ct);
    }

    /// <summary>Its lines, but for empty ones.</summary>
    /// <inheritdoc cref="TextAsync"/>
    public static async Task<string[]> LinesAsync(string path, CancellationToken ct) =>
        (await TextAsync(path, ct)).Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Opens one that is read more than once: who opens a pipe waits for a writer, and cannot be stopped meanwhile.</summary>
    /// <exception cref="FailedException">There is none, or nothing is in it, or it is a folder, a pipe or a device, or compressed.</exception>
    public static FileStream Open(string path)
    {
        MustBeThere(path);
        // Pipes and devices have no length.
        if (new FileInfo(File.ResolveLinkTarget(Path.GetFullPath(path), returnFinalTarget: true)?.FullName ?? path).Length == 0)
            throw new FailedException($"{path} is empty, or no ordinary file.");
        var stream = File.OpenRead(path);
        if (stream.ReadByte() == 0x1F && stream.ReadByte() == 0x8B)
        {
            stream.Dispose();
            throw new FailedException($"{path} is compressed (gzip): unpack it first.");
        }

        stream.Position = 0;
        return stream;
    }

    private static string Read(string path)
    {
        using var file = new StreamReader(path);
        var (text, part) = (new StringBuilder(), new char[4096]);
        while (file.Read(part) is > 0 and var read)
        {
            // No text has one; a device has, and no end.
            if (part.AsSpan(0, read).Contains('\0'))
                throw new FailedException($"{path} is no text.");
            text.Append(part, 0, read);
        }

        return text.ToString();
    }

    private static void MustBeThere(string path)
    {
        if (Directory.Exists(path))
            throw new FailedException($"{path} is a folder.");
        if (!File.Exists(path))
            throw new FailedException($"There is no file {path}.");
    }
}
