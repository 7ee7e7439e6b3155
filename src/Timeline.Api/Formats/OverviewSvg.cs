using System.Xml.Linq;
using Timeline.Domain.Editorial;
using Timeline.Domain.Overviews;
using static Timeline.Api.Formats.SvgShapes;

namespace Timeline.Api.Formats;

/// <summary>How an overview is drawn.</summary>
/// <param name="Name">Tells its gradients from those of another drawing on the same page.</param>
/// <param name="RightToLeft">Whether time runs to the left.</param>
/// <param name="Entry">The address of an entry; null draws no links.</param>
/// <param name="Part">The address of a part of the density.</param>
internal sealed record Drawing(string Name, bool RightToLeft, Func<string, string>? Entry, Func<DensityBin, string>? Part);

/// <summary>
/// An overview as SVG 1.1. Places are in per cent and heights in pixels, so that it fills any width and neither letters nor
/// rings are stretched; what is drawn where there is room is the style sheet's to say.
/// </summary>
internal sealed class OverviewSvg
{
    private const int LongYears = 11;
    private const double Foot = 24, SmallWidth = 240, SmallHeight = 96;

    private static readonly string[] Colors = ["soft", "strong"];

    private readonly Overview _overview;
    private readonly Drawing _drawing;
    private readonly SvgShapes _shapes;
    private readonly double _row;
    // Without labels there is no need of room for them.
    private double Band => _drawing.Entry is null ? 40 : 64;

    private double Head => _drawing.Entry is null ? 6 : 28;

    private readonly double _height;

    private OverviewSvg(Overview overview, Drawing drawing)
    {
        (_overview, _drawing, _shapes) = (overview, drawing, new(drawing.RightToLeft));
        var room = SmallHeight - 10 - (overview.Density.Count > 0 ? Band : 0);
        _row = drawing.Entry is null ? Math.Min(12, room / Math.Max(1, overview.Rows)) : overview.Rows <= 18 ? 20 : overview.Rows <= 36 ? 13 : 9;
        _height = drawing.Entry is null ? SmallHeight : Head + (overview.Rows * _row) + (overview.Density.Count > 0 ? Band : 0) + Foot;
    }

    /// <summary>Draws it.</summary>
    /// <param name="overview">The overview.</param>
    /// <param name="drawing">How.</param>
    /// <param name="style">The rules of a drawing that stands alone; null where the page has them.</param>
    public static XElement Of(Overview overview, Drawing drawing, string? style = null) => new OverviewSvg(overview, drawing).Draw(style);

    private XElement Draw(string? style) => new(Svg + "svg",
        new XAttribute("class", "axis-of-time"), new XAttribute("width", _drawing.Entry is null ? Number(SmallWidth) : "100%"), new XAttribute("height", Number(_height)),
        // A picture is scaled as a whole.
        _drawing.Entry is null ? new XAttribute("viewBox", $"0 0 {Number(SmallWidth)} {Number(_height)}") : null,
        new XAttribute("direction", _drawing.RightToLeft ? "rtl" : "ltr"),
        new XAttribute("role", _drawing.Entry is null ? "img" : "group"), new XAttribute("aria-label", XmlText.Of(_overview.Sentence)),
        style is null ? null : new XElement(Svg + "style", style),
        // A gradient's colour is its own, and not that of what it fills.
        new XElement(Svg + "defs", Colors.SelectMany(color => new[]
        {
            Gradient("in", color, (0, 0), (1, .85)), Gradient("out", color, (0, .85), (1, 0)),
            Gradient("both", color, (0, 0), (.25, .5), (.75, .5), (1, 0)), Gradient("mild", color, (0, .15), (.3, 1), (.7, 1), (1, .15)),
        })),
        Axis(),
        _overview.Density.Count > 0 ? new XElement(Svg + "g", Class("bins"), _overview.Density.Select(Bin)) : null,
        _overview.Marks.Select(Mark));

    private XElement Axis() => new(Svg + "g", Class("axis"), new XAttribute("aria-hidden", "true"),
        _overview.Ticks.Select(t => _shapes.Line(t.At, t.At, Head - 4, _height - (_drawing.Entry is null ? 0 : Foot), "grid")),
        _shapes.Line(_overview.Start, _overview.End, Head - 4, Head - 4),
        // Years of many digits before the break leave no room for the first.
        _drawing.Entry is null ? null : _overview.Ticks.Select((t, i) => i == 0 && _overview.Background?.Length > LongYears ? null
            : _shapes.Text(t.At, Head - 10, t.Label, 4, t.IsMinor || IsCrowded(i) ? "minor" : "tick")),
        _drawing.Entry is not null && _overview.Background is { } before
            ? new object[] { _shapes.Line(0, _overview.Start - .012, Head - 4, Head - 4), _shapes.Break(_overview.Start - .006, Head), _shapes.Text(0, Head - 10, before, 0, "aside") }
            : null,
        _drawing.Entry is not null && _overview.Aftermath is { } after
            ? new object[] { _shapes.Line(_overview.End + .012, 1, Head - 4, Head - 4), _shapes.Break(_overview.End + .006, Head), _shapes.Text(1, Head - 10, after, 0, "aside", ends: true) }
            : null);

    // On a phone there is little room for the first beside the years of the background, for the second beside a day with its time, and at
    // the end of the axis, the less the more years stand behind it.
    private bool IsCrowded(int tick) =>
        _overview.Ticks[tick].At > (_overview.Aftermath?.Length > 5 ? .7 : .9) || (tick == 0 && _overview.Background is not null)
        || (tick > 0 && _overview.Ticks[0].Label.Length > 9 && _overview.Ticks[tick].At - _overview.Ticks[0].At < .25);

    private XElement Mark(Mark mark)
    {
        var (top, thick) = (Head + (mark.Row * _row) + (_row * .25), _row * .5);
        var name = $"{mark.Entry.Display}: {mark.Entry.Headline ?? "…"}";
        var drawn = new XElement(Svg + (_drawing.Entry is null ? "g" : "a"), Class(Classes(mark)),
            _drawing.Entry is null ? null : new XAttribute("href", _drawing.Entry(mark.Entry.Id)),
            _drawing.Entry is null ? null : new XElement(Svg + "title", XmlText.Of(name)),
            _drawing.Entry is null ? null : _shapes.Bar(mark.Start, mark.End, top - (_row * .25), _row, "hit", 24),
            Shape(mark, top, thick));
        if (mark.Entry.Corrected && !mark.Entry.Retracted)
            drawn.Add(_shapes.Dot("rect", mark.End, ("x", -9), ("y", top - 1), ("width", 3), ("height", thick + 2), "notch"));
        if (mark.Uncertain)
            drawn.Add(_shapes.Text(mark.Middle ?? mark.End, top + thick, "?", 7, "perhaps"));
        if (_drawing.Entry is null)
            return drawn;
        if (mark.Label is { } label)
            drawn.Add(_shapes.Text(mark.LabelAt, top + thick - .5, label, 0, "label", mark.LabelEnds));
        drawn.Add(_shapes.Text(0, _height - 7, name, 0, "tip"));
        return drawn;
    }

    private IEnumerable<XElement> Shape(Mark mark, double top, double thick)
    {
        var entry = mark.Entry;
        var middle = top + (thick / 2);
        if (entry.Retracted || entry.Planned || IsOff(entry))
        {
            yield return _shapes.Bar(mark.Start, mark.End, top, thick, entry.Retracted ? "hollow" : "dash", 9, round: true);
            if (IsOff(entry))
                yield return _shapes.Line(mark.Start, mark.End, middle, middle, "strike", mark.End - mark.Start < Narrow ? 8 : 0);
            yield break;
        }

        var side = mark.Side != MarkSide.Axis;
        switch (mark.Form)
        {
            case MarkForm.Instant when !side:
                yield return _shapes.Dot("circle", mark.Start, ("cy", middle), ("r", Math.Max(3.5, thick * .45)), "solid");
                break;
            case MarkForm.Span or MarkForm.Since or MarkForm.Until when !side:
                var thin = thick * .42;
                yield return _shapes.Bar(mark.Start, mark.End, middle - (thin / 2), thin, Fill(mark), 3);
                if (mark.Form != MarkForm.Until)
                    yield return _shapes.Line(mark.Start, mark.Start, top - 1, top + thick + 1, "cap");
                if (mark.Form != MarkForm.Since)
                    yield return _shapes.Line(mark.End, mark.End, top - 1, top + thick + 1, "cap");
                break;
            case MarkForm.Between or MarkForm.By or MarkForm.After when !side:
                yield return _shapes.Bar(mark.Start, mark.End, top, thick, Fill(mark), 12);
                if (mark.Form == MarkForm.By)
                    yield return _shapes.Line(mark.End, mark.End, top - 1, top + thick + 1, "cap");
                if (mark.Form == MarkForm.After)
                    yield return _shapes.Line(mark.Start, mark.Start, top - 1, top + thick + 1, "cap");
                if (mark.Middle is { } ring)
                    yield return _shapes.Dot("circle", ring, ("cy", middle), ("r", Math.Max(3, thick * .36)), "ring");
                break;
            default:
                yield return _shapes.Bar(mark.Start, mark.End, top, thick, mark.Approximate ? Fill(mark, "mild") : "solid", 9, round: true);
                break;
        }
    }

    private static bool IsOff(OverviewEntry entry) => RecordOutcome.IsOff(entry.Outcome);

    private string Fill(Mark mark) => mark.Form switch
    {
        MarkForm.Between => Fill(mark, "both"),
        MarkForm.By or MarkForm.Until => Fill(mark, _drawing.RightToLeft ? "out" : "in"),
        MarkForm.After or MarkForm.Since => Fill(mark, _drawing.RightToLeft ? "in" : "out"),
        _ => mark.Approximate ? Fill(mark, "mild") : "solid",
    };

    private string Fill(Mark mark, string gradient) => $"url(#{_drawing.Name}-{gradient}-{(mark.Entry.Key ? "strong" : "soft")})";

    private static string Classes(Mark mark) => string.Join(' ', new[]
    {
        "mark", mark.Entry.Marked ? "marked" : null, mark.Entry.Key ? "key" : null, mark.Side == MarkSide.Axis ? null : "beside",
    }.OfType<string>());

    private XElement Bin(DensityBin bin)
    {
        var (floor, full) = (Head + (_overview.Rows * _row) + Band - 6, Band - 16);
        var height = Math.Max(2, bin.Height * full);
        var name = $"{bin.Display}: {bin.Count}";
        var links = _drawing.Part is not null;
        return new(Svg + (links ? "a" : "g"), Class("bin"), links ? new XAttribute("href", _drawing.Part!(bin)) : null,
            links ? new XElement(Svg + "title", XmlText.Of(name)) : null,
            links ? _shapes.Bar(bin.Start, bin.End, floor - full, full, "hit") : null,
            _shapes.Bar(bin.Start, bin.End, floor - height, height, "solid"),
            links ? _shapes.Text(0, _height - 7, name, 0, "tip") : null);
    }

    private XElement Gradient(string name, string color, params (double At, double Opacity)[] stops) => new(Svg + "linearGradient",
        new XAttribute("id", $"{_drawing.Name}-{name}-{color}"), Class(color),
        stops.Select(s => new XElement(Svg + "stop", new XAttribute("offset", Number(s.At)),
            new XAttribute("stop-color", "currentColor"), new XAttribute("stop-opacity", Number(s.Opacity)))));
}
