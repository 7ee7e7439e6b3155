using System.Text;

namespace Timeline.Store.Embedded;

/// <summary>Small secret files (mode 0600) that a reader never sees half-written.</summary>
internal static class PrivateFile
{
    private const int Attempts = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>The file's text. Of several processes that find none, one writes its own and all get that one.</summary>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // Under the file's lock. (File.Move without overwrite looks first and renames then, which is a race.)
                using var file = Open(path, FileMode.OpenOrCreate);
                if (file.Length == 0)
                    Write(file, create());
                file.Position = 0;
                using var reader = new StreamReader(file);
                return reader.ReadToEnd().Trim();
            }
            catch (IOException e) when (IsLocked(e) && attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>The text of a file that is there, which need not be writable; waits for whoever is making it.</summary>
    public static string ReadWhenFree(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (IOException e) when (IsLocked(e) && attempt < Attempts)
            {
                Thread.Sleep(Pause);
            }
        }
    }

    public static void Replace(string path, string text)
    {
        var beside = $"{path}.{Path.GetRandomFileName()}";
        using (var file = Open(beside, FileMode.CreateNew))
            Write(file, text);
        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Opens for this process alone; for a second opener the exception <see cref="IsLocked"/>.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>True for EWOULDBLOCK of Linux and of macOS, and for Windows' sharing violation.</summary>
    public static bool IsLocked(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);

    private static void Write(FileStream file, string text)
    {
        file.Write(Encoding.UTF8.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
    }
}
