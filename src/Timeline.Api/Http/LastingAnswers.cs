using System.Collections.Concurrent;

namespace Timeline.Api.Http;

/// <summary>Answers about no story, which hold for as long as the service runs: each is made and encoded once.</summary>
/// <typeparam name="TKey">All that such an answer depends on beside its encoding.</typeparam>
/// <param name="most">How many are kept. Who asks for ever others has them made anew, and fills no memory.</param>
internal sealed class LastingAnswers<TKey>(int most)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<(TKey Key, string Encoding), Answer> _made = new();

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
            answer = compression.Encode(context, await make());
            if (_made.Count >= most)
                _made.Clear();
            _made[encoded] = answer;
        }

        await context.SendAsync(answer);
    }
}
