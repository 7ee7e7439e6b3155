using System.Collections.Concurrent;
using System.Security.Cryptography;
using Timeline.Chronology;

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
/// Answers about the present of a story, kept until it changes: on this node at once, by others as soon as the follower
/// hears of it. While the follower cannot look, nothing is kept.
/// </summary>
internal sealed class AnswerCache
{
    // Enough for the pages that are in use; a reader who invents queries only pushes out the cache of one story.
    private const int AnswersPerStory = 256;
    private const int BytesPerStory = 8 * 1024 * 1024;
    private static readonly TimeSpan Trusted = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<string, Shelf> _shelves = new(StringComparer.Ordinal);
    private readonly Follower _follower;

    public AnswerCache(Announcements announcements, Follower follower)
    {
        _follower = follower;
        // The shelf goes, not its contents: who began to read before the change puts a stale answer on the old one.
        announcements.Changed += story => _shelves.TryRemove(story, out _);
    }

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
        if (_shelves.TryGetValue(story, out var shelf) && shelf.Answers.TryGetValue(request, out var known))
            return known;

        shelf ??= _shelves.GetOrAdd(story, _ => new Shelf());
        var answer = await make();
        if (answer is null)
        {
            if (shelf.Answers.IsEmpty)
                _shelves.TryRemove(new(story, shelf));
            return null;
        }

        if (answer.CacheControl == Answer.Unsettled)
            return answer;
        shelf.Put(request, answer, AnswersPerStory, BytesPerStory);
        return answer;
    }

    private sealed class Shelf
    {
        private long _bytes;

        public ConcurrentDictionary<string, Answer> Answers { get; } = new(StringComparer.Ordinal);

        public void Put(string request, Answer answer, int most, int bytes)
        {
            if (answer.Body.Length > bytes / 4)
                return;
            if (Answers.Count >= most || Interlocked.Read(ref _bytes) + answer.Body.Length > bytes)
            {
                Answers.Clear();
                Interlocked.Exchange(ref _bytes, 0);
            }

            if (Answers.TryAdd(request, answer))
                Interlocked.Add(ref _bytes, answer.Body.Length);
        }
    }
}
