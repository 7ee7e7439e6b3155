using System.Net;
using Wolverine;
using Wolverine.Runtime.Handlers;

namespace Timeline.Store.Commands;

/// <summary>The shared caches in front of the service, which must let go of what is withheld.</summary>
/// <param name="Addresses">Where each takes a <c>PURGE</c>; none where there is no cache.</param>
public sealed record SharedCaches(IReadOnlyList<Uri> Addresses) : IDisposable
{
    // A cache that hangs must not hold the message for long: it is tried again.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new() { Timeout = Patience };

    /// <summary>Tells one cache to let go of all answers with a key.</summary>
    /// <exception cref="HttpRequestException">It did not answer, or not with 200 to 299.</exception>
    public async Task PurgeAsync(Uri cache, string key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(new HttpMethod("PURGE"), cache) { Version = HttpVersion.Version11 };
        request.Headers.Add("Surrogate-Key", key);
        using var answer = await _http.SendAsync(request, ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}

/// <summary>
/// Tells a shared cache to let go of all that it keeps of a story, since the public may no longer read some of it. Sent in the
/// transaction that withholds it, a message for each cache, and tried until that cache has answered.
/// </summary>
/// <param name="Cache">One of <see cref="SharedCaches"/>.</param>
/// <param name="Story">The story: the key of every answer about it that is kept for long.</param>
/// <param name="Again">Whether it is the second time.</param>
public sealed record PurgeCache(Uri Cache, string Story, bool Again = false);

/// <summary>Purges shared caches.</summary>
public static class PurgeCacheHandler
{
    // An answer that was on its way into the cache when the first purge came was made before the withholding.
    private static readonly TimeSpan SecondTime = TimeSpan.FromSeconds(3);

    /// <summary>Called by Wolverine.</summary>
    public static void Configure(HandlerChain chain) => chain.TryForEver();

    /// <summary>Called by Wolverine.</summary>
    public static async Task<OutgoingMessages> HandleAsync(PurgeCache message, SharedCaches caches, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(caches);
        var again = new OutgoingMessages();
        // One that is no longer there has nothing to let go of.
        if (!caches.Addresses.Contains(message.Cache))
            return again;
        await caches.PurgeAsync(message.Cache, message.Story, ct);
        if (!message.Again)
            again.Delay(message with { Again = true }, SecondTime);
        return again;
    }
}
