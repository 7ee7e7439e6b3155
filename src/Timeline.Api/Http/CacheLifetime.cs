namespace Timeline.Api.Http;

/// <summary>How long others may keep an answer.</summary>
/// <param name="CacheControl">For browsers, and for shared caches that know no better (RFC 9111).</param>
/// <param name="SurrogateControl">For the shared cache in front of the service (Edge Architecture Specification), which takes it off.</param>
/// <param name="SurrogateKey">What it may be purged by, with blanks between.</param>
internal sealed record CacheLifetime(string CacheControl, string? SurrogateControl = null, string? SurrogateKey = null)
{
    /// <summary>How many characters it has in all.</summary>
    public int Length => CacheControl.Length + (SurrogateControl?.Length ?? 0) + (SurrogateKey?.Length ?? 0);

    /// <summary>About the present: a browser asks again each time (and mostly hears 304); a shared cache takes the load of one second.</summary>
    // Without the zero, some caches answer with what is stale for as long as they see fit: Varnish for ten seconds.
    public static CacheLifetime Present { get; } = new("public, max-age=0, s-maxage=1, stale-while-revalidate=0, stale-if-error=60");

    /// <summary>An address that names the very bytes.</summary>
    public static CacheLifetime Immutable { get; } = new("public, max-age=31536000, immutable");

    /// <summary>A file that may be mended: short enough that all pages have it soon.</summary>
    public static CacheLifetime Soon { get; } = new("public, max-age=300, stale-if-error=86400");

    /// <summary>For its reader alone.</summary>
    public static CacheLifetime Private { get; } = new("private, no-store");

    // Proxies take header lines of 8 KB. A page of more entries goes by its story alone, which purges it too.
    private const int MostEntries = 100;

    /// <summary>
    /// A picture that was uploaded: the bytes of an address never change, but it may be taken down, or be shown until a day alone.
    /// </summary>
    /// <param name="stories">The stories that show it, by which it is purged as they are.</param>
    /// <param name="left">How much longer it may be shown; null for ever.</param>
    public static CacheLifetime Picture(IReadOnlyCollection<string> stories, TimeSpan? left)
    {
        int Most(int seconds) => left is { } rest ? (int)Math.Clamp(rest.TotalSeconds, 0, seconds) : seconds;
        return new($"public, max-age={Most(3_600)}", $"max-age={Most(31_536_000)}", string.Join(' ', stories.Take(MostEntries)));
    }

    /// <summary>
    /// About a version, which is as it is. What is withdrawn from the past all the same is purged from shared caches by its key;
    /// nobody can purge a browser, so an hour must do there.
    /// </summary>
    /// <param name="story">The story.</param>
    /// <param name="entries">The entries that the answer shows.</param>
    public static CacheLifetime Version(string story, IReadOnlyCollection<string> entries) =>
        new("public, max-age=3600", "max-age=31536000",
            string.Join(' ', entries.Count > MostEntries ? [story] : entries.Select(e => $"{story}/{e}").Prepend(story)));
}
