using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace Timeline.Cli.Importing;

/// <summary>One line of a CSV file, by the names of its columns.</summary>
internal sealed class CsvRow(int line, Dictionary<string, string> fields)
{
    /// <summary>Where it begins in the file, from 1.</summary>
    public int Line => line;

    public IEnumerable<string> Columns => fields.Keys;

    /// <summary>What stands in a column; empty where there is none.</summary>
    public string this[string column] => fields.GetValueOrDefault(column, "");
}

/// <summary>The lines of a CSV file (RFC 4180), separated by whatever its first line is separated by.</summary>
internal static partial class CsvRows
{
    /// <summary>Reads them; empty ones are passed over. Columns are called by their letters and digits alone, in lower case.</summary>
    /// <exception cref="FormatException">It has no such column.</exception>
    public static IEnumerable<CsvRow> Read(string text, string mustHave)
    {
        text = text.TrimStart('\ufeff');
        // So Excel is told by what it separates.
        var told = Separator().Match(text);
        using var reader = new StringReader(text[told.Length..]);
        using var csv = new CsvReader(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            DetectDelimiterValues = [",", ";", "\t"],
            TrimOptions = TrimOptions.Trim,
            // A quotation mark within a field may be meant; one that is not closed has swallowed what follows.
            BadDataFound = bad => _ = bad.Field.StartsWith('"') && bad.Field.Count(c => c == '"') % 2 == 1
                ? throw new FormatException($"The quotation mark of '{bad.Field[..Math.Min(bad.Field.Length, 40)].ReplaceLineEndings(" ")}' is not closed.") : 0,
            MissingFieldFound = null,
        });
        string[] names = csv.Read() && csv.ReadHeader() ? [.. csv.HeaderRecord!.Select(Plain)] : [];
        if (names.Where(n => n.Length > 0).GroupBy(n => n).FirstOrDefault(n => n.Count() > 1) is { Key: var twice })
            throw new FormatException($"Its first line names the column '{twice}' twice.");
        if (!names.Contains(mustHave))
            throw new FormatException($"Its first line names no column '{mustHave}'.");
        while (csv.Read())
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i].Length > 0)
                    fields[names[i]] = csv.GetField(i) ?? "";
            }

            if (fields.Values.Any(f => f.Length > 0))
                yield return new(csv.Parser.RawRow, fields);
        }
    }

    [GeneratedRegex("^sep=.\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
