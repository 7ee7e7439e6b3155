using System.Collections.Frozen;
using System.Globalization;

namespace Timeline.Domain.Dates;

/// <summary>
/// The words with which editors write dates in English, German and Russian, all in small letters. One table for the three: they
/// share no word that means two things, and whoever writes need not say in which language. Months are CLDR's, and those of other
/// languages, too, where one of these has no such word.
/// </summary>
internal static class PlainWords
{
    private static readonly CultureInfo[] Cultures = [.. new[] { "en-GB", "de-DE", "ru-RU", "uk-UA", "fr-FR", "es-ES", "pl-PL", "tr-TR" }.Select(CultureInfo.GetCultureInfo)];

    /// <summary>Months by their names, 1 to 12.</summary>
    public static FrozenDictionary<string, int> Months { get; } = MonthNames().DistinctBy(m => m.Name).ToFrozenDictionary(m => m.Name, m => m.Month);

    /// <summary>Days of the week by the beginnings of their names; Sunday is 0.</summary>
    public static (string Stem, int Day)[] Weekdays { get; } =
    [
        .. Names("sunday sonntag воскресень", 0), .. Names("monday montag понедельник", 1), .. Names("tuesday dienstag вторник", 2),
        .. Names("wednesday mittwoch сред", 3), .. Names("thursday donnerstag четверг", 4), .. Names("friday freitag пятниц", 5),
        .. Names("saturday samstag sonnabend суббот", 6),
    ];

    /// <summary>Days from today.</summary>
    public static FrozenDictionary<string, int> Relative { get; } = Table(
        (0, "today heute сегодня"), (-1, "yesterday gestern вчера"), (1, "tomorrow завтра"), (-2, "vorgestern позавчера"), (2, "übermorgen послезавтра"));

    /// <summary>EDTF's numbers of seasons.</summary>
    public static FrozenDictionary<string, int> Seasons { get; } = Table(
        (21, "spring frühling frühjahr весна весной весны весне"), (22, "summer sommer лето летом лета лете"),
        (23, "autumn fall herbst осень осенью осени"), (24, "winter зима зимой зимы зиме"));

    /// <summary>What EDTF cannot say, and a note beside the date does.</summary>
    public static FrozenSet<string> Vague { get; } = Set("""
        early late mid middle beginning end start morning noon midday afternoon evening night midnight dawn dusk overnight
        anfang mitte ende früh spät frühen späten frühmorgens spätabends
        morgens morgen vormittags vormittag mittags mittag nachmittags nachmittag abends abend nachts nacht
        начале начало конце конец середине середина утром утра утру днём днем полдень вечером вечера вечеру ночью ночи поздно рано
        """);

    /// <summary>What says nothing.</summary>
    public static FrozenSet<string> Filler { get; } = Set("""
        of the on in at around year years this an am im um den der dem des die jahr jahre jahres uhr gegen vom zum
        в во на год году года годов годы гг г число числа часов часа час ч
        """);

    /// <summary>A century.</summary>
    public static FrozenSet<string> Century { get; } = Set("century centuries jahrhundert jahrhunderts jh век веке века в.");

    /// <summary>The one before, or after.</summary>
    public static FrozenDictionary<string, int> Turns { get; } = Table(
        (-1, "last letzten letzter letzte letztem vergangenen прошлый прошлую прошлое прошлой прошлого"),
        (1, "next nächsten nächster nächste kommenden следующий следующую следующее следующей будущий"));

    /// <summary>Marks of what is about so (~) or perhaps so (?).</summary>
    public static FrozenDictionary<string, char> Marks { get; } = Table(
        ('~', "about circa ca ca. c. roughly approximately etwa ungefähr ок ок. около примерно приблизительно"),
        ('?', "perhaps possibly maybe probably vielleicht möglicherweise wohl vermutlich возможно вероятно видимо"));

    private static IEnumerable<(string Name, int Month)> MonthNames() =>
        from culture in Cultures
        from month in Enumerable.Range(0, 12)
        let format = culture.DateTimeFormat
        let genitive = format.MonthGenitiveNames[month]
        from name in new[]
        {
            format.MonthNames[month], genitive, format.AbbreviatedMonthNames[month].TrimEnd('.'), format.AbbreviatedMonthGenitiveNames[month].TrimEnd('.'),
            // "в январе", "между январём и мартом": of Russian names only the end changes.
            genitive[..^1] + (culture.Name == "ru-RU" ? "е" : ""), month == 8 ? "sept" : format.MonthNames[month],
        }
        where name.Length > 2
        select (name.ToLowerInvariant(), month + 1);

    private static IEnumerable<(string, int)> Names(string words, int day) => words.Split(' ').Select(word => (word, day));

    private static FrozenDictionary<string, T> Table<T>(params (T Value, string Words)[] rows) =>
        rows.SelectMany(row => row.Words.Split(' ').Select(word => (word, row.Value))).ToFrozenDictionary(w => w.word, w => w.Value);

    private static FrozenSet<string> Set(string words) => words.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
