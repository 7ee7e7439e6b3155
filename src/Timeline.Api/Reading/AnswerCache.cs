using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Caching.Memory;
using Timeline.Store.Projections;

namespace Timeline.Api.Reading;

/// <summary>An answer in bytes, ready to send.</summary>
/// <param name="Body">The bytes.</param>
/// <param name="ContentType">Their media type.</param>
/// <param name="ETag">A strong ETag with its quotes.</param>
/// <param name="CacheControl">How long others may keep it.</param>
internal sealed record Answer(byte[] Body, string ContentType, string ETag, string CacheControl)
{
    /// <summary>The media type of JSON.</summary>
    public const string Json = "application/json; charset=utf-8";

    /// <summary>A past so recent that an append in flight may still change it: for the moment, and not to be kept here.</summary>
    // Without the zero, some caches answer with what is stale for as long as they see fit: Varnish for ten seconds.
    public const string Unsettled = "public, max-age=0, s-maxage=1, stale-while-revalidate=0";

    /// <summary>A browser asks again each time (and mostly hears 304); a shared cache takes the load of one second.</summary>
    public const string Present = Unsettled + ", stale-if-error=60";

    /// <summary>It can never change.</summary>
    public const string Immutable = "public, max-age=31536000, immutable";

    /// <summary>For its reader alone.</summary>
    public const string Private = "private, no-store";

    /// <summary>The rest of the headers, in pairs.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    /// <summary>An answer whose ETag is the digest of its bytes, so that it betrays nothing that they do not.</summary>
    public static Answer Of(byte[] body, string contentType, string cacheControl) => new(
        body, contentType, $"\"{Convert.ToHexStringLower(SHA256.HashData(body).AsSpan(0, 12))}\"", cacheControl);
}

/// <summary>
/// Answers about a story, kept until it changes: on this node at once, by others as soon as the follower hears of it. While
/// the follower cannot look, nothing is kept.
/// </summary>
internal sealed class AnswerCache : IDisposable
{
    // Enough for the pages that are in use; a reader who invents queries pushes out the answers that were used least.
    private const long MostBytes = 64 * 1024 * 1024;
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);

    // A rebuild on another node may mend what this one has kept, and nothing tells it so.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostBytes });
    private readonly ConcurrentDictionary<string, long> _changes = new(StringComparer.Ordinal);
    private readonly Follower _follower;

    public AnswerCache(Announcements announcements, Follower follower)
    {
        _follower = follower;
        announcements.Changed += story => _changes.AddOrUpdate(story, 1, (_, changes) => changes + 1);
    }

    public void Dispose() => _answers.Dispose();

    /// <summary>
    /// Sends the answer to a request about a story that may ask for what editors alone may see (<c>hidden=true</c>): that
    /// is never kept.
    /// </summary>
    public async Task SendAsync(
        HttpContext context, string story, string what, Func<bool, Task<(Answer? Answer, IResult? Problem)>> make)
    {
        if (!context.Request.Query.ContainsKey(Parameters.Hidden.Name))
        {
            await SendAsync(context, story, what, () => make(false));
            return;
        }

        var (hidden, problem) = await Visibility.ReadAsync(context);
        (var answer, problem) = problem is null ? await make(hidden) : (null, problem);
        await (problem is null ? context.SendAsync(answer!) : problem.ExecuteAsync(context));
    }

    /// <summary>Sends the answer to a request about a story, made where it is not at hand.</summary>
    public async Task SendAsync(
        HttpContext context, string story, string what, Func<Task<(Answer? Answer, IResult? Problem)>> make)
    {
        IResult? problem = null;
        var answer = await GetAsync(story, what + context.Request.QueryString, async () =>
        {
            (var made, problem) = await make();
            return made;
        });
        await (problem is null ? context.SendAsync(answer!) : problem.ExecuteAsync(context));
    }

    private async ValueTask<Answer?> GetAsync(string story, string request, Func<Task<Answer?>> make)
    {
        if (_follower.Behind > Trusted)
            return await make();
        // Who began to read before a change keeps a stale answer where nobody looks any more.
        var key = (story, _changes.GetValueOrDefault(story), request);
        if (_answers.TryGetValue(key, out Answer? known))
            return known;

        var answer = await make();
        if (answer is not null && answer.CacheControl != Answer.Unsettled)
        {
            _answers.Set(key, answer, new MemoryCacheEntryOptions
            {
                Size = answer.Body.Length + (2 * request.Length) + 500,
                AbsoluteExpirationRelativeToNow = Longest,
            });
        }

        return answer;
    }
}
