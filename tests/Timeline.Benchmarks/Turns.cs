using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace Timeline.Benchmarks;

/// <summary>Measures several in turns, so that whatever else the machine does meets all of them alike.</summary>
internal static class Turns
{
    // Until then the methods are compiled anew, for speed.
    public const int WarmUp = 2;

    /// <summary>
    /// Lets each work until the runtime compiles almost nothing anew, as in a service that has run for a while: on two cores its
    /// compiler would take a third of the time that is measured. A minute at most.
    /// </summary>
    public static async Task UntilCompiledAsync(params Func<Task>[] contenders)
    {
        const int Few = 50;
        var clock = Stopwatch.StartNew();
        long before;
        do
        {
            before = JitInfo.GetCompiledMethodCount();
            foreach (var work in contenders)
                await work();
        }
        while (JitInfo.GetCompiledMethodCount() - before > Few && clock.Elapsed < TimeSpan.FromMinutes(1));
        await Console.Error.WriteLineAsync($"compiled for speed in {clock.Elapsed.TotalSeconds:0} s");
    }

    /// <summary>Measures each so many times, after two turns that do not count.</summary>
    /// <returns>The measured values of each, turn by turn.</returns>
    public static async Task<List<double>[]> MeasureAsync(string name, int turns, params Func<Task<double>>[] contenders)
    {
        await Console.Error.WriteAsync(name + ":");
        var values = contenders.Select(_ => new List<double>()).ToArray();
        for (var turn = -WarmUp; turn < turns; turn++)
        {
            // Another one begins each turn: who comes after whom may matter.
            for (var i = 0; i < contenders.Length; i++)
            {
                var who = (turn + WarmUp + i) % contenders.Length;
                // Nobody is to collect the garbage of whoever was before.
                GC.Collect();
                var value = await contenders[who]();
                if (turn >= 0)
                    values[who].Add(value);
            }

            if (turn >= 0)
                await Console.Error.WriteAsync(" " + string.Join('/', values.Select(v => v[^1].ToString("0.#", CultureInfo.InvariantCulture))));
        }

        await Console.Error.WriteLineAsync();
        return values;
    }

    /// <summary>Lets so many callers work for a while.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="time">How long; each finishes what it has begun.</param>
    /// <param name="work">Called with the caller's number.</param>
    /// <param name="times">Where a list of the milliseconds of each call goes, or null.</param>
    /// <returns>How many calls all of them made in a second.</returns>
    public static async Task<double> RateAsync(int callers, TimeSpan time, Func<int, Task> work, List<List<double>>? times = null)
    {
        var clock = Stopwatch.StartNew();
        var each = await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            var own = new List<double>();
            while (clock.Elapsed < time)
            {
                var start = Stopwatch.GetTimestamp();
                await work(caller);
                own.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }

            return own;
        })));
        var seconds = clock.Elapsed.TotalSeconds;
        times?.Add([.. each.SelectMany(t => t)]);
        return each.Sum(t => t.Count) / seconds;
    }

    /// <summary>The value below which that part of all values lies.</summary>
    public static double At(this IReadOnlyCollection<double> values, double part) =>
        values.Order().ElementAt((int)(part * (values.Count - 1)));
}
