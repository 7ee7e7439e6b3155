using System.Collections;
using System.Collections.Concurrent;

namespace Timeline.Domain.Values;

/// <summary>The dates that stand in the fields of a record, down through nested records and lists.</summary>
public static class EdtfTexts
{
    // Few fields of few types: nearly all of a record is passed over, of each entry again.
    private static readonly ConcurrentDictionary<Type, CheckedField[]> Dated = new();

    /// <summary>The dates, in EDTF, each once; of an entry without its own.</summary>
    public static IReadOnlyList<string> In(EntryBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        var found = new List<string>();
        Walk(body, found);
        return found;
    }

    private static void Walk(object record, List<string> found)
    {
        foreach (var field in Dated.GetOrAdd(record.GetType(), static type =>
            [.. CheckedField.Of(type).Where(f => f.MayDate && f.Property.PropertyType != typeof(When))]))
        {
            switch (field.Value(record))
            {
                case string text:
                    if (text.Length > 0 && !found.Contains(text))
                        found.Add(text);
                    break;
                case IList list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        if (list[i] is { } item)
                            Walk(item, found);
                    }

                    break;
                case { } nested:
                    Walk(nested, found);
                    break;
            }
        }
    }
}
