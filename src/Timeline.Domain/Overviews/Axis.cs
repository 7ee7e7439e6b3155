using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Overviews;

/// <summary>A round place on an axis.</summary>
/// <param name="At">From 0, the left end, to 1.</param>
/// <param name="Label">What stands at it.</param>
/// <param name="IsMinor">Whether it goes where there is little room.</param>
public sealed record AxisTick(double At, string Label, bool IsMinor);

/// <summary>A scale in round steps of a story's local time.</summary>
internal sealed class Axis
{
    private const int MostSteps = 9;

    private readonly TimeZoneInfo zone;
    private readonly AxisStep step;
    private readonly long first;
    private readonly long last;

    /// <summary>An axis around a span of seconds from 1970.</summary>
    public Axis(long from, long to, TimeZoneInfo zone)
    {
        this.zone = zone;
        step = AxisStep.For(Math.Max(1, to - from), MostSteps);
        (first, last) = (step.Number(Wall(from)), step.Number(Wall(to - 1)) + 1);
        (From, To) = (Utc(step.Wall(first)), Utc(step.Wall(last)));
    }

    /// <summary>Where it begins, in seconds from 1970.</summary>
    public long From { get; }

    /// <summary>Where it ends.</summary>
    public long To { get; }

    public AxisUnit Unit => step.Unit;

    /// <summary>Where an instant lies: from 0, the beginning, to 1.</summary>
    public double At(long second) => Math.Clamp((double)(second - From) / (To - From), 0, 1);

    public long Wall(long second) => second + Calendar.UnixEpoch + (long)ZoneClock.At(second + Calendar.UnixEpoch, zone).Offset.TotalSeconds;

    public long Utc(long wall) => ZoneClock.Instants(wall, zone).First - Calendar.UnixEpoch;

    /// <summary>The round places, without the end.</summary>
    public IEnumerable<AxisTick> Ticks(Language language)
    {
        for (var number = first; number < last; number++)
            yield return new(At(Utc(step.Wall(number))), Label(number, language), (number - first) % 2 == 1);
    }

    /// <summary>The same in finer steps, each with its beginning and end.</summary>
    public (AxisStep Step, IReadOnlyList<(long From, long To)> Bins) Bins(int most)
    {
        var fine = AxisStep.For(To - From, most);
        var (begin, end) = (fine.Number(Wall(From)), fine.Number(Wall(To - 1)));
        var bins = new List<(long, long)>();
        for (var number = begin; number <= end; number++)
            bins.Add((Utc(fine.Wall(number)), Utc(fine.Wall(number + 1))));
        return (fine, bins);
    }

    private string Label(long number, Language language)
    {
        var wall = step.Wall(number);
        var (culture, format) = (language.Culture, language.Culture.DateTimeFormat);
        var day = Day(wall);
        switch (step.Unit)
        {
            case AxisUnit.Minute when wall % 86_400 != 0 && number > first:
                return day.ToString(format.ShortTimePattern, culture);
            case AxisUnit.Minute when wall % 86_400 != 0:
                return $"{day.ToString("ddd d", culture)}, {day.ToString(format.ShortTimePattern, culture)}";
            case AxisUnit.Minute or AxisUnit.Day when step is { Unit: AxisUnit.Minute } or { Count: 1 }
                && (number == first || Day(step.Wall(number - 1)).Month == day.Month || day.Day > 1):
                return day.ToString("ddd d", culture);
            case AxisUnit.Minute or AxisUnit.Day:
                return day.ToString(format.MonthDayPattern.Replace("MMMM", "MMM", StringComparison.Ordinal), culture);
            case AxisUnit.Month when number > first && day.Month > 1 && day.Month > step.Count:
                return format.AbbreviatedMonthNames[day.Month - 1];
            case AxisUnit.Month when number > first:
                return language.Date(AxisStep.EdtfOf(AxisUnit.Year, wall), zone);
            case AxisUnit.Year when Math.Abs(Calendar.DayOf(Calendar.Floor(wall, 86_400)).Year) is >= 10_000 and var year:
                var digits = language.Number(wall < 0 ? year + 1 : year);
                return wall < 0 ? language.Say("date.bc", digits) : digits;
            default:
                return language.Date(step.Edtf(wall), zone);
        }
    }

    // In the 400 years that DateTime knows: the days of the week and the months come again after them.
    private static DateTime Day(long wall)
    {
        const long Cycle = 146_097L * 86_400;
        return DateTime.MinValue.AddSeconds(wall - Calendar.Floor(wall, Cycle) * Cycle);
    }
}
