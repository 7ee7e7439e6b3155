namespace Timeline.Store.Embedded;

/// <summary>Where a private cluster lives and for how long.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>The data folder, made if need be. Default: <see cref="DataFolder.Default"/>. Not for a throw-away cluster.</summary>
    public string? Folder { get; init; }

    /// <summary>A throw-away cluster in a temporary folder, which goes when the cluster stops or the process ends.</summary>
    public bool Ephemeral { get; init; }

    /// <summary>
    /// True (default): every commit reaches the disk. False only for a throw-away cluster: the machine's crash may lose data.
    /// </summary>
    public bool Durable { get; init; } = true;

    /// <summary>Told, in sentences, about steps that take a moment.</summary>
    public Action<string>? Progress { get; init; }
}
