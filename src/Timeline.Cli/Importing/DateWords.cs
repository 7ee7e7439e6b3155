using System.Globalization;

namespace Timeline.Cli.Importing;

/// <summary>What a file shows as a date, beside the date itself.</summary>
internal static class DateWords
{
    /// <summary>Whether it says no more, and no less, than the date in our words.</summary>
    /// <param name="shown">What the file shows: "Sunday, January 17".</param>
    /// <param name="date">The date in English.</param>
    public static bool SayTheSame(string shown, string date)
    {
        var (said, all) = (Words(shown), Words(date));
        if (said.SetEquals(all))
            return true;
        // The day of the week says nothing more, nor does it say less without the year.
        var bare = said.Except(CultureInfo.InvariantCulture.DateTimeFormat.DayNames, StringComparer.OrdinalIgnoreCase).ToList();
        return all.Count > 2 && bare.Count > 1 && all.IsSupersetOf(bare)
            && all.Except(bare, StringComparer.OrdinalIgnoreCase).All(w => w.Length == 4 && w.All(char.IsAsciiDigit));
    }

    private static HashSet<string> Words(string text) => new(
        text.Split([' ', ',', '.', '/', '-', '–', ':'], StringSplitOptions.RemoveEmptyEntries), StringComparer.OrdinalIgnoreCase);
}
