using System.Reflection;
using System.Text.Json;
using Timeline.Domain.Dates;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>What a field says that is no words: a date, a language, one of a few choices. An event with another text there could not be read.</summary>
internal static class NoWords
{
    private static readonly ILookup<string, Func<string, bool>> Rules = typeof(NoWords).Assembly.GetTypes().SelectMany(t => t.GetProperties())
        .Select(p => (Name: JsonNamingPolicy.CamelCase.ConvertName(p.Name), Rule: RuleOf(p)))
        .Where(p => p.Rule is not null).ToLookup(p => p.Name, p => p.Rule!);

    /// <summary>Whether a text is of that sort in a field of that name, whatever it is a field of.</summary>
    public static bool Are(string field, string text) => Rules[field].Any(holds => holds(text));

    private static Func<string, bool>? RuleOf(PropertyInfo property) =>
        property.GetCustomAttribute<OneOfAttribute>() is { } choice ? choice.Words.Contains
        : property.IsDefined(typeof(LanguageTagAttribute)) ? LanguageTagAttribute.IsTag
        : property.IsDefined(typeof(EdtfTextAttribute)) || property.PropertyType == typeof(DateTimeOffset?) ? text => Edtf.TryParse(text, out _, out _)
        : null;
}
