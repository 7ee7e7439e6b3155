using System.Collections.Concurrent;

namespace Timeline.Api.Http;

/// <summary>
/// Answers about no story, which hold for as long as the service runs: each is made and encoded once, one at a time, however many
/// ask for it at first.
/// </summary>
/// <typeparam name="TKey">All that such an answer depends on beside its encoding.</typeparam>
/// <param name="most">How many bytes are kept. Who asks for ever others has them made anew, and fills no memory.</param>
/// <param name="forGood">Whether nobody can ask for others: then encoding them may take its time.</param>
internal sealed class LastingAnswers<TKey>(long most, bool forGood = false) : IDisposable
    where TKey : notnull
{
    private readonly ConcurrentDictionary<(TKey Key, string Encoding), Answer> _made = new();
    private readonly SemaphoreSlim _turn = new(1);
    private long _size;

    public void Dispose() => _turn.Dispose();

    /// <summary>Sends one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">Which.</param>
    /// <param name="make">Makes it where it is not kept.</param>
    public async Task SendAsync(HttpContext context, TKey key, Func<Task<Answer>> make)
    {
        var compression = context.RequestServices.GetRequiredService<Compression>();
        var encoded = (key, compression.Encoding(context));
        if (!_made.TryGetValue(encoded, out var answer))
            answer = await MadeAsync(encoded, async () => compression.Encode(context, await make(), forGood), context.RequestAborted);
        await context.SendAsync(answer);
    }

    private async Task<Answer> MadeAsync((TKey Key, string Encoding) key, Func<Task<Answer>> make, CancellationToken ct)
    {
        await _turn.WaitAsync(ct);
        try
        {
            // By whoever had the turn before.
            if (_made.TryGetValue(key, out var made))
                return made;
            made = await make();
            if (_size + made.Size > most)
            {
                _made.Clear();
                _size = 0;
            }

            _made[key] = made;
            _size += made.Size;
            return made;
        }
        finally
        {
            _turn.Release();
        }
    }
}
