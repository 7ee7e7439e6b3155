using System.Globalization;
using System.Text.RegularExpressions;
using CsvHelper;
using CsvHelper.Configuration;

namespace Timeline.Cli.Importing;

/// <summary>One line of a CSV file, by the names of its columns.</summary>
internal sealed class CsvRow(int line, ILookup<string, string> fields)
{
    /// <summary>Where in the file it begins; the first is 1.</summary>
    public int Line => line;

    public IEnumerable<string> Columns => fields.Select(f => f.Key);

    /// <summary>What stands in a column; empty where there is none.</summary>
    /// <exception cref="FormatException">There are two of that name.</exception>
    public string this[string column] => fields[column].ToList() switch
    {
        [] => "",
        [var one] => one,
        _ => throw new FormatException($"Its first line names the column '{column}' twice."),
    };

    /// <summary>Whether anything stands in a column, or in several of that name.</summary>
    public bool Has(string column) => fields[column].Any(f => f.Length > 0);
}

/// <summary>The lines of a CSV file (RFC 4180), separated by what it says, as Excel does, or by whatever its first line is separated by.</summary>
internal static partial class CsvRows
{
    /// <summary>Reads them; empty ones are passed over. Columns are called by their letters and digits alone, in lower case.</summary>
    /// <exception cref="FormatException">It has no such column.</exception>
    public static IEnumerable<CsvRow> Read(string text, string mustHave)
    {
        var told = Separator().Match(text);
        var above = told.Success ? 1 : 0;
        var options = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = !told.Success,
            DetectDelimiterValues = [",", ";", "\t"],
            // So that a quotation mark behind a blank is one; all blanks go where a field is taken, also those within the marks.
            TrimOptions = TrimOptions.Trim,
            BadDataFound = bad => RefuseUnclosed(bad, above + bad.Context.Parser!.RawRow - bad.Field.Count(c => c == '\n')),
            MissingFieldFound = null,
        };
        if (told.Success)
            options.Delimiter = told.Groups[1].Value;
        using var reader = new StringReader(text[told.Length..]);
        using var csv = new CsvReader(reader, options);
        string[] names = csv.Read() && csv.ReadHeader() ? [.. csv.HeaderRecord!.Select(Plain)] : [];
        if (!names.Contains(mustHave))
            throw new FormatException($"Its first line names no column '{mustHave}'.");
        while (csv.Read())
        {
            var row = new CsvRow(above + Line(csv.Parser), names.Index().Where(n => n.Item.Length > 0).ToLookup(n => n.Item, n => (csv.GetField(n.Index) ?? "").Trim()));
            if (row.Columns.Any(row.Has))
                yield return row;
        }
    }

    // A quotation mark within a field may be meant; one that is not closed has swallowed the lines that follow.
    private static void RefuseUnclosed(BadDataFoundArgs bad, int line)
    {
        if (bad.Field.StartsWith('"') && bad.Field.Count(c => c == '"') % 2 == 1)
            throw new FormatException($"The quotation mark in line {line} before '{bad.Field[..Math.Min(bad.Field.Length, 40)].ReplaceLineEndings(" ")}' is not closed.");
    }

    // The parser counts to the end of what it has read, which may have lines within its fields.
    private static int Line(IParser parser) => parser.RawRow - parser.RawRecord.Trim('\r', '\n').Count(c => c == '\n');

    [GeneratedRegex("^sep=(.)\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex Separator();

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
