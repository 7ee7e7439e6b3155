using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Overviews;

/// <summary>What an overview needs to know of an entry.</summary>
/// <param name="Id">Its id.</param>
/// <param name="When">When it happened.</param>
/// <param name="Display">The same in words.</param>
/// <param name="Headline">One line that names it; null where its readers may read none.</param>
public sealed record OverviewEntry(string Id, Edtf When, string Display, string? Headline)
{
    /// <summary>A reader in a hurry must see it.</summary>
    public bool Key { get; init; }

    /// <summary>It is still to come.</summary>
    public bool Planned { get; init; }

    /// <summary>What became of what was planned, such as <c>cancelled</c>; null where nothing is known.</summary>
    public string? Outcome { get; init; }

    /// <summary>It lies before the story's window.</summary>
    public bool Background { get; init; }

    /// <summary>It lies after the story's window.</summary>
    public bool Aftermath { get; init; }

    /// <summary>It was put right.</summary>
    public bool Corrected { get; init; }

    /// <summary>It was withdrawn.</summary>
    public bool Retracted { get; init; }

    /// <summary>It is drawn by itself, however many others there are.</summary>
    public bool Marked { get; init; }
}

/// <summary>Where on an overview something lies.</summary>
public enum MarkSide
{
    /// <summary>On the axis, to scale.</summary>
    Axis,

    /// <summary>Before the break at its beginning, not to scale.</summary>
    Background,

    /// <summary>After the break at its end, not to scale: what came after the story's window, and what is planned far off.</summary>
    Aftermath,
}

/// <summary>An entry on an overview. Places run from 0, the earliest end of it, to 1.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Form">What is known of its date.</param>
/// <param name="Side">Where it lies.</param>
/// <param name="Start">Where the mark begins.</param>
/// <param name="End">Where it ends; of an instant its beginning.</param>
/// <param name="Row">Its row, from 0: no two marks of a row overlap.</param>
public sealed record Mark(OverviewEntry Entry, MarkForm Form, MarkSide Side, double Start, double End, int Row)
{
    /// <summary>Where the ring is that stands for the one moment; null where none is drawn.</summary>
    public double? Middle => Form == MarkForm.Between && Side == MarkSide.Axis ? (Start + End) / 2 : null;

    /// <summary>It is about then.</summary>
    public bool Approximate { get; init; }

    /// <summary>It is perhaps then.</summary>
    public bool Uncertain { get; init; }

    /// <summary>What stands beside it; null where nothing does.</summary>
    public string? Label { get; init; }

    /// <summary>Where the label begins, or ends where <see cref="LabelEnds"/>.</summary>
    public double LabelAt { get; init; }

    /// <summary>Whether the label ends at its place, before the mark.</summary>
    public bool LabelEnds { get; init; }
}

/// <summary>How much falls into a part of the axis, where there is too much to draw one by one.</summary>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Height">From 0 to 1, which is the fullest.</param>
/// <param name="Count">How many entries a reader finds in it.</param>
/// <param name="From">Its first date, in EDTF: what <c>from</c> takes.</param>
/// <param name="To">Its last: what <c>to</c> takes.</param>
/// <param name="Display">In words.</param>
public sealed record DensityBin(double Start, double End, double Height, int Count, string From, string To, string Display);

/// <summary>
/// A whole story on a time axis, honest about what is not known. Pure geometry: places run from 0 to 1, rows from 0; a page, a
/// widget or a picture draws it.
/// </summary>
/// <param name="Sentence">All of it in one sentence.</param>
/// <param name="Start">Where the axis begins; above 0 where the background stands before it.</param>
/// <param name="End">Where it ends; below 1 where the aftermath stands behind it.</param>
/// <param name="Ticks">Its round places.</param>
/// <param name="Marks">The entries that are drawn one by one, in the order of their rows and places.</param>
/// <param name="Density">The others; none where all are drawn one by one.</param>
/// <param name="Rows">How many rows the marks take.</param>
/// <param name="Background">The years of the background, in words; null where there is none.</param>
/// <param name="Aftermath">The years of what stands behind the end; null where nothing does.</param>
public sealed record Overview(
    string Sentence, double Start, double End, IReadOnlyList<AxisTick> Ticks, IReadOnlyList<Mark> Marks,
    IReadOnlyList<DensityBin> Density, int Rows, string? Background, string? Aftermath)
{
    /// <summary>From so many entries on, those that are not key are drawn as a density.</summary>
    public const int MostMarks = 60;

    private const double Aside = .1;

    private const long FarOff = 5, Week = 7 * 86_400;

    /// <summary>The overview of some entries of a story; null where none has a place on an axis.</summary>
    /// <param name="entries">The entries.</param>
    /// <param name="window">The story's window, in EDTF: <c>2021-01-17/2021-01-23</c>, open at its end where it goes on.</param>
    /// <param name="language">The language of its words.</param>
    /// <param name="zone">The story's time zone.</param>
    public static Overview? Of(
        IReadOnlyCollection<OverviewEntry> entries, Edtf window, Language language, TimeZoneInfo zone)
    {
        var shaped = entries.Select(e => (Entry: e, Shape: MarkShape.Of(e.When, zone))).ToList();
        var inside = shaped.Where(s => s.Entry is { Background: false, Aftermath: false }).ToList();
        var open = MarkShape.Of(window, zone);
        var far = inside.Where(s => s.Entry.Planned && IsFar(s.Shape, SpanOf(inside.Where(i => !i.Entry.Planned).Select(i => i.Shape), open))).ToList();
        inside = [.. inside.Except(far)];
        if (SpanOf(inside.Select(s => s.Shape), open) is not var (from, to))
            return null;

        var axis = new Axis(from, to, zone);
        var before = shaped.Where(s => s.Entry.Background).ToList();
        List<(OverviewEntry Entry, MarkShape Shape)> after = [.. shaped.Where(s => s.Entry is { Aftermath: true, Background: false }), .. far];
        var scale = new Scale(axis, before.Count > 0 ? Aside : 0, after.Count > 0 ? 1 - Aside : 1);
        var single = inside.Count <= MostMarks ? inside : [.. inside.Where(s => s.Entry.Key)];
        if (single.Count > MostMarks)
            single = [];
        single.AddRange(inside.Except(single).Where(s => s.Entry.Marked).ToList());
        var rest = inside.Except(single).ToList();

        var rows = new MarkRows();
        var marks = new List<Mark>();
        foreach (var (entry, shape) in single.OrderBy(s => s.Entry.Key ? 0 : 1).ThenBy(s => s.Shape.From ?? s.Shape.To).ThenBy(s => s.Shape.To))
            marks.Add(rows.Place(scale.Mark(entry, shape), entry.Key));
        marks.AddRange(Besides(before, MarkSide.Background, 0));
        marks.AddRange(Besides(after, MarkSide.Aftermath, scale.End));

        return new(
            language.Say("overview.sentence", language.Count("entries", entries.Count), language.Date(axis.Unit == AxisUnit.Year
                ? Window(AxisUnit.Year, axis, from, to) : Window(AxisUnit.Day, axis, from, to), zone)),
            scale.Start, scale.End,
            [.. axis.Ticks(language).Select(t => t with { At = scale.At(t.At) })],
            [.. marks.OrderBy(m => m.Side).ThenBy(m => m.Row).ThenBy(m => m.Start)],
            rest.Count == 0 ? [] : Densities.Of([.. rest.Select(r => r.Shape)], axis, scale, language, zone),
            marks.Count == 0 ? 0 : marks.Max(m => m.Row) + 1, Years(before), Years(after));

        // On an axis a year needs no word, for which there is no room; one of few digits or BC does.
        string Bare(string year) => year[0] is >= '1' and <= '9' ? year : language.Date(year, zone);

        string? Years(List<(OverviewEntry Entry, MarkShape Shape)> beside)
        {
            var years = beside.Select(s => s.Shape.From ?? s.Shape.To - 1).OfType<long>().Order()
                .Select(second => AxisStep.EdtfOf(AxisUnit.Year, axis.Wall(second))).Distinct().ToList();
            return years.Count switch
            {
                0 => beside.Count > 0 ? "…" : null,
                1 => Bare(years[0]),
                2 => $"{Bare(years[0])} · {Bare(years[1])}",
                _ => $"{Bare(years[0])}–{Bare(years[^1])}",
            };
        }
    }

    // So far beyond what happened that this would be squeezed into less than a sixth of the axis.
    private static bool IsFar(MarkShape plan, (long From, long To)? known) =>
        known is var (from, to) && plan.From - to > FarOff * Math.Max(to - from, Week);

    // What is outside of the window for a part only does not stretch the axis.
    private static (long From, long To)? SpanOf(IEnumerable<MarkShape> shapes, MarkShape window)
    {
        long? from = null, to = null;
        foreach (var shape in shapes)
        {
            var (a, b) = (shape.From ?? shape.To - 1, shape.To ?? shape.From + 1);
            (from, to) = (Math.Min(from ?? long.MaxValue, a!.Value), Math.Max(to ?? long.MinValue, b!.Value));
        }

        if (from is null || to is null)
            return null;
        (from, to) = (window.From > from && window.From < to ? window.From : from, window.To < to && window.To > from ? window.To : to);
        return (from.Value, Math.Max(to.Value, from.Value + 1));
    }

    private static string Window(AxisUnit unit, Axis axis, long from, long to)
    {
        var (first, last) = (AxisStep.EdtfOf(unit, axis.Wall(from)), AxisStep.EdtfOf(unit, axis.Wall(to - 1)));
        return first == last ? first : $"{first}/{last}";
    }

    // In the order of their dates, side by side and in few rows.
    private static IEnumerable<Mark> Besides(List<(OverviewEntry Entry, MarkShape Shape)> beside, MarkSide side, double start)
    {
        const int Columns = 3, MostRows = 6;
        var all = beside.OrderBy(s => s.Shape.From ?? s.Shape.To).Take(Columns * MostRows).ToList();
        var columns = Math.Min(Columns, all.Count);
        var width = (Aside - .02) / Math.Max(1, columns);
        return all.Select((s, i) => new Mark(s.Entry, s.Shape.Form, side,
            start + .005 + i % columns * width, start + .005 + i % columns * width + width * .75, i / columns));
    }
}

/// <summary>An axis on its part of an overview.</summary>
internal sealed record Scale(Axis Axis, double Start, double End)
{
    // How far a bar reaches into what is not known.
    private const double Fade = .16;

    public double At(double place) => Start + place * (End - Start);

    public double At(long second) => At(Axis.At(second));

    public Mark Mark(OverviewEntry entry, MarkShape shape)
    {
        var fade = Fade * (End - Start);
        var (start, end) = (shape.From, shape.To) switch
        {
            ({ } a, { } b) => (At(a), At(b)),
            (null, { } b) => (Math.Max(Start, At(b) - fade), At(b)),
            ({ } a, _) => (At(a), Math.Min(End, At(a) + fade)),
            _ => (Start, End),
        };
        return new(entry, shape.Form, MarkSide.Axis, start, shape.Form == MarkForm.Instant ? start : end, 0)
        {
            Approximate = shape.IsApproximate,
            Uncertain = shape.IsUncertain,
        };
    }
}
