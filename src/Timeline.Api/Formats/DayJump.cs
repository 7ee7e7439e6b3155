using Timeline.Domain.Dates;
using Timeline.Domain.Languages;

namespace Timeline.Api.Formats;

/// <summary>Where a reader may jump to: a day that has entries; of a story of many days a month, of a very long one a year.</summary>
/// <param name="Edtf">The day, month or year, in EDTF.</param>
/// <param name="Display">The same in words.</param>
/// <param name="Entries">How many entries it has.</param>
/// <param name="IsDay">Whether it is a day.</param>
/// <param name="Within">What is in it, where the page stands there.</param>
public sealed record DayJump(string Edtf, string Display, int Entries, bool IsDay, IReadOnlyList<DayJump> Within)
{
    private const int MostDays = 42, MostLines = 14, MostParts = 120;

    /// <summary>Whether some of these are the days of one month, which can be told by their numbers.</summary>
    public static bool AreOfOneMonth(IReadOnlyList<DayJump> jumps) => jumps.All(j => j.IsDay && j.Edtf[..^3] == jumps[0].Edtf[..^3]);

    /// <summary>Where a reader may jump to.</summary>
    /// <param name="days">The day of each entry that has one, in order.</param>
    /// <param name="words">The language.</param>
    /// <param name="zone">The story's time zone.</param>
    /// <param name="here">The day at which the page stands; null opens no part.</param>
    public static IReadOnlyList<DayJump> Of(IReadOnlyList<string> days, Language words, TimeZoneInfo zone, string? here)
    {
        // A date ends in its day and month, whatever its year.
        var isOneMonth = days.Select(d => d[..^3]).Distinct().Count() == 1;
        var cut = new[] { (0, isOneMonth ? MostDays : MostLines), (3, MostDays), (6, int.MaxValue) }
            .First(c => days.Select(d => d[..^c.Item1]).Distinct().Count() <= c.Item2).Item1;
        return Within(days, cut);

        List<DayJump> Within(IEnumerable<string> some, int cut) =>
        [
            .. some.GroupBy(d => d[..^cut]).Take(MostParts).Select(part => new DayJump(part.Key, words.Date(part.Key, zone), part.Count(), IsDay: cut == 0,
                cut > 0 && here is not null && $"{here}-".StartsWith($"{part.Key}-", StringComparison.Ordinal) ? Within(part, cut - 3) : [])),
        ];
    }
}
