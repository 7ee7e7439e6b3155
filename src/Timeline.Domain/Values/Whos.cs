using System.Collections;
using System.Text.Json.Nodes;

namespace Timeline.Domain.Values;

/// <summary>Whom a record names, wherever in it.</summary>
internal static class Whos
{
    /// <summary>Each id or name of somebody in a record, down through all that is nested in it, with the field that says it.</summary>
    public static IReadOnlyList<(string Field, Who Who)> In(object record, string prefix = "")
    {
        var found = new List<(string, Who)>();
        Walk(record, prefix, found);
        return found;
    }

    private static void Walk(object record, string prefix, List<(string Field, Who Who)> found)
    {
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            if (field.MayName && field.Value(record) is { } value)
                WalkValue(value, prefix + field.Name, found);
        }
    }

    private static void WalkValue(object? value, string name, List<(string Field, Who Who)> found)
    {
        switch (value)
        {
            case Who who:
                found.Add((name, who));
                break;
            case By by:
                for (var i = 0; i < by.Authors.Length; i++)
                {
                    if (by.Authors[i]?.Who is { } author)
                        found.Add((by.Authors.Length == 1 ? name : $"{name}[{i}]", author));
                }

                break;
            case null or string or JsonNode or ValueType:
                break;
            case IList list:
                for (var i = 0; i < list.Count; i++)
                    WalkValue(list[i], $"{name}[{i}]", found);
                break;
            default:
                Walk(value, name + ".", found);
                break;
        }
    }

    /// <summary>Writes another id over one, wherever a record names somebody; the record must be nobody else's.</summary>
    public static void Rename(object record, string from, string to)
    {
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            if (!field.MayName)
                continue;
            var value = field.Value(record);
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
