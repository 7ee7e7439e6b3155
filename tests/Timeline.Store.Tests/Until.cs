namespace Timeline.Testing;

/// <summary>Waits for what must come, however slow the machine is.</summary>
internal static class Until
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Looks again and again until what it sees is right.</summary>
    public static async Task<T> Async<T>(Func<Task<T>> look, Func<T, bool> isRight)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        while (true)
        {
            var seen = await look();
            if (isRight(seen))
                return seen;
            await Task.Delay(20, limit.Token);
        }
    }
}
