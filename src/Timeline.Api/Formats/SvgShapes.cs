using System.Globalization;
using System.Xml.Linq;

namespace Timeline.Api.Formats;

/// <summary>Shapes of SVG: places in per cent across, heights in pixels down; mirrored where time runs to the left.</summary>
internal sealed class SvgShapes(bool rightToLeft)
{
    /// <summary>The namespace of SVG.</summary>
    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>What is narrower, as a part of the whole, can be neither seen nor touched.</summary>
    public const double Narrow = .009;

    /// <summary>A bar. What would be too narrow to be seen, or touched, is so many pixels wide and stands in the middle of its place.</summary>
    public XElement Bar(double start, double end, double top, double height, string fill, double least = 0, bool round = false)
    {
        var narrow = least > 0 && end - start < Narrow;
        var bar = new XElement(Svg + "rect",
            new XAttribute("x", narrow ? Place((start + end) / 2) : Place(rightToLeft ? end : start)),
            new XAttribute("width", narrow ? Number(least) : Percent(end - start)),
            new XAttribute("y", Number(top)), new XAttribute("height", Number(height)),
            fill.StartsWith("url", StringComparison.Ordinal) ? new XAttribute("fill", fill) : Class(fill));
        if (narrow)
            bar.Add(new XAttribute("transform", $"translate({Number(-least / 2)})"));
        if (round)
            bar.Add(new XAttribute("rx", Number(height / 2)));
        return bar;
    }

    /// <summary>A circle or a mark of so many pixels at a place.</summary>
    public XElement Dot(string shape, double at, (string, double) one, (string, double) two, string name) =>
        Dot(shape, at, ("x", 0), one, two, ("", 0), name);

    public XElement Dot(
        string shape, double at, (string Name, double Value) shift, (string Name, double Value) one, (string Name, double Value) two,
        (string Name, double Value) three, string name) => new(Svg + shape,
        new XAttribute(shape == "circle" ? "cx" : "x", Place(at)),
        shift.Value == 0 ? null : new XAttribute("transform", $"translate({Number(rightToLeft ? -shift.Value - 3 : shift.Value)})"),
        new[] { one, two, three }.Where(v => v.Name.Length > 0).Select(v => new XAttribute(v.Name, Number(v.Value))),
        Class(name));

    /// <summary>A line; wide if above 0, else as its class says.</summary>
    public XElement Line(double from, double to, double y1, double y2, string? name = null, double wide = 0) => new(Svg + "line",
        new XAttribute("x1", Place(from)), new XAttribute("x2", Place(to)),
        new XAttribute("y1", Number(y1)), new XAttribute("y2", Number(y2)), name is null ? null : Class(name),
        wide == 0 ? null : new XAttribute("stroke-width", Number(wide)));

    /// <summary>The two strokes of a break in the axis.</summary>
    public object[] Break(double at, double y) =>
        [.. new[] { -4, 3 }.Select(shift => new XElement(Svg + "path", new XAttribute("d", "M0 0l4 -8"), Class("break"),
            new XAttribute("transform", $"translate({Number(shift)} {Number(y)})")))
            .Select(path => new XElement(Svg + "svg", new XAttribute("x", Place(at)), new XAttribute("overflow", "visible"), path))];

    /// <summary>Words that begin at a place, or end there; readers of the screen have them elsewhere.</summary>
    public XElement Text(double at, double y, string text, double shift, string name, bool ends = false) => new(Svg + "text",
        new XAttribute("x", Place(at)), new XAttribute("y", Number(y)),
        shift == 0 ? null : new XAttribute("dx", Number(rightToLeft ? -shift : shift)),
        ends ? new XAttribute("text-anchor", "end") : null, new XAttribute("aria-hidden", "true"), Class(name), XmlText.Of(text));

    private string Place(double at) => Percent(rightToLeft ? 1 - at : at);

    private static string Percent(double part) => $"{Number(Math.Round(part * 100, 2))}%";

    public static string Number(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);

    public static XAttribute Class(string name) => new("class", name);
}
