using System.Globalization;
using System.Text.RegularExpressions;
using Timeline.Domain.Dates;

namespace Timeline.Cli.Importing;

/// <summary>Dates of a spreadsheet, which makes its own form of what was typed: 17.01.2021, 1/17/2021 2:00 PM, 2021-01-17 14:00:00.</summary>
internal sealed partial class SheetDates
{
    private readonly bool? _dayFirst;

    /// <summary>Learns from all of its dates whether it writes the day before the month.</summary>
    public SheetDates(IEnumerable<string> all)
    {
        var shown = all.Select(text => Slashed().Match(text)).Where(m => m.Success).Select(IsDayFirst).OfType<bool>().Distinct().ToList();
        _dayFirst = shown is [var same] ? same : null;
    }

    /// <summary>In EDTF; null where it is none that can be read.</summary>
    /// <param name="text">What stands in a line.</param>
    /// <param name="problem">A sentence, where its day cannot be told from its month.</param>
    public PlainDate? Read(string text, out string? problem)
    {
        problem = null;
        if (Slashed().Match(text) is { Success: true } date)
        {
            var (a, b) = (Number(date, "a"), Number(date, "b"));
            if ((IsDayFirst(date) ?? _dayFirst ?? (a == b ? true : null)) is not { } dayFirst)
            {
                problem = $"Of {date.Value} nobody can tell the day from the month, as the file's other dates do not show which comes first: write it as 2021-01-17.";
                return null;
            }

            var (day, month) = dayFirst ? (a, b) : (b, a);
            text = string.Create(CultureInfo.InvariantCulture, $"{date.Groups["year"].Value}-{month:00}-{day:00}{text[date.Length..]}");
        }

        if (Timed().Match(text) is { Success: true } timed && TimeOnly.TryParse(timed.Groups["time"].ValueSpan, CultureInfo.InvariantCulture, out var time))
            text = timed.Groups["day"].Value + time.ToString(time.Second == 0 ? "'T'HH:mm" : "'T'HH:mm:ss", CultureInfo.InvariantCulture);

        return PlainDates.ReadWhole(text);
    }

    // What one shows by itself: nothing where both may be a month, or neither.
    private static bool? IsDayFirst(Match date) => (Number(date, "a") > 12, Number(date, "b") > 12) switch
    {
        (true, false) => true,
        (false, true) => false,
        _ => null,
    };

    private static int Number(Match date, string part) => int.Parse(date.Groups[part].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<a>[0-9]{1,2})/(?<b>[0-9]{1,2})/(?<year>[0-9]{4})(?![0-9/])")]
    private static partial Regex Slashed();

    [GeneratedRegex(@"^(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2}),? +(?<time>[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?( ?[AP]M)?)$", RegexOptions.IgnoreCase)]
    private static partial Regex Timed();
}
