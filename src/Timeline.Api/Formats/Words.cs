using System.Globalization;
using Timeline.Domain.Dates;

namespace Timeline.Api.Formats;

/// <summary>What a page says by itself, in the language of its story: English, German or Russian; else English.</summary>
public sealed class Words
{
    private static readonly Dictionary<string, string[]> Table = Load();

    private readonly int _column;

    private Words(string language, int column) => (Language, _column) = (language, column);

    /// <summary>The language tag (BCP 47) of the story.</summary>
    public string Language { get; }

    /// <summary>The language of these words themselves.</summary>
    public string Own => _column switch { 1 => "de", 2 => "ru", _ => "en" };

    /// <summary>The direction of the story's script.</summary>
    public string Direction => Primary(Language) is "ar" or "arc" or "dv" or "fa" or "he" or "ps" or "ur" or "yi" ? "rtl" : "ltr";

    /// <summary>The word for a key; the key itself, as words, where nobody has said any: a new kind must not break a page.</summary>
    /// <param name="key">As in <c>words.txt</c>.</param>
    public string this[string key] => Table.TryGetValue(key, out var words)
        ? words[_column]
        : string.Concat(key[(key.IndexOf('.', StringComparison.Ordinal) + 1)..]
            .Select(c => char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : c == '-' ? " " : $"{c}"));

    /// <summary>The words for a language (BCP 47).</summary>
    public static Words Of(string language) =>
        new(language, Primary(language) switch { "de" => 1, "ru" => 2, _ => 0 });

    /// <summary>A date in EDTF, in words.</summary>
    public string Date(string edtf) => Edtf.TryParse(edtf, out var date, out _) ? date.Display(Language) : edtf;

    /// <summary>An instant in a time zone, in words.</summary>
    public string Instant(DateTimeOffset instant, TimeZoneInfo zone) => Date(
        TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd'T'HH:mmzzz", CultureInfo.InvariantCulture));

    /// <summary>A number as the language writes it.</summary>
    public string Number(decimal number)
    {
        var text = number.ToString("#,0.############", CultureInfo.InvariantCulture);
        return _column == 0 ? text : text.Replace(',', '\u00a0').Replace('.', ',');
    }

    /// <summary>A unit as it stands behind its number.</summary>
    public string Unit(string unit) =>
        !unit.StartsWith('%') ? $" {unit}" : _column == 0 ? unit : $"\u00a0{unit}";

    private static string Primary(string language) => language.Split('-')[0].ToLowerInvariant();

    private static Dictionary<string, string[]> Load()
    {
        using var stream = typeof(Words).Assembly.GetManifestResourceStream("Timeline.Api.Formats.words.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.TrimEnd('\r').Split('|')).ToDictionary(row => row[0], row => row[1..]);
    }
}
