namespace Timeline.Store.Embedded;

/// <summary>The private cluster cannot be had. The message tells whoever started the service what is wrong and what to do.</summary>
public class EmbeddedPostgresException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>No PostgreSQL server binaries of a fitting version are on this machine.</summary>
public sealed class PostgresNotFoundException(string message) : EmbeddedPostgresException(message);

/// <summary>Another process has a cluster running in the same data folder.</summary>
public sealed class DataFolderInUseException(string folder, Exception? inner = null) : EmbeddedPostgresException(
    $"Another service is running in the data folder {folder}: stop it, or set TIMELINE_DATA to another folder.", inner)
{
    /// <summary>The folder in question, as a full path.</summary>
    public string Folder { get; } = folder;
}
