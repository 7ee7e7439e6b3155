using System.Globalization;

namespace Timeline.Domain.Overviews;

/// <summary>Packs marks into as few rows as they come in, key entries with their labels on top.</summary>
internal sealed class MarkRows
{
    // Labels show where the axis has 760 pixels and more; a letter of theirs takes seven, one of a wide script twelve.
    private const double Pixel = 1.0 / 760;
    private const double Gap = 6 * Pixel;
    private const int MostLetters = 46;

    private readonly List<List<(double Start, double End)>> _key = [];
    private readonly List<List<(double Start, double End)>> _others = [];

    /// <summary>Gives a mark its row. Key entries come first: the others go below them.</summary>
    public Mark Place(Mark mark, bool withLabel)
    {
        if (withLabel && mark.Entry.Headline is { } headline)
            mark = Labelled(mark, Shortened(headline));
        var (start, end) = (mark.Start, Math.Max(mark.End, mark.Start + 8 * Pixel));
        if (mark.Label is { } label)
        {
            var width = WidthOf(label);
            (start, end) = mark.LabelEnds ? (Math.Min(start, mark.LabelAt - width), end) : (start, Math.Max(end, mark.LabelAt + width));
        }

        var rows = withLabel ? _key : _others;
        var row = rows.FindIndex(r => r.TrueForAll(taken => end + Gap <= taken.Start || start >= taken.End + Gap));
        if (row < 0)
        {
            row = rows.Count;
            rows.Add([]);
        }

        rows[row].Add((start, end));
        mark = mark with { Row = row + (withLabel ? 0 : _key.Count) };
        return mark;
    }

    // Behind the mark, before it, beside its ring, or, where nothing else is left, upon it.
    private static Mark Labelled(Mark mark, string label)
    {
        var (width, gap) = (WidthOf(label), 8 * Pixel);
        return mark.End + gap + width <= 1 ? mark with { Label = label, LabelAt = mark.End + gap }
            : mark.Start - gap - width >= 0 ? mark with { Label = label, LabelAt = mark.Start - gap, LabelEnds = true }
            : mark.Middle is { } ring && ring + gap + width <= 1 ? mark with { Label = label, LabelAt = ring + gap }
            : mark.Start + gap + width <= 1 ? mark with { Label = label, LabelAt = mark.Start + gap }
            : mark;
    }

    private static double WidthOf(string label) => label.Sum(c => c >= '\u2e80' ? 12.5 : char.IsUpper(c) ? 8.5 : 7) * Pixel;

    private static string Shortened(string headline)
    {
        var letters = new StringInfo(headline);
        if (letters.LengthInTextElements <= MostLetters)
            return headline;
        var cut = letters.SubstringByTextElements(0, MostLetters);
        var blank = cut.LastIndexOf(' ');
        return $"{(blank > MostLetters / 2 ? cut[..blank] : cut).TrimEnd(' ', ',', ';', ':', '–', '—')}…";
    }
}
