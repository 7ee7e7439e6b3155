using System.Globalization;

namespace Timeline.Benchmarks;

/// <summary>A figure beside another one, both measured in the same run.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Against">Beside what.</param>
/// <param name="Unit">Of both figures.</param>
/// <param name="Ours">The median over all turns.</param>
/// <param name="Other">The median over all turns, or the limit that it has to keep; NaN for none.</param>
/// <param name="Ratio">The median of the turns' ratios, of ours to the other.</param>
/// <param name="Floor">What the ratio must reach; null where it is only shown.</param>
/// <param name="AtMost">Whether it must stay below that instead.</param>
internal sealed record Figure(
    string Name, string Against, string Unit, double Ours, double Other, double Ratio, double? Floor = null, bool AtMost = false)
{
    private const string Row = "{0,-46} {1,10} {2,10} {3,-9} {4,-40} {5,6}  {6,-8} {7}";

    public bool Holds => Floor is not { } floor || (AtMost ? Ratio <= floor : Ratio >= floor);

    /// <summary>Of two that were measured in turns.</summary>
    public static Figure Of(
        string name, string against, string unit, List<double> ours, List<double> other, double? floor = null, bool atMost = false) =>
        new(name, against, unit, Median(ours), Median(other), Median([.. ours.Zip(other, (a, b) => a / b)]), floor, atMost);

    /// <summary>Of one that has a limit.</summary>
    public static Figure Below(string name, string unit, double ours, double most) =>
        new(name, "the limit", unit, ours, most, ours / most, 1, AtMost: true);

    public static double Median(List<double> values)
    {
        var sorted = values.Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    /// <returns>The exit code: 1 where a floor is missed.</returns>
    public static int Print(IReadOnlyCollection<Figure> figures)
    {
        Console.WriteLine(Row, "", "ours", "other", "", "the other", "ratio", "floor", "");
        foreach (var f in figures)
        {
            Console.WriteLine(Row, f.Name, Number(f.Ours), Number(f.Other), f.Unit, f.Against, Number(f.Ratio),
                f.Floor is { } floor ? (f.AtMost ? "<= " : ">= ") + floor.ToString(CultureInfo.InvariantCulture) : "",
                f.Holds ? "" : "missed");
        }

        return figures.All(f => f.Holds) ? 0 : 1;
    }

    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString(value < 10 ? "0.00" : "#,0", CultureInfo.InvariantCulture);
}
