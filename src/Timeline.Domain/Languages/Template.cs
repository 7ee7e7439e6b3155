using System.Text.RegularExpressions;

namespace Timeline.Domain.Languages;

/// <summary>A text with places for values. What a value says is not read for places again.</summary>
internal static partial class Template
{
    public static string Fill(string template, params ReadOnlySpan<string> values)
    {
        var given = values.ToArray();
        return Place().Replace(template, place => place.ValueSpan[1] - '0' is var i && i < given.Length ? given[i] : place.Value);
    }

    /// <summary>How many values it has places for.</summary>
    public static int Places(string template) => Place().Matches(template).Select(place => place.ValueSpan[1] - '0' + 1).DefaultIfEmpty().Max();

    [GeneratedRegex(@"\{\d\}", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
