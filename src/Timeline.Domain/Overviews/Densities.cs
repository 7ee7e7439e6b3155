using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Overviews;

/// <summary>Counts how much falls into each part of an axis.</summary>
internal static class Densities
{
    private const int Most = 120;

    public static IReadOnlyList<DensityBin> Of(
        IReadOnlyList<MarkShape> shapes, Axis axis, Scale scale, Language language, TimeZoneInfo zone)
    {
        var (step, bins) = axis.Bins(Most);
        var (weights, counts) = (new double[bins.Count], new int[bins.Count]);
        foreach (var shape in shapes)
        {
            // What is open at one end is found all the way; it weighs at the end that is known.
            var (from, to) = (shape.From ?? long.MinValue, shape.To ?? long.MaxValue);
            var (a, b) = (shape.From ?? shape.To!.Value - 1, shape.To ?? shape.From!.Value + 1);
            for (var i = 0; i < bins.Count; i++)
            {
                if (from < bins[i].To && to > bins[i].From)
                    counts[i]++;
                var shared = Math.Min(b, bins[i].To) - Math.Max(a, bins[i].From);
                if (shared > 0)
                    weights[i] += (double)shared / (b - a);
            }
        }

        var fullest = weights.Max();
        return
        [
            .. bins.Select((bin, i) => (bin, i)).Where(x => weights[x.i] > 0).Select(x =>
            {
                var (first, last) = (step.Edtf(axis.Wall(x.bin.From)), step.Edtf(axis.Wall(x.bin.To - 1)));
                return new DensityBin(scale.At(x.bin.From), scale.At(x.bin.To), Math.Round(weights[x.i] / fullest, 4), counts[x.i],
                    first, last, language.Date(first == last ? first : $"{first}/{last}", zone));
            }),
        ];
    }
}
