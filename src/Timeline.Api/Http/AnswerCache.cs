using Microsoft.Extensions.Caching.Memory;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Http;

/// <summary>
/// Answers about a story, kept by its public version: a change on this node makes them stale at once, one on another as soon as
/// this node hears of it. Where the version cannot be told, nothing is kept. Lists of stories are kept by the public versions of all
/// together, which the database is asked for each time, at once for all who wait. Of those who ask for the same at once one has it made for all.
/// </summary>
internal sealed class AnswerCache(
    StoryWatch watch, TimelineDatabase db, PublicAddress service, Compression compression, Limits limits, TimeProvider clock) : IDisposable
{
    // A rebuild on another node may mend what this one has kept, and its message may be lost.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = limits.CacheMegabytes * 1024L * 1024 });

    // Who has waited so long makes it beside: where the database hangs, each is to be told so in its own time.
    private readonly Turns<Key> _turns = new(TimeSpan.FromSeconds(1));

    private readonly AskedTogether<(long PublicVersions, long People)> _lists = new(() => db.ListVersionAsync());

    private long _made;

    /// <summary>How many answers are kept.</summary>
    public int Count => _answers.Count;

    /// <summary>How many were made, as none was kept.</summary>
    public long Made => Interlocked.Read(ref _made);

    public void Dispose() => _answers.Dispose();

    /// <summary>
    /// Sends the answer to a request about a story that may ask for what the newsroom alone may see (<c>hidden=true</c>): that
    /// is never kept.
    /// </summary>
    public Task SendAsync(HttpContext context, string story, string route, Func<bool, Task<AnswerOrProblem>> make) =>
        SendAsync(context, story, route, RouteQuery.Of(context), make);

    /// <summary>The same, of what is asked only a part.</summary>
    public async Task SendAsync(HttpContext context, string story, string route, RouteQuery query, Func<bool, Task<AnswerOrProblem>> make)
    {
        if (!Visibility.IsAsked(context))
        {
            await context.SendAsync(await GetAsync(context, story, route, query, () => make(false)));
            return;
        }

        var (hidden, problem) = await Visibility.ReadAsync(context);
        var made = problem is null ? await make(hidden) : problem;
        // Also where it says no more than the public reads: who else asks for it is refused.
        await context.SendAsync(hidden && made.Answer is { } answer ? answer with { Lifetime = CacheLifetime.Private } : made);
    }

    /// <summary>Sends the answer to a request about a story.</summary>
    public async Task SendAsync(HttpContext context, string story, string route, Func<Task<AnswerOrProblem>> make) =>
        await context.SendAsync(await GetAsync(context, story, route, RouteQuery.Of(context), make));

    /// <summary>The answer to a request about a story, made where none is kept.</summary>
    /// <param name="context">The request.</param>
    /// <param name="story">The story.</param>
    /// <param name="route">A name for what is asked for, with all that the answer depends on beside the query and the host.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="make">Makes it.</param>
    public async Task<AnswerOrProblem> GetAsync(
        HttpContext context, string story, string route, RouteQuery query, Func<Task<AnswerOrProblem>> make)
    {
        if (!SlugAttribute.IsSlug(story) || await watch.VersionAsync(story, context.RequestAborted) is not { } seen)
            return await make();
        var sent = await KeptAsync(context, story, seen, route, query, async () =>
        {
            var made = await make();
            return made.Answer is { } whole ? whole.Indexed(unlisted: await IsUnlistedAsync(story, seen, context.RequestAborted)) : made;
        });
        return sent.Problem is { } problem ? await problem.OrGoneAsync(context, story, db) : sent;
    }

    /// <summary>Sends the answer to a request about all stories that may be listed.</summary>
    /// <param name="context">The request.</param>
    /// <param name="route">A name for what is asked for, with all that the answer depends on beside the query and the host.</param>
    /// <param name="make">Makes it where none is kept.</param>
    public async Task SendListAsync(HttpContext context, string route, Func<Task<AnswerOrProblem>> make)
    {
        var rebuilds = watch.Rebuilds;
        var seen = await _lists.AskAsync(context.RequestAborted);
        await context.SendAsync(await KeptAsync(context, "", new(seen.PublicVersions, rebuilds), $"{route} {seen.People}", RouteQuery.Of(context), make));
    }

    private async Task<AnswerOrProblem> KeptAsync(
        HttpContext context, string story, SeenVersion seen, string route, RouteQuery query, Func<Task<AnswerOrProblem>> make)
    {
        // Many answers hold addresses of the service, so what one host asks for is never sent to another.
        var key = new Key(story, seen, route, service.Of(context.Request), query.ToString(), compression.Encoding(context));
        return KeptUnder(key) ?? await MakeInTurnAsync(context, key, make);
    }

    private Answer? KeptUnder(Key key) => _answers.TryGetValue(key, out Answer? kept) && !(kept!.Until <= clock.GetUtcNow()) ? kept : null;

    private Task<AnswerOrProblem> MakeInTurnAsync(HttpContext context, Key key, Func<Task<AnswerOrProblem>> make) =>
        _turns.TakeAsync<AnswerOrProblem>(key, async () => KeptUnder(key) ?? await MakeAsync(context, key, make), context.RequestAborted);

    private async Task<AnswerOrProblem> MakeAsync(HttpContext context, Key key, Func<Task<AnswerOrProblem>> make)
    {
        Interlocked.Increment(ref _made);
        var made = await make();
        if (made.Answer is not { } whole)
            return made;
        var answer = compression.Encode(context, whole);
        _answers.Set(key, answer, new MemoryCacheEntryOptions
        {
            Size = answer.Size + key.Size,
            AbsoluteExpirationRelativeToNow = Longest,
        });
        return answer;
    }

    // Whatever is answered about a story that no search engine may index; of each version it is asked once.
    private async ValueTask<bool> IsUnlistedAsync(string story, SeenVersion seen, CancellationToken ct)
    {
        var key = (story, seen, nameof(TakeDownDocument.Unlisted));
        if (_answers.TryGetValue(key, out bool known))
            return known;
        var unlisted = (await db.StoryAsync(story, ct))?.Story.Takedown?.Unlisted is true;
        _answers.Set(key, unlisted, new MemoryCacheEntryOptions { Size = 500, AbsoluteExpirationRelativeToNow = Longest });
        return unlisted;
    }

    private sealed record Key(string Story, SeenVersion Seen, string Route, string Host, string Query, string Encoding)
    {
        // With what the cache itself needs for an answer.
        public long Size => 500 + (2L * (Story.Length + Route.Length + Host.Length + Query.Length));
    }
}
