using System.Globalization;
using System.Text.RegularExpressions;

namespace Timeline.Domain.Dates;

/// <summary>One day, month, year or time as it is written in plain words; what is not said of it is null.</summary>
internal sealed partial record PlainPoint
{
    private const int FarthestAhead = 60;

    private int? Year { get; set; }
    private int? Month { get; set; }
    private int? Day { get; set; }
    private int? Season { get; set; }
    private string? Open { get; set; }
    private string? Time { get; set; }
    private int? Weekday { get; set; }
    private int? Relative { get; set; }
    private int Turn { get; set; }
    private string Mark { get; set; } = "";
    private List<string> Words { get; } = [];

    /// <summary>What EDTF cannot say of it.</summary>
    public string? Vague => Words.Count == 0 ? null : string.Join(' ', Words);

    /// <summary>Whether its day is named by the week, which the words beside the date then say.</summary>
    public bool ByWeekday => Weekday is not null && Day is null;

    /// <summary>Reads it; null where a word is not understood.</summary>
    public static PlainPoint? Read(string text)
    {
        var point = new PlainPoint();
        var era = 0;
        var fillers = new List<string>();
        int? number = null;
        foreach (var token in Tokens(text))
        {
            var word = token.ToLowerInvariant();
            if (PlainWords.Vague.Contains(word))
                point.Words.AddRange([.. fillers, token]);
            else if (word is "bc" or "ad" && era == 0)
                era = word == "bc" ? -1 : 1;
            else if (!point.Take(word, ref number) && !PlainWords.Filler.Contains(word))
                return null;
            if (PlainWords.Filler.Contains(word))
                fillers.Add(token);
            else
                fillers.Clear();
        }

        return point.Settle(number, era) ? point : null;
    }

    private static string[] Tokens(string text) => Apart().Replace(Eras(Together().Replace(text, "")), " ").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static string Eras(string text) => After().Replace(Before().Replace(text, " bc "), " ad ");

    private bool Take(string word, ref int? number)
    {
        if (PlainWords.Marks.TryGetValue(word, out var mark))
            Mark = Mark.Length > 0 && Mark != $"{mark}" ? "%" : $"{mark}";
        else if (PlainWords.Months.TryGetValue(word, out var month))
            return Month is null && (Month = month) is not null;
        else if (PlainWords.Weekdays.FirstOrDefault(w => word.StartsWith(w.Stem, StringComparison.Ordinal)) is { Stem: not null } day)
            return Weekday is null && (Weekday = day.Day) is not null;
        else if (PlainWords.Relative.TryGetValue(word, out var days))
            Relative = days;
        else if (PlainWords.Turns.TryGetValue(word, out var turn))
            Turn = turn;
        else if (PlainWords.Seasons.TryGetValue(word, out var season))
            Season = season;
        else if (PlainWords.Century.Contains(word) && number is > 0 and < 100)
            (Open, number) = ($"{number - 1:00}XX", null);
        else
            return Number(word, ref number);
        return true;
    }

    private bool Number(string word, ref int? number)
    {
        if (Clock().Match(word) is { Success: true } clock)
            return Time is null && At(clock);
        if (Dotted().Match(word) is { Success: true } dotted && Day is null)
        {
            (Day, Month) = (Int(dotted.Groups["d"]), Int(dotted.Groups["m"]));
            if (dotted.Groups["y"].Success)
                Year = Int(dotted.Groups["y"]);
            return true;
        }

        if (Decade().Match(word) is { Success: true } decade)
            Open = decade.Groups[1].Value + "X";
        else if (Counted().Match(word) is not { Success: true } counted)
            return false;
        else if (counted.Groups[1].Length == 4 && Year is null)
            Year = Int(counted.Groups[1]);
        else if (number is not null)
            return false;
        else
            number = Int(counted.Groups[1]);
        return true;
    }

    private bool At(Match clock)
    {
        var hour = Int(clock.Groups["h"]) + (clock.Groups["half"].Value, Int(clock.Groups["h"])) switch { ("pm", < 12) => 12, ("am", 12) => -12, _ => 0 };
        Time = string.Create(CultureInfo.InvariantCulture, $"T{hour:00}:{(clock.Groups["m"].Success ? clock.Groups["m"].Value : "00")}");
        return true;
    }

    // A number alone is a day, or the year where an era or nothing else is said.
    private bool Settle(int? number, int era)
    {
        if (era != 0)
            (Year, number) = (Year ?? number, Year is null ? null : number);
        if (number is { } left)
        {
            if (left is >= 1 and <= 31 && Day is null)
                Day = left;
            // What is no day of a month is a slip, not one of the first years.
            else if (Year is null && left > (Month is null ? 31 : 99))
                Year = left;
            else
                return false;
        }

        if (era != 0 && Year is null)
            return false;
        Year = era < 0 ? 1 - Year : Year;
        return (Year ?? Month ?? Day ?? Season ?? Weekday ?? Relative) is not null || Open is not null;
    }

    /// <summary>In EDTF; null where it is no date.</summary>
    /// <param name="today">What weekdays, and days without a year, are near to.</param>
    /// <param name="other">The other end, which may say the month and year for both.</param>
    public string? Edtf(DateOnly today, PlainPoint? other = null)
    {
        var date = Date(today, other);
        return date is null || (Time is not null && date.Length < 10) ? null : date + Time + Mark;
    }

    private string? Date(DateOnly today, PlainPoint? other)
    {
        if (Relative is { } days)
            return Text(today.AddDays(days));
        if (Weekday is { } weekday && Day is null && Month is null)
            return Text(Near(weekday, today));
        if (Open is not null)
            return Open;
        var month = Month ?? (Day is not null ? other?.Month : null);
        var year = Year ?? (month is not null || Season is not null ? other?.Year : null);
        if (Season is not null)
            return $"{Text(year ?? today.Year)}-{Season}";
        if (Day is not null && month is null)
            return null;
        if (month is null)
            return year is null ? null : Text(year.Value);
        if (month is < 1 or > 12 || Day is < 1 or > 31)
            return null;
        var settled = year ?? NearYear(month.Value, Day ?? 1, today);
        return $"{Text(settled)}-{month:00}{(Day is null ? "" : $"-{Day:00}")}";
    }

    private DateOnly Near(int weekday, DateOnly today)
    {
        var back = ((int)today.DayOfWeek - weekday + 7) % 7;
        return today.AddDays(Turn > 0 ? 7 - back : Turn < 0 && back == 0 ? -7 : -back);
    }

    // The last that there was, or one that is near at hand.
    private static int NearYear(int month, int day, DateOnly today) => new[] { today.Year + 1, today.Year }.FirstOrDefault(
        year => day <= DateTime.DaysInMonth(year, month) && new DateOnly(year, month, day) <= today.AddDays(FarthestAhead), today.Year - 1);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Text(int year) => string.Create(CultureInfo.InvariantCulture, $"{(year < 0 ? "-" : "")}{Math.Abs(year):0000}");

    private static int Int(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\b(b\.?\s?c\.?(e\.?)?|v\.\s?chr\.?|до\s+н\.?\s?э\.?)(?=\s|$|,)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Before();

    [GeneratedRegex(@"\b(a\.?d\.?|c\.?e\.?|n\.\s?chr\.?|н\.\s?э\.?)(?=\s|$|,)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex After();

    // "6 pm" and "18 Uhr" are one word each.
    [GeneratedRegex(@"(?<=[0-9])\s+(?=(am|pm|uhr)\b(?!\s+[0-9]))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Together();

    [GeneratedRegex(@"[,;]|(?<=\bmid)-", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Apart();

    [GeneratedRegex(@"^(?:(?<h>[01]?[0-9]|2[0-3])[:.](?<m>[0-5][0-9])(?<half>am|pm|uhr)?|(?<h>[01]?[0-9]|2[0-3])(?<half>am|pm|uhr))$", RegexOptions.CultureInvariant)]
    private static partial Regex Clock();

    [GeneratedRegex(@"^(?<d>[0-3]?[0-9])\.(?<m>[01]?[0-9])\.(?<y>[0-9]{4})?$", RegexOptions.CultureInvariant)]
    private static partial Regex Dotted();

    [GeneratedRegex(@"^([0-9]{3})0(s|er|ern|erjahre|-х|-е|-ые|-ых)$", RegexOptions.CultureInvariant)]
    private static partial Regex Decade();

    [GeneratedRegex(@"^([0-9]{1,4})(st|nd|rd|th|\.|-го|-е|-й)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Counted();
}
