using System.Collections;
using System.Text.Json.Nodes;

namespace Timeline.Domain.Values;

/// <summary>Whom a record names, wherever in it.</summary>
internal static class Whos
{
    /// <summary>Each id or name of somebody in a record, down through all that is nested in it, with the field that says it.</summary>
    public static IEnumerable<(string Field, Who Who)> In(object record, string prefix = "") => CheckedField.Of(record.GetType())
        .SelectMany(f => Of(f.Property.GetValue(record), prefix + f.Name));

    private static IEnumerable<(string Field, Who Who)> Of(object? value, string name) => value switch
    {
        Who who => [(name, who)],
        By by => by.Authors.Index().Where(a => a.Item?.Who is not null)
            .Select(a => (by.Authors.Length == 1 ? name : $"{name}[{a.Index}]", a.Item.Who!)),
        null or string or JsonNode or ValueType => [],
        IList list => list.Cast<object?>().Index().SelectMany(i => Of(i.Item, $"{name}[{i.Index}]")),
        _ => In(value, name + "."),
    };

    /// <summary>Writes another id over one, wherever a record names somebody; the record must be nobody else's.</summary>
    public static void Rename(object record, string from, string to)
    {
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            var value = field.Property.GetValue(record);
            if (Renamed(value, from, to) is var renamed && !ReferenceEquals(renamed, value))
                field.Property.SetValue(record, renamed);
        }
    }

    private static object? Renamed(object? value, string from, string to)
    {
        Who One(Who who) => who.Text == from ? new(to) : who;
        switch (value)
        {
            case Who who:
                return One(who);
            case By by:
                return new By([.. by.Authors.Select(a => a.Who is { } who ? a with { Who = One(who) } : a)]);
            case IReadOnlyList<Who> several:
                return several.Select(One).ToList();
            case null or string or JsonNode or ValueType:
                return value;
            case IList list:
                foreach (var item in list)
                    Renamed(item, from, to);
                return list;
            default:
                Rename(value, from, to);
                return value;
        }
    }
}
