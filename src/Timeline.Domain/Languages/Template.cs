using System.Runtime.CompilerServices;

namespace Timeline.Domain.Languages;

/// <summary>A text with places for values. What a value says is not read for places again.</summary>
internal static class Template
{
    public static string Fill(string template, params ReadOnlySpan<string> values)
    {
        // Each row of the chronology has some: by hand, without an expression's matches.
        var said = new DefaultInterpolatedStringHandler(0, 0, null, stackalloc char[256]);
        var rest = template.AsSpan();
        for (int at; (at = rest.IndexOf('{')) >= 0;)
        {
            var isPlace = at + 2 < rest.Length && rest[at + 2] == '}' && rest[at + 1] - '0' is >= 0 and var i && i < values.Length;
            said.AppendFormatted(rest[..at]);
            if (isPlace)
                said.AppendLiteral(values[rest[at + 1] - '0']);
            else
                said.AppendFormatted(rest.Slice(at, 1));
            rest = rest[(at + (isPlace ? 3 : 1))..];
        }

        said.AppendFormatted(rest);
        return said.ToStringAndClear();
    }

    /// <summary>How many values it has places for.</summary>
    public static int Places(string template)
    {
        var places = 0;
        for (var at = template.IndexOf('{', StringComparison.Ordinal); at >= 0; at = template.IndexOf('{', at + 1))
        {
            if (at + 2 < template.Length && template[at + 2] == '}' && char.IsAsciiDigit(template[at + 1]))
                places = Math.Max(places, template[at + 1] - '0' + 1);
        }

        return places;
    }
}
