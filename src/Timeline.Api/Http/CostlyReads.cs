using System.Threading.RateLimiting;
using Timeline.Store;

namespace Timeline.Api.Http;

/// <summary>
/// Reads that cost the database much, or a page to put together, few at once and over connections of their own, so that others never wait behind them.
/// </summary>
/// <remarks>
/// A turn lasts as long as the answer is made and not until it is sent, as the framework's middleware would have it: a few
/// readers who take their answers slowly would keep everybody from searching.
/// </remarks>
internal sealed class CostlyReads(TimelineDatabase database, Limits limits, ClientAddress clients) : IAsyncDisposable
{
    private readonly PartitionedRateLimiter<HttpContext> _turns =
        clients.AtOnce(limits.ClientCostlyReads, limits.CostlyReads, limits.CostlyQueue);

    /// <summary>The connections: one for each turn, and one for streams of the past.</summary>
    public TimelineDatabase Database { get; } = database.OpenApart(limits.CostlyReads + 1, limits.CostlyPatience);

    /// <summary>Makes an answer, a costly one when it is its turn; 429 where too many wait already.</summary>
    public async Task<AnswerOrProblem> MakeAsync(
        HttpContext context, bool costly, Func<TimelineDatabase, Task<AnswerOrProblem>> make)
    {
        if (!costly)
            return await make(database);
        using var lease = await TurnAsync(context);
        if (lease?.IsAcquired is true)
            return await make(Database);
        context.Response.Headers.RetryAfter = "1";
        return Problems.Of(429, "too-many-costly-reads",
            "Too many searches, past states and pages are being read at present. Try again in a second.");
    }

    public async ValueTask DisposeAsync()
    {
        await _turns.DisposeAsync();
        await Database.DisposeAsync();
    }

    private async Task<RateLimitLease?> TurnAsync(HttpContext context)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        patience.CancelAfter(limits.CostlyPatience);
        try
        {
            return await _turns.AcquireAsync(context, cancellationToken: patience.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
