using System.Runtime.ExceptionServices;

namespace Timeline.Store;

/// <summary>Makes things of which none hangs on another.</summary>
internal static class Processors
{
    // To wake another processor takes as long as to make so many.
    private const int Few = 3;

    /// <summary>
    /// So many are made together: each step of all of them, then the next step, since what a step needs, its code above all, is then near. With rows
    /// that are made one by one a whole rebuild takes an eighth longer; with more at a time more is in memory together.
    /// </summary>
    public const int Together = 16;

    /// <summary>One for each item, in their order, on all processors where there are enough of them.</summary>
    /// <param name="items">What they are made of.</param>
    /// <param name="make">Makes those of some items, in their order.</param>
    public static TMade[] Make<T, TMade>(IReadOnlyCollection<T> items, Func<T[], TMade[]> make)
    {
        if (items.Count <= Few)
            return make([.. items]);
        var size = Math.Min(Together, (items.Count + Environment.ProcessorCount - 1) / Environment.ProcessorCount);
        T[][] parts = [.. items.Chunk(size)];
        var made = new TMade[parts.Length][];
        try
        {
            Parallel.For(0, parts.Length, i => made[i] = make(parts[i]));
        }
        catch (AggregateException several)
        {
            // As if it had been made alone: who asked knows what it means.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }

        return [.. made.SelectMany(part => part)];
    }
}
