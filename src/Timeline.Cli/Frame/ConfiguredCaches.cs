using Timeline.Store.Commands;

namespace Timeline.Cli.Frame;

/// <summary>The shared caches in front of the services (<c>SharedCaches__0</c>, ...), for commands that change the database beside them.</summary>
internal static class ConfiguredCaches
{
    private const string Caches = "SharedCaches__";

    /// <summary>Their addresses.</summary>
    /// <exception cref="FailedException">One is none.</exception>
    public static IReadOnlyList<Uri> Addresses() =>
    [
        .. Surroundings.Names.Where(name => name.StartsWith(Caches, StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name => Uri.TryCreate(Surroundings.Of(name), UriKind.Absolute, out var cache) ? cache
                : throw new FailedException($"{name} must be the http address of a cache that takes a PURGE.")),
    ];

    /// <summary>Tells each to let go of what it keeps of some stories.</summary>
    /// <exception cref="UnreachableException">One is away, or does not do so.</exception>
    public static async Task PurgeAsync(IReadOnlyList<Uri> addresses, IReadOnlyCollection<string> stories, TextWriter output, CancellationToken ct)
    {
        if (stories.Count == 0)
            return;
        using var caches = new SharedCaches(addresses);
        foreach (var cache in caches.Addresses)
        {
            try
            {
                foreach (var story in stories)
                    await caches.PurgeAsync(cache, story, ct);
            }
            catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !ct.IsCancellationRequested))
            {
                throw new UnreachableException($"All else is done, but {cache} has not let go of {string.Join(", ", stories)}: {error.Message} Purge it by hand, or run 'restored'.");
            }

            await output.WriteLineAsync($"{cache} has let go of them.");
        }
    }
}
