using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>What readers of English see in place of a field's name, where that is not its name in words.</summary>
/// <param name="text">The label.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class LabelAttribute(string text) : Attribute
{
    /// <summary>The label.</summary>
    public string Text { get; } = text;
}

/// <summary>Where a field is shown, if not among the facts beside the text.</summary>
/// <param name="place">Where.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ShownAttribute(ShownAs place) : Attribute
{
    /// <summary>Where.</summary>
    public ShownAs Place { get; } = place;
}

/// <summary>Where a field is shown.</summary>
public enum ShownAs
{
    /// <summary>Among the facts beside the text.</summary>
    Fact,

    /// <summary>As words between quotation marks, or as a claim: never as the entry's own.</summary>
    Said,

    /// <summary>Under the quoted words: who says them, where, and through whom.</summary>
    Attribution,

    /// <summary>Under the quoted words, after "through".</summary>
    Through,

    /// <summary>Nowhere: it tells the language of the quoted words.</summary>
    Language,

    /// <summary>As the large number.</summary>
    Number,

    /// <summary>Nowhere where it is the entry's own date, which is shown anyway.</summary>
    PlannedDate,
}

/// <summary>What a field holds: what a form offers, and how a page writes it.</summary>
public enum FieldType
{
    /// <summary>One line of text.</summary>
    Text,

    /// <summary>Text of several lines.</summary>
    LongText,

    /// <summary>One of a few words.</summary>
    Word,

    /// <summary>A date in EDTF.</summary>
    Date,

    /// <summary>An instant with an offset.</summary>
    Instant,

    /// <summary>A web address.</summary>
    Link,

    /// <summary>A language tag (BCP 47).</summary>
    Language,

    /// <summary>A person or body.</summary>
    Person,

    /// <summary>A number with its author.</summary>
    Figure,

    /// <summary>A body's own count.</summary>
    Tally,

    /// <summary>What somebody says.</summary>
    Claim,

    /// <summary>Somebody's own words.</summary>
    Quote,

    /// <summary>When something happened: a date and words beside it.</summary>
    When,

    /// <summary>Who says something, named or not.</summary>
    By,

    /// <summary>An entry of the story.</summary>
    Entry,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A number, perhaps with decimals.</summary>
    Amount,

    /// <summary>Yes or no.</summary>
    YesNo,

    /// <summary>Several fields that belong together.</summary>
    Group,
}

/// <summary>One own field of a kind, or of a group in one.</summary>
/// <param name="Name">Its name in JSON.</param>
/// <param name="Label">What readers of English see.</param>
/// <param name="Type">What it holds, or each item of it.</param>
/// <param name="List">Whether it holds several.</param>
/// <param name="Required">Whether it must be given.</param>
/// <param name="Shown">Where it is shown.</param>
/// <param name="MaxLength">The most characters of its text, or of each; null where it is no text.</param>
/// <param name="Words">The words that it is one of; none where it is another type.</param>
/// <param name="Fields">The fields of a group.</param>
public sealed record KindField(
    string Name, string Label, FieldType Type, bool List, bool Required, ShownAs Shown, int? MaxLength,
    IReadOnlyList<string> Words, IReadOnlyList<KindField> Fields)
{
    private static readonly IReadOnlyList<KindField> OfClaim = Of(typeof(Claim)), OfQuote = Of(typeof(Quote)), OfFigure = Of(typeof(Figure));

    private PropertyInfo Property { get; init; } = null!;

    private Func<object, object?> Getter { get; init; } = null!;

    /// <summary>The word that it holds where none is given; null where it holds none then.</summary>
    public string? Default { get; private init; }

    /// <summary>The field of which one must be given where this one is not; null where there is none.</summary>
    public string? Or { get; private init; }

    /// <summary>What it is made of: the fields of a group, and of what is one wherever it stands, as a claim.</summary>
    public IReadOnlyList<KindField> Parts => Type switch
    {
        FieldType.Claim => OfClaim,
        FieldType.Quote => OfQuote,
        FieldType.Figure or FieldType.Tally => OfFigure,
        _ => Fields,
    };

    /// <summary>What it holds in an entry's body, or in a group; null where nothing. A list holds what it lists.</summary>
    public object? Value(object record) => Getter(record);

    /// <summary>Each item that it holds in an entry's body, or in a group.</summary>
    public IEnumerable<T> Items<T>(object record) => Value(record) switch
    {
        // First, as a list is an object, too.
        IEnumerable<T> several when List => several.Where(i => i is not null),
        T one => [one],
        _ => [],
    };

    /// <summary>The same of an entry's body, each with its path in it: <c>quotes[0]</c>, <c>grounds</c>.</summary>
    public IEnumerable<(string Path, T Item)> Given<T>(object body) => Items<T>(body).Select((item, i) => (List ? $"{Name}[{i}]" : Name, item));

    /// <summary>The same, each with its path in the entry's answer: <c>details.quotes[0]</c>, <c>details.grounds</c>.</summary>
    public IEnumerable<(string Path, T Item)> Placed<T>(object body) => Given<T>(body).Select(given => ($"details.{given.Path}", given.Item));

    /// <summary>Whether a value of the one is a value of the other.</summary>
    internal bool IsSame(KindField other) =>
        Name == other.Name && Property.PropertyType == other.Property.PropertyType && Words.SequenceEqual(other.Words);

    /// <summary>The fields of a record, those that it inherits first; of a kind's body its own, beside those common to all.</summary>
    public static IReadOnlyList<KindField> Of(Type type) =>
    [
        .. (type ?? throw new ArgumentNullException(nameof(type))).BaseType is { } inherited && inherited != typeof(EntryBody) && inherited.Assembly == typeof(KindField).Assembly ? Of(inherited) : [],
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(p => p.CanWrite && p.GetCustomAttribute<NotCheckedAttribute>() is null).Select(Of),
    ];

    private static KindField Of(PropertyInfo property)
    {
        var list = property.PropertyType.IsGenericType && property.PropertyType.GetGenericTypeDefinition() == typeof(IReadOnlyList<>);
        var item = list ? property.PropertyType.GetGenericArguments()[0] : property.PropertyType;
        item = Nullable.GetUnderlyingType(item) ?? item;
        var text = CheckedField.Limits(property).Text;
        var words = property.GetCustomAttribute<OneOfAttribute>()?.Words ?? [];
        var type = Holds(property, item, words.Count > 0, text);
        return new(
            JsonNamingPolicy.CamelCase.ConvertName(property.Name),
            property.GetCustomAttribute<LabelAttribute>()?.Text ?? Labels.Of(property.Name), type, list,
            property.GetCustomAttribute<RequiredAttribute>() is not null || (list && property.GetCustomAttribute<MinLengthAttribute>() is not null),
            property.GetCustomAttribute<ShownAttribute>()?.Place ?? By(type),
            type is FieldType.Text or FieldType.LongText or FieldType.Link or FieldType.Person ? text : null,
            words, type == FieldType.Group ? Of(item) : [])
        {
            Property = property,
            Getter = CheckedField.Getter(property),
            Default = type == FieldType.Word && !list && property.DeclaringType is { IsAbstract: false } record && record.GetConstructor([]) is { } make
                && property.GetValue(make.Invoke(null)) is string { Length: > 0 } word ? word : null,
            Or = (property.GetCustomAttribute<RequiredWithoutAttribute>()?.Other ?? property.DeclaringType!.GetProperties()
                .FirstOrDefault(p => p.GetCustomAttribute<RequiredWithoutAttribute>()?.Other == property.Name)?.Name) is { } other
                    ? JsonNamingPolicy.CamelCase.ConvertName(other) : null,
        };
    }

    private static ShownAs By(FieldType type) => type switch
    {
        FieldType.Quote or FieldType.Claim => ShownAs.Said,
        FieldType.Figure => ShownAs.Number,
        _ => ShownAs.Fact,
    };

    private static FieldType Holds(PropertyInfo property, Type item, bool isWord, int maxText) =>
        isWord ? FieldType.Word
        : property.GetCustomAttribute<EdtfTextAttribute>() is not null ? FieldType.Date
        : property.GetCustomAttribute<WebAddressAttribute>() is not null ? FieldType.Link
        : property.GetCustomAttribute<LanguageTagAttribute>() is not null ? FieldType.Language
        : property.GetCustomAttribute<EntryNameAttribute>() is not null ? FieldType.Entry
        : item == typeof(string) ? (maxText > TextChecks.LongestLine ? FieldType.LongText : FieldType.Text)
        : item == typeof(Who) ? FieldType.Person
        : item == typeof(When) ? FieldType.When
        : item == typeof(By) ? FieldType.By
        : item == typeof(Figure) ? FieldType.Figure
        : item == typeof(Tally) ? FieldType.Tally
        : item == typeof(Claim) ? FieldType.Claim
        : item == typeof(Quote) ? FieldType.Quote
        : item == typeof(About) ? FieldType.Entry
        : item == typeof(bool) ? FieldType.YesNo
        : item == typeof(DateTimeOffset) ? FieldType.Instant
        : item == typeof(int) ? FieldType.Number
        : item == typeof(decimal) ? FieldType.Amount
        : FieldType.Group;
}

/// <summary>English labels.</summary>
public static class Labels
{
    /// <summary>A name as words: "Content removal" of <c>content-removal</c>, "Came from" of <c>cameFrom</c>.</summary>
    public static string Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var words = string.Concat(name.Select((c, i) => c == '-' ? " " : i > 0 && char.IsUpper(c) ? $" {char.ToLowerInvariant(c)}" : $"{c}"));
        return char.ToUpperInvariant(words[0]) + words[1..];
    }
}
