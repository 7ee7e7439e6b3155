using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Domain.Values;

/// <summary>A field of a record, with the rules that its attributes set.</summary>
/// <param name="Property">The property.</param>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Rules">The rules, but for lengths.</param>
/// <param name="MaxText">The most characters of its text, or of each text in its list.</param>
/// <param name="MaxList">The most items of its list.</param>
public sealed record CheckedField(PropertyInfo Property, string Name, IReadOnlyList<ValidationAttribute> Rules, int MaxText, int MaxList)
{
    /// <summary>The most characters of a text that sets no limit of its own.</summary>
    public const int DefaultText = 500;

    /// <summary>The most items of a list that sets no limit of its own.</summary>
    public const int DefaultList = 100;

    /// <summary>Whether a rule may be broken by nothing at all; all others hold of what is given.</summary>
    public bool MustSay { get; } = Rules.Any(r => r is RequiredAttribute or RequiredWithoutAttribute);

    /// <summary>The words of which it, or each of its list, is one; null where it may be any.</summary>
    public OneOfAttribute? Choice { get; } = Rules.OfType<OneOfAttribute>().FirstOrDefault();

    /// <summary>Whether anything can be wrong with it: it has a rule, or a text or a number, itself or further down.</summary>
    public bool CanBeWrong { get; } = Rules.Count > 0 || !Property.PropertyType.IsValueType || (Nullable.GetUnderlyingType(Property.PropertyType) ?? Property.PropertyType) == typeof(decimal);

    /// <summary>Whether its type says that it is always there. Lists are not: an empty one is not stored.</summary>
    public bool NeverNull { get; } = !Property.PropertyType.IsValueType && !Property.PropertyType.IsGenericType
        && new NullabilityInfoContext().Create(Property).WriteState == NullabilityState.NotNull;

    /// <summary>Whether it may name somebody (<see cref="Who"/>), itself or further down.</summary>
    public bool MayName => _mayName.Value;

    /// <summary>Whether it may be a date in EDTF, or have one further down.</summary>
    public bool MayDate => _mayDate.Value;

    // What is in a type does not change, and is asked for of each entry.
    private readonly Lazy<bool> _mayName = new(() => ItemOf(Property) is var item && (item == typeof(Who) || item == typeof(By) || AnyOf(item, f => f.MayName)));
    private readonly Lazy<bool> _mayDate = new(() => Property.IsDefined(typeof(EdtfTextAttribute)) || AnyOf(ItemOf(Property), f => f.MayDate));

    private readonly Func<object, object?> _get = Getter(Property);

    private static readonly ConcurrentDictionary<Type, CheckedField[]> ByType = new();

    /// <summary>What it holds in a record; null where nothing.</summary>
    public object? Value(object record) => _get(record);

    /// <summary>Reads a property. It is asked of each field of each command and event: to invoke it by reflection takes five times as long.</summary>
    internal static Func<object, object?> Getter(PropertyInfo property) => (Func<object, object?>)typeof(CheckedField)
        .GetMethod(nameof(Typed), BindingFlags.NonPublic | BindingFlags.Static)!
        .MakeGenericMethod(property.DeclaringType!, property.PropertyType).Invoke(null, [property.GetMethod!])!;

    private static Func<object, object?> Typed<TRecord, TValue>(MethodInfo get)
    {
        var typed = get.CreateDelegate<Func<TRecord, TValue>>();
        return record => typed((TRecord)record);
    }

    private static Type ItemOf(PropertyInfo property) =>
        property.PropertyType is { IsGenericType: true, GenericTypeArguments: [var item] } type && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? item : property.PropertyType;

    // What derives from a type may have more fields than it.
    private static bool AnyOf(Type type, Func<CheckedField, bool> has) =>
        type != typeof(string) && !type.IsValueType && !typeof(JsonNode).IsAssignableFrom(type) && (!type.IsSealed || Of(type).Any(has));

    /// <summary>The fields of a type of records that are sent, and so checked.</summary>
    public static IReadOnlyList<CheckedField> Of(Type type) => ByType.GetOrAdd(type, static type =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0 && p.GetCustomAttribute<NotCheckedAttribute>() is null)
            .Select(p =>
            {
                var (text, list) = Limits(p);
                return new CheckedField(p, JsonNamingPolicy.CamelCase.ConvertName(p.Name),
                    [.. p.GetCustomAttributes<ValidationAttribute>().Where(r => r is not MaxLengthAttribute)], text, list);
            }),
    ]);

    /// <summary>The most characters of a field's text, or of each text in its list; and the most items of its list.</summary>
    public static (int Text, int List) Limits(PropertyInfo field)
    {
        ArgumentNullException.ThrowIfNull(field);
        var max = field.GetCustomAttribute<MaxLengthAttribute>()?.Length;
        if (field.PropertyType == typeof(Who) || field.PropertyType == typeof(IReadOnlyList<Who>))
            return (Who.MaxLength, max ?? DefaultList);
        return field.PropertyType != typeof(string) && typeof(IEnumerable).IsAssignableFrom(field.PropertyType)
            ? (field.GetCustomAttribute<MaxItemTextAttribute>()?.Length ?? DefaultText, max ?? DefaultList)
            : (max ?? DefaultText, DefaultList);
    }
}

/// <summary>The most characters of each text in a list of texts.</summary>
/// <param name="length">Characters (UTF-16 code units).</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaxItemTextAttribute(int length) : Attribute
{
    /// <summary>Characters (UTF-16 code units).</summary>
    public int Length { get; } = length;
}

/// <summary>A property that is derived, not sent, and so is not checked.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotCheckedAttribute : Attribute;
