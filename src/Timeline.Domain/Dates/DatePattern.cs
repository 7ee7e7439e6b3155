using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Timeline.Domain.Dates;

/// <summary>
/// How a culture writes a date (CLDR): the order of day, month and year, what hangs on each ("22.", "22日", "2021 г.") and what
/// stands between. <see cref="DateTime"/> stops at the years 0001 and 9999, and knows neither eras nor days that are left out.
/// </summary>
internal sealed class DatePattern
{
    private static readonly ConcurrentDictionary<string, DatePattern> ByPattern = new();

    private readonly List<Part> parts = [];

    private DatePattern(string pattern)
    {
        foreach (var (letters, literal) in Tokens(pattern))
        {
            // The day of the week is not said; eras are ours.
            if (letters is not (['d', 'd', 'd', ..] or ['g', ..]))
                parts.Add(new(letters is ['M', 'M', 'M', ..] ? 'M' : letters == "" ? ' ' : letters[0] == 'M' ? 'm' : letters[0], literal));
        }

        parts.RemoveAll(p => p.Kind == ' ');
        for (var i = 0; i < parts.Count; i++)
        {
            var (kind, literal, _) = parts[i];
            var tail = kind == 'y' && i == parts.Count - 1 ? literal.Length
                : literal.TakeWhile(c => !char.IsWhiteSpace(c) && c is not (',' or '،')).Count();
            parts[i] = new(kind, literal[tail..], literal[..tail].TrimEnd());
        }

        if (parts is [.., { Kind: 'y', Tail: var hangs } last])
            parts[^1] = last with { Tail = string.IsNullOrWhiteSpace(hangs.Trim(',', '،')) ? "" : hangs };
    }

    public static DatePattern Day(CultureInfo culture) => Of(culture.DateTimeFormat.LongDatePattern);

    public static DatePattern Month(CultureInfo culture) => Of(culture.DateTimeFormat.YearMonthPattern);

    /// <summary>Whether the month stands first: "January 22, 2021".</summary>
    public bool IsMonthFirst => parts is [{ Kind: 'M' }, ..];

    private static DatePattern Of(string pattern) => ByPattern.GetOrAdd(pattern, static p => new(p));

    /// <summary>A date by this pattern.</summary>
    /// <param name="value">
    /// Says a part with what hangs on it: <c>d</c>, <c>M</c> (the month's name), <c>m</c> (its number) or <c>y</c>.
    /// </param>
    public string Fill(Func<char, string, string> value) => Fill(0, parts.Count, value);

    /// <summary>Two dates that differ in some parts, each without what the other says for it.</summary>
    /// <param name="differing">The parts in which they differ.</param>
    /// <param name="first">Says a part of the first date.</param>
    /// <param name="last">Says a part of the last date.</param>
    public (string First, string Last) Fill(string differing, Func<char, string, string> first, Func<char, string, string> last)
    {
        bool Differs(Part part) => differing.Contains(part.Kind, StringComparison.OrdinalIgnoreCase);
        return (Fill(0, parts.FindLastIndex(Differs) + 1, first), Fill(parts.FindIndex(Differs), parts.Count, last));
    }

    private string Fill(int from, int to, Func<char, string, string> value)
    {
        var said = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[64]);
        for (var i = from; i < to; i++)
        {
            said.AppendLiteral(value(parts[i].Kind, parts[i].Tail));
            if (i < to - 1)
                said.AppendLiteral(parts[i].Between);
        }

        return said.ToStringAndClear();
    }

    // Each run of one letter, and the text after it.
    private static IEnumerable<(string Letters, string Literal)> Tokens(string pattern)
    {
        for (var i = 0; i < pattern.Length;)
        {
            var start = i;
            while (i < pattern.Length && char.IsAsciiLetter(pattern[i]) && pattern[i] == pattern[start])
                i++;
            var letters = pattern[start..i];
            var literal = "";
            var quoted = false;
            for (; i < pattern.Length && (quoted || !char.IsAsciiLetter(pattern[i])); i++)
            {
                if (pattern[i] == '\'')
                    quoted = !quoted;
                else
                    literal += pattern[i];
            }

            yield return (letters, literal);
        }
    }

    private sealed record Part(char Kind, string Between, string Tail = "");
}
