using System.Collections;

namespace Timeline.Domain.Values;

/// <summary>The dates that stand in the fields of a record, down through nested records and lists.</summary>
public static class EdtfTexts
{
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
        foreach (var field in CheckedField.Of(record.GetType()))
        {
            if (!field.MayDate || field.Property.PropertyType == typeof(When))
                continue;
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
