using System.Diagnostics;
using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>Measures several in turns, so that whatever else the machine does meets all of them alike.</summary>
internal static class Turns
{
    /// <summary>Measures each so many times, after one turn that does not count.</summary>
    /// <returns>The measured values of each, turn by turn.</returns>
    public static async Task<List<double>[]> MeasureAsync(string name, int turns, params Func<Task<double>>[] contenders)
    {
        await Console.Error.WriteAsync(name + ":");
        var values = contenders.Select(_ => new List<double>()).ToArray();
        foreach (var contender in contenders)
            await contender();
        for (var turn = 0; turn < turns; turn++)
        {
            // Another one begins each turn: who comes after whom may matter.
            for (var i = 0; i < contenders.Length; i++)
            {
                var who = (turn + i) % contenders.Length;
                values[who].Add(await contenders[who]());
            }

            await Console.Error.WriteAsync(" " + string.Join('/', values.Select(v => v[^1].ToString("0.#", CultureInfo.InvariantCulture))));
        }

        await Console.Error.WriteLineAsync();
        return values;
    }

    /// <summary>Lets so many callers work for a while.</summary>
    /// <param name="callers">How many.</param>
    /// <param name="time">How long; each finishes what it has begun.</param>
    /// <param name="work">Called with the caller's number.</param>
    /// <param name="times">Where the milliseconds of each call go, or null.</param>
    /// <returns>How many calls all of them made in a second.</returns>
    public static async Task<double> RateAsync(int callers, TimeSpan time, Func<int, Task> work, List<double>? times = null)
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
        times?.AddRange(each.SelectMany(t => t));
        return each.Sum(t => t.Count) / seconds;
    }

    /// <summary>The value below which that part of all values lies.</summary>
    public static double At(this List<double> values, double part) =>
        values.Count == 0 ? double.NaN : values.Order().ElementAt((int)(part * (values.Count - 1)));
}
