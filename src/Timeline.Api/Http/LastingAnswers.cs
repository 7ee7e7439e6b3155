using System.Collections.Concurrent;

namespace Timeline.Api.Http;

/// <summary>
/// Answers about no story, which hold for as long as the service runs: each is made and encoded once, however many ask for it at first.
/// </summary>
/// <typeparam name="TKey">All that such an answer depends on beside its encoding.</typeparam>
/// <param name="most">How many bytes are kept. Who asks for ever others has them made anew, and fills no memory.</param>
/// <param name="forGood">Whether nobody can ask for others: then encoding them may take its time.</param>
internal sealed class LastingAnswers<TKey>(long most, bool forGood = false)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<(TKey Key, string Encoding), Answer> _made = new();
    private readonly Turns<(TKey Key, string Encoding)> _turns = new(Timeout.InfiniteTimeSpan);
    private readonly Lock _keeping = new();
    private long _size;

    /// <summary>Sends one.</summary>
    /// <param name="context">The request.</param>
    /// <param name="key">Which.</param>
    /// <param name="make">Makes it where it is not kept.</param>
    public async Task SendAsync(HttpContext context, TKey key, Func<Task<Answer>> make)
    {
        var compression = context.RequestServices.GetRequiredService<Compression>();
        var encoded = (key, compression.Encoding(context));
        if (!_made.TryGetValue(encoded, out var answer))
        {
            answer = await _turns.TakeAsync(
                encoded, async () => _made.TryGetValue(encoded, out var made) ? made : Keep(encoded, compression.Encode(context, await make(), forGood)),
                context.RequestAborted);
        }

        await context.SendAsync(answer);
    }

    private Answer Keep((TKey Key, string Encoding) key, Answer made)
    {
        lock (_keeping)
        {
            if (_size + made.Size > most)
            {
                _made.Clear();
                _size = 0;
            }

            _made[key] = made;
            _size += made.Size;
        }

        return made;
    }
}
