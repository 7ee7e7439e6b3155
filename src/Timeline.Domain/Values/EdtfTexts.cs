using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;

namespace Timeline.Domain.Values;

/// <summary>The dates that stand in the fields of a record, down through nested records and lists.</summary>
public static class EdtfTexts
{
    private static readonly ConcurrentDictionary<Type, (MethodInvoker Get, bool IsDate)[]> FieldsOf = new();

    /// <summary>The dates, in EDTF, each once; of an entry without its own.</summary>
    public static IReadOnlyList<string> In(EntryBody body)
    {
        var found = new List<string>();
        Walk(body, found);
        return found;
    }

    private static void Walk(object record, List<string> found)
    {
        foreach (var (get, isDate) in FieldsOf.GetOrAdd(record.GetType(), Describe))
        {
            switch (get.Invoke(record))
            {
                case string { Length: > 0 } text when isDate && !found.Contains(text):
                    found.Add(text);
                    break;
                case IEnumerable list and not string:
                    foreach (var item in list)
                    {
                        if (item is not (null or string))
                            Walk(item, found);
                    }

                    break;
                case { } nested when nested.GetType().Namespace == typeof(EdtfTexts).Namespace:
                    Walk(nested, found);
                    break;
            }
        }
    }

    private static (MethodInvoker, bool)[] Describe(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && p.Name != nameof(EntryBody.When))
            .Where(p => p.PropertyType == typeof(string)
                ? p.IsDefined(typeof(EdtfTextAttribute))
                : !p.PropertyType.IsValueType)
            .Select(p => (MethodInvoker.Create(p.GetMethod!), p.PropertyType == typeof(string))),
    ];
}
