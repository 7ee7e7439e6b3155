using System.Diagnostics;
using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>A figure beside its limit, both measured in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="Ours">The median over all rounds.</param>
/// <param name="Limit">The median over all rounds; NaN where there is none but <paramref name="Bound"/>.</param>
/// <param name="Ratio">The median of the rounds' ratios.</param>
/// <param name="Bound">What the ratio must reach.</param>
/// <param name="AtMost">Whether it must stay below that instead.</param>
internal sealed record Figure(
    string Name, string Unit, double Ours, double Limit, double Ratio, double Bound, bool AtMost = false)
{
    private const string Row = "{0,-46} {1,10} {2,10} {3,-9} {4,6}  {5,-8} {6}";

    public bool Holds => AtMost ? Ratio <= Bound : Ratio >= Bound;

    /// <summary>Measures two in turns, so that whatever else the machine does meets both alike.</summary>
    public static async Task<Figure> DuelAsync(
        string name, string unit, int rounds, double bound, Func<Task<double>> ours, Func<Task<double>> limit,
        bool atMost = false)
    {
        await Console.Error.WriteAsync(name);
        await ours();
        await limit();
        var (own, other, ratios) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            var (first, second) = round % 2 == 0 ? (ours, limit) : (limit, ours);
            var (a, b) = (await first(), await second());
            (a, b) = round % 2 == 0 ? (a, b) : (b, a);
            own.Add(a);
            other.Add(b);
            ratios.Add(a / b);
            await Console.Error.WriteAsync(string.Create(CultureInfo.InvariantCulture, $" {a / b:0.00}"));
        }

        await Console.Error.WriteLineAsync();
        return new(name, unit, Median(own), Median(other), Median(ratios), bound, atMost);
    }

    /// <summary>Lets so many writers work for a while.</summary>
    /// <returns>How much all of them did in a second.</returns>
    public static async Task<double> RateAsync(int writers, TimeSpan time, Func<int, Task> work)
    {
        var clock = Stopwatch.StartNew();
        var counts = await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(async () =>
        {
            var count = 0;
            for (; clock.Elapsed < time; count++)
                await work(writer);
            return count;
        })));
        return counts.Sum() / clock.Elapsed.TotalSeconds;
    }

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    public static void Print(IEnumerable<Figure> figures, string ours = "measured", string limit = "limit")
    {
        Console.WriteLine(Row, "", ours, limit, "", "ratio", "bound", "");
        foreach (var f in figures)
        {
            Console.WriteLine(Row, f.Name, Number(f.Ours), double.IsNaN(f.Limit) ? "" : Number(f.Limit), f.Unit,
                f.Ratio.ToString("0.00", CultureInfo.InvariantCulture),
                (f.AtMost ? "<= " : ">= ") + f.Bound.ToString(CultureInfo.InvariantCulture), f.Holds ? "" : "missed");
        }
    }

    private static string Number(double value) =>
        value.ToString(value < 10 ? "0.000" : "#,0", CultureInfo.InvariantCulture);
}
