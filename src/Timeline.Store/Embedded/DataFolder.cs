namespace Timeline.Store.Embedded;

/// <summary>The folder that holds everything a service without a database of its own keeps between two runs.</summary>
public static class DataFolder
{
    // Root's cluster belongs to the postgres user, who must be able to walk through the folder to it.
    private const UnixFileMode Walkable = Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary><c>$TIMELINE_DATA</c>, or <c>~/.local/share/timeline</c> when that is unset or empty.</summary>
    public static string Default =>
        Environment.GetEnvironmentVariable("TIMELINE_DATA") is { Length: > 0 } folder
            ? Path.GetFullPath(folder)
            : Path.Combine(
                Environment.GetFolderPath(
                    Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
                "timeline");

    /// <summary>Makes the folder, readable by its owner alone, unless it is there.</summary>
    /// <returns>The full path.</returns>
    internal static string Create(string folder)
    {
        folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(folder);
            else if (!Directory.Exists(folder))
                Directory.CreateDirectory(folder, Environment.IsPrivilegedProcess ? Walkable : Private);
            return folder;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException($"The data folder {folder} cannot be made or entered: {e.Message}", e);
        }
    }

    /// <summary>Makes a folder for its owner alone, unless it is there.</summary>
    internal static void CreatePrivate(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, Private);
    }

    /// <summary>Takes the folder for this process. The kernel frees it when the process ends, however it ends.</summary>
    internal static FileStream Lock(string folder)
    {
        var path = Path.Combine(folder, "lock");
        try
        {
            return PrivateFile.Open(path, FileMode.OpenOrCreate);
        }
        catch (IOException e) when (PrivateFile.IsLocked(e))
        {
            throw new DataFolderInUseException(folder, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new EmbeddedPostgresException(
                $"The data folder {folder} is not yours to write: set TIMELINE_DATA to another folder. ({e.Message})", e);
        }
    }
}
