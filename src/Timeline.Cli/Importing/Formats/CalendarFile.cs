using System.Text;
using System.Text.RegularExpressions;
using Ical.Net;

namespace Timeline.Cli.Importing.Formats;

/// <summary>A file of iCalendar as Ical.Net reads it, which takes none of which it cannot read a single rule or date.</summary>
internal static partial class CalendarFile
{
    /// <summary>Its calendars; and apart from them the events that cannot be read, each with what is wrong with it.</summary>
    /// <exception cref="FormatException">It is none, also without these.</exception>
    public static (CalendarCollection Calendars, IReadOnlyList<Found> Broken) Read(string text)
    {
        if (TryLoad(text, out var problem) is { } whole)
            return (whole, []);
        var (kept, broken) = (new StringBuilder(), new List<Found>());
        foreach (var (line, part) in Parts(text))
        {
            if (!IsLine(part, "BEGIN:VEVENT") || TryLoad($"BEGIN:VCALENDAR\nVERSION:2.0\n{part}END:VCALENDAR\n", out var wrong) is not null)
                kept.Append(part);
            else
                broken.Add(Broken(line, part, wrong));
        }

        return broken.Count > 0 && TryLoad(kept.ToString(), out _) is { } others ? (others, broken) : throw new FormatException($"It is no iCalendar: {problem}");
    }

    /// <summary>Each event as a whole, with the line in which it begins, and each line that is in none.</summary>
    private static IEnumerable<(int Line, string Part)> Parts(string text)
    {
        var (number, start, one) = (0, 0, new StringBuilder());
        foreach (var line in text.ReplaceLineEndings("\n").Split('\n'))
        {
            number++;
            var begins = IsLine(line, "BEGIN:VEVENT");
            if (one.Length > 0 && begins)
            {
                yield return (start, one.ToString());
                one.Clear();
            }

            if (one.Length == 0)
                start = number;
            one.Append(line).Append('\n');
            if (IsLine(line, "END:VEVENT") || (start == number && !begins))
            {
                yield return (start, one.ToString());
                one.Clear();
            }
        }

        if (one.Length > 0)
            yield return (start, one.ToString());
    }

    private static bool IsLine(string part, string line) => part.AsSpan().TrimEnd().StartsWith(line, StringComparison.OrdinalIgnoreCase);

    private static Found Broken(int line, string part, string? wrong)
    {
        var found = new Found(Value(part, "UID")) { Line = line, Refused = $"It cannot be read: {wrong}" };
        found.Say(Value(part, "SUMMARY"), null);
        return found;
    }

    // A line goes on where the next one begins with a blank, and some signs of a text have a backslash before them (RFC 5545, 3.1 and 3.3.11).
    private static string Value(string component, string property) => Escaped().Replace(
        Regex.Match(Folded().Replace(component, ""), $@"^{property}(?:;[^:\n]*)?:(.*)$", RegexOptions.Multiline | RegexOptions.IgnoreCase).Groups[1].Value.Trim(), "$1");

    [GeneratedRegex(@"\n[ \t]")]
    private static partial Regex Folded();

    [GeneratedRegex(@"\\([,;\\])")]
    private static partial Regex Escaped();

    private static CalendarCollection? TryLoad(string text, out string? problem)
    {
        problem = "it has no calendar (BEGIN:VCALENDAR).";
        try
        {
            return CalendarCollection.Load(text) is { Count: > 0 } calendars ? calendars : null;
        }
        // Whatever a library trips over that takes a file for its own.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            problem = $"{ForPrograms().Replace(error.Message, "").TrimEnd('.')}.";
            return null;
        }
    }

    [GeneratedRegex(@"\s*\(Parameter '\w+'\)")]
    private static partial Regex ForPrograms();
}
