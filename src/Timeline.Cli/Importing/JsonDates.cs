using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Domain.Dates;

namespace Timeline.Cli.Importing;

/// <summary>Dates and instants as newsrooms' JSON has them.</summary>
internal static class JsonDates
{
    private static readonly string[] Instants = ["yyyyMMdd'T'HH:mm:sszzz", "yyyyMMdd'T'HHmmsszzz", "yyyyMMdd'T'HHmmss'Z'"];

    /// <summary>The first of some members that can be read, in EDTF; null where none can.</summary>
    public static string? First(JsonObject node, params string[] names) =>
        names.Select(name => Read(JsonMembers.Text(node, name))).FirstOrDefault(date => date is not null);

    private static string? Read(string text)
    {
        var ci = CultureInfo.InvariantCulture;
        return text.Length is > 0 and <= 10 && Edtf.TryParse(text, out _, out _) ? text
            : text.Length > 10 && (DateTimeOffset.TryParseExact(text, Instants, ci, DateTimeStyles.AssumeUniversal, out var instant)
                || DateTimeOffset.TryParse(text, ci, DateTimeStyles.AssumeUniversal, out instant))
                ? instant.ToString("yyyy-MM-dd'T'HH:mm", ci) + (instant.Offset == TimeSpan.Zero ? "Z" : instant.ToString("zzz", ci))
            : null;
    }
}
