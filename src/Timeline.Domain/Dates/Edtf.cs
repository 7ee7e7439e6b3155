using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// When something happened, as exactly as the source has it and no more, written in EDTF (ISO 8601-2:2019): levels 0 and 1, and
/// of level 2 one moment of a set, <c>[A..B]</c>, <c>[..B]</c> and <c>[A..]</c>. The rest of level 2 is refused by its name.
/// </summary>
/// <remarks>
/// Beyond that it reads what a newsroom needs: a time without seconds (<c>2021-01-22T18:00+03:00</c>), a time at either end of
/// an interval or set, and a qualifier after a time. Two values are equal when their texts are: <c>2021-01-22T15:00Z</c> and
/// <c>2021-01-22T18:00+03:00</c> are one moment, but two things that an editor wrote.
/// </remarks>
public sealed record Edtf
{
    /// <summary>The longest text that is read, in characters.</summary>
    public const int MaxLength = 100;

    // A row of the chronology asks for its bounds some six times, and for its words three times, all in its story's zone and language. One
    // reference each, so that threads can only overwrite what is right with what is right.
    private InZone? _bounds;
    private Said? _said;

    private Edtf(string text, Extent extent)
    {
        Text = text;
        Extent = extent;
    }

    private sealed record InZone(TimeZoneInfo Zone, EdtfBounds Bounds);

    private sealed record Said(Language Language, TimeZoneInfo Zone, string Words);

    private string Text { get; }

    internal Extent Extent { get; }

    /// <summary>Reads an EDTF text.</summary>
    /// <exception cref="FormatException">The text is not EDTF; the message says how to mend it.</exception>
    public static Edtf Parse(string text) =>
        TryParse(text, out var value, out var error) ? value : throw new FormatException(error.ToString());

    /// <summary>
    /// Reads an EDTF text without throwing. Spaces, digits other than 0 to 9, impossible dates, hours and offsets,
    /// intervals that end before they start, and texts over <see cref="MaxLength"/> are refused.
    /// </summary>
    /// <param name="text">The text, at most <see cref="MaxLength"/> characters.</param>
    /// <param name="value">What was read; null when refused.</param>
    /// <param name="error">A plain sentence that says what is wrong and how to mend it; null when read.</param>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out Edtf? value, [NotNullWhen(false)] out Sentence? error)
    {
        error = ExtentReader.Read(text, out var extent);
        if (error is not null && text is { Length: > 0 and <= MaxLength })
            error = PlainDates.Hint(text) ?? error;
        value = error is null ? new Edtf(text!, extent!) : null;
        return value is not null;
    }

    /// <summary>The earliest and the latest instant that the text allows.</summary>
    /// <remarks>
    /// "About" and "uncertain" do not widen the bounds: the standard gives no number for either, and any number of ours
    /// would be an invention. Seasons are the meteorological ones of the northern hemisphere; winter begins in December
    /// of its year. Before the year 0001 and after 9999, local time is UTC.
    /// </remarks>
    /// <param name="zone">The story's time zone, for every date, and every time written without an offset.</param>
    public EdtfBounds Bounds(TimeZoneInfo zone) =>
        (_bounds is { } known && ReferenceEquals(known.Zone, zone) ? known : _bounds = new(zone, Extent.Bounds(zone))).Bounds;

    /// <summary>Whether it ends before it starts, which may hang on the time zone.</summary>
    /// <param name="zone">The story's time zone.</param>
    public bool EndsBeforeItStarts(TimeZoneInfo zone) => Extent.IsReversedIn(zone);

    /// <summary>The place of this date in a chronology.</summary>
    /// <param name="zone">The story's time zone.</param>
    public EdtfSortKey SortKey(TimeZoneInfo zone) => EdtfSortKey.Of(Bounds(zone), Extent, zone);

    /// <summary>The date in words, such as "between 17 and 22 January 2021".</summary>
    /// <param name="language">A language tag (BCP 47); one without a file reads English.</param>
    /// <param name="zone">The story's time zone, which is told with a time.</param>
    public string Display(string? language, TimeZoneInfo zone) => Display(Language.Of(language), zone);

    /// <inheritdoc cref="Display(string?, TimeZoneInfo)"/>
    internal string Display(Language language, TimeZoneInfo zone) =>
        (_said is { } known && ReferenceEquals(known.Language, language) && ReferenceEquals(known.Zone, zone)
            ? known : _said = new(language, zone, DateWords.Say(Extent, language, zone))).Words;

    /// <summary>The same as a value of a <see cref="Sentence"/>.</summary>
    /// <param name="zone">The story's time zone, which is told with a time.</param>
    public Func<Language, string> InWords(TimeZoneInfo zone) => words => Display(words, zone);

    /// <summary>
    /// What its years before 1 are called, each such as "-0043 is 44 BC", since many count them without a year 0.
    /// </summary>
    public IEnumerable<Sentence> YearsBeforeOne => new[] { Extent.Start, Extent.End }
        .Where(p => p?.Year <= 0).Select(p => p!.Value.Year).Distinct()
        .Select(year => Sentence.Of("noted.year-is", string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{-year:0000}"), 1 - year));

    /// <summary>What is to be said of its times without an offset that a zone's clocks pass over, or show twice.</summary>
    /// <param name="zone">The story's time zone.</param>
    public IEnumerable<Sentence> UnclearTimes(TimeZoneInfo zone) => Extent.Unclear(zone).Select(time =>
    {
        var text = Calendar.Edtf(time.Point.First, Form.Minute);
        return time.First > time.Last
            ? Sentence.Of("noted.time-skipped", text, zone.Id, $"{time.First}")
            : Sentence.Of("noted.time-twice", text, zone.Id, $"{time.First}", $"{time.Last}");
    });

    /// <inheritdoc/>
    public bool Equals(Edtf? other) => other?.Text == Text;

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The text as it was written; it reads back to an equal value.</summary>
    public override string ToString() => Text;
}
