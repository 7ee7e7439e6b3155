using System.Runtime.CompilerServices;

namespace Timeline.Store.Proof;

/// <summary>Work that all processors share, with its results in the order of what was to be worked on.</summary>
internal static class InOrder
{
    /// <summary>How many are worked on at once: enough that nobody waits, few enough that they are no matter.</summary>
    public static int AtOnce { get; } = 2 * Environment.ProcessorCount;

    public static async IAsyncEnumerable<TOut> WorkAsync<TIn, TOut>(
        this IAsyncEnumerable<TIn> items, Func<TIn, TOut> work, [EnumeratorCancellation] CancellationToken ct)
    {
        var running = new Queue<Task<TOut>>();
        await foreach (var item in items.WithCancellation(ct))
        {
            running.Enqueue(Task.Run(() => work(item), ct));
            if (running.Count > AtOnce)
                yield return await running.Dequeue();
        }

        while (running.TryDequeue(out var next))
            yield return await next;
    }
}
