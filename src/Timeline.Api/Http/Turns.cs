namespace Timeline.Api.Http;

/// <summary>Turns at making the same: whoever comes while somebody makes it waits, and then looks whether it is there. Those who make something
/// else wait for nobody.</summary>
/// <typeparam name="TKey">What tells one thing from another.</typeparam>
/// <param name="patience">How long to wait at most: then it is made beside, so that what takes long or is not kept is not made by one after the other.</param>
internal sealed class Turns<TKey>(TimeSpan patience)
    where TKey : notnull
{
    private readonly Dictionary<TKey, Turn> _turns = [];
    private readonly Lock _gate = new();

    /// <summary>Does something in its turn.</summary>
    public async Task<T> TakeAsync<T>(TKey key, Func<Task<T>> act, CancellationToken ct)
    {
        var turn = Join(key);
        try
        {
            var mine = await turn.WaitAsync(patience, ct);
            try
            {
                return await act();
            }
            finally
            {
                if (mine)
                    turn.Release();
            }
        }
        finally
        {
            Leave(key, turn);
        }
    }

    private Turn Join(TKey key)
    {
        lock (_gate)
        {
            if (!_turns.TryGetValue(key, out var turn))
                _turns[key] = turn = new();
            turn.Users++;
            return turn;
        }
    }

    private void Leave(TKey key, Turn turn)
    {
        lock (_gate)
        {
            if (--turn.Users > 0)
                return;
            _turns.Remove(key);
            turn.Dispose();
        }
    }

    private sealed class Turn() : SemaphoreSlim(1)
    {
        public int Users { get; set; }
    }
}
