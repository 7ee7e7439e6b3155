using System.Text;

namespace Timeline.EventLog.Embedded;

/// <summary>Small secret files (mode 0600) that a reader never sees half-written.</summary>
internal static class PrivateFile
{
    /// <summary>The file's text. Of several processes that find no file, one writes its text and all get that one.</summary>
    public static string ReadOrCreate(string path, Func<string> create)
    {
        if (!File.Exists(path))
        {
            var mine = WriteBeside(path, create());
            try
            {
                // Without overwrite this is link(2): it fails when another process was first.
                File.Move(mine, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(mine);
            }
        }
        return File.ReadAllText(path).Trim();
    }

    public static void Replace(string path, string text) => File.Move(WriteBeside(path, text), path, overwrite: true);

    /// <summary>Opens for this process alone; a second opener gets an <see cref="IOException"/>.</summary>
    public static FileStream Open(string path, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    private static string WriteBeside(string path, string text)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}";
        using var file = Open(temporary, FileMode.CreateNew);
        file.Write(Encoding.UTF8.GetBytes(text + "\n"));
        file.Flush(flushToDisk: true);
        return temporary;
    }
}
