using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Overviews;
using Timeline.Store.Queries;

namespace Timeline.Api.Formats;

/// <summary>A story on a time axis. Places run from 0, where the overview begins, to 1; rows from 0.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Version">Its public version.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Sentence">All of it in one sentence; null where no entry has a place on an axis.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Start">Where the axis begins; above 0 where the background stands before it, not to scale.</param>
/// <param name="End">Where it ends; below 1 where the aftermath stands behind it.</param>
/// <param name="Background">The years of the background, in words; null where there is none.</param>
/// <param name="Aftermath">The years of the aftermath, in words; null where there is none.</param>
/// <param name="Rows">How many rows the marks take.</param>
/// <param name="Ticks">The axis's round places.</param>
/// <param name="Marks">The entries that are drawn one by one.</param>
/// <param name="Density">How the others are spread; empty where all are drawn one by one.</param>
internal sealed record OverviewAnswer(
    string Story, long Version, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Sentence, int Entries, double Start, double End,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Background,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Aftermath, int Rows,
    IReadOnlyList<AxisTick> Ticks, IReadOnlyList<MarkAnswer> Marks, IReadOnlyList<DensityBin> Density)
{
    /// <summary>How many of the entries are no background.</summary>
    public int Within { get; init; }

    /// <summary>The story's window, in words.</summary>
    public string Window { get; init; } = "";

    /// <summary>When the public last saw the story change (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>How many corrections and clarifications there were: <c>/stories/{story}/corrections</c> has them.</summary>
    public int Corrections { get; init; }

    /// <summary>How many entries were withdrawn: it has those, too.</summary>
    public int Retractions { get; init; }

    /// <summary>How many replies of those concerned and notes of the newsroom: it has those, too.</summary>
    public int Replies { get; init; }

    /// <summary>The first twelve key entries, in the order of their dates.</summary>
    public IReadOnlyList<KeyMoment> Moments { get; init; } = [];

    /// <summary>The days that have entries; of a story of many days its months, of a very long one its years.</summary>
    public IReadOnlyList<DayOfEntries> Days { get; init; } = [];

    /// <summary>
    /// The drawing, where it was asked for: <c>[tag, attributes, ...children]</c>, each child such a list or a text. A link to an entry is
    /// <c>#</c> and its id, one to a part of the density the query of that part.
    /// </summary>
    [SentAs(typeof(List<object>))]
    public JsonArray? Drawing { get; init; }

    /// <summary>What the drawing's shapes mean, where it was asked for.</summary>
    public IReadOnlyList<LegendItem>? Legend { get; init; }

    /// <summary>The drawing's rules (CSS), where it was asked for: colours are <c>var(--ink)</c>, <c>--soft</c>, <c>--line</c>, <c>--accent</c>, <c>--paper</c>.</summary>
    public string? Style { get; init; }

    public static OverviewAnswer Of(PublicStory story, Moment? moment, Overview? overview, int entries) => overview is null
        ? new(story.Current.Id, story.Version, moment?.Instant, null, entries, 0, 1, null, null, 0, [], [], [])
        : new(story.Current.Id, story.Version, moment?.Instant, overview.Sentence, entries, overview.Start, overview.End,
            overview.Background, overview.Aftermath, overview.Rows, [.. overview.Ticks.Select(t => t with { At = Rounded(t.At) })],
            [.. overview.Marks.Select(MarkAnswer.Of)],
            [.. overview.Density.Select(d => d with { Start = Rounded(d.Start), End = Rounded(d.End) })]);

    public static double Rounded(double place) => Math.Round(place, 5);
}

/// <summary>What a shape of the drawing means.</summary>
/// <param name="Label">In words.</param>
/// <param name="Drawing">The shape, as <see cref="OverviewAnswer.Drawing"/>.</param>
internal sealed record LegendItem(string Label, [property: SentAs(typeof(List<object>))] JsonArray Drawing);

/// <summary>What a reader in a hurry must see.</summary>
/// <param name="Entry">Its id.</param>
/// <param name="Headline">One line that names it.</param>
/// <param name="Display">Its date in words.</param>
internal sealed record KeyMoment(string Entry, string Headline, string Display);

/// <summary>A day, a month or a year that has entries.</summary>
/// <param name="Edtf">In EDTF: what <c>from</c> and <c>to</c> take.</param>
/// <param name="Display">In words.</param>
/// <param name="Entries">How many it has.</param>
internal sealed record DayOfEntries(string Edtf, string Display, int Entries);

/// <summary>An entry on the axis.</summary>
/// <param name="Entry">Its id.</param>
/// <param name="Headline">One line that names it; null of what was withdrawn.</param>
/// <param name="Display">Its date in words.</param>
/// <param name="Form">What is known of the date, and so how it is drawn: a dot, a bar, a bar with caps, one that fades.</param>
/// <param name="Side">Whether it lies on the axis or beside it.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Middle">Where the ring is that stands for the one moment; absent where none is drawn.</param>
/// <param name="Row">Its row: no two of a row overlap.</param>
/// <param name="Label">What stands beside a key entry; absent where nothing does.</param>
/// <param name="LabelAt">Where the label begins; absent beside no label.</param>
/// <param name="LabelEnds">Whether the label ends there; absent where it begins.</param>
/// <param name="Key">A reader in a hurry must see it.</param>
/// <param name="Planned">It is still to come: dashed.</param>
/// <param name="Outcome">What became of what was planned; absent where nothing is known.</param>
/// <param name="Approximate">It is about then: soft at its ends.</param>
/// <param name="Uncertain">It is perhaps then: a question mark beside it.</param>
/// <param name="Corrected">It was put right: a notch.</param>
/// <param name="Retracted">It was withdrawn: hollow.</param>
internal sealed record MarkAnswer(
    string Entry, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Headline, string Display, MarkForm Form,
    MarkSide Side, double Start, double End, double? Middle, int Row, string? Label, double? LabelAt, bool? LabelEnds, bool Key,
    bool Planned, string? Outcome, bool Approximate, bool Uncertain, bool Corrected, bool Retracted)
{
    public static MarkAnswer Of(Mark mark) => new(
        mark.Entry.Id, mark.Entry.Headline, mark.Entry.Display, mark.Form, mark.Side,
        OverviewAnswer.Rounded(mark.Start), OverviewAnswer.Rounded(mark.End),
        mark.Middle is { } middle ? OverviewAnswer.Rounded(middle) : null, mark.Row, mark.Label,
        mark.Label is null ? null : OverviewAnswer.Rounded(mark.LabelAt), mark.LabelEnds ? true : null, mark.Entry.Key,
        mark.Entry.Planned, mark.Entry.Outcome, mark.Approximate, mark.Uncertain, mark.Entry.Corrected, mark.Entry.Retracted);
}
