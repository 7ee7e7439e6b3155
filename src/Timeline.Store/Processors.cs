namespace Timeline.Store;

/// <summary>Makes things of which none hangs on another.</summary>
internal static class Processors
{
    // To wake another processor takes as long as to make so many.
    private const int Few = 3;

    /// <summary>One for each item, on all processors where there are enough of them.</summary>
    /// <param name="items">What they are made of.</param>
    /// <param name="make">Makes one.</param>
    public static TMade[] Make<T, TMade>(IReadOnlyList<T> items, Func<T, TMade> make)
    {
        var made = new TMade[items.Count];
        if (made.Length > Few)
        {
            Parallel.For(0, made.Length, i => made[i] = make(items[i]));
            return made;
        }

        for (var i = 0; i < made.Length; i++)
            made[i] = make(items[i]);
        return made;
    }
}
