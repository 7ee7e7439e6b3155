using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Timeline.Domain.Kinds;

namespace Timeline.Api.Desk.Forms;

/// <summary>
/// From a form to the JSON body that the API would be sent. Names are paths: <c>people[0].name</c>. What is left empty is left
/// out; what cannot be read stays as it was written, for the reader of commands to refuse in its own words.
/// </summary>
/// <param name="form">The form.</param>
/// <param name="dates">How dates in plain words are read.</param>
internal sealed partial class FormReader(IFormCollection form, FormDates dates)
{
    /// <summary>What a name ends with whose value is JSON that no input shows.</summary>
    public const string Raw = "~";

    private const int MostItems = 200;

    // Once for all lists: a form may have very many fields.
    private readonly ILookup<string, int> _indexes = form.Keys.SelectMany(Items).ToLookup(i => i.List, i => i.Index);

    /// <summary>The fields that are filled in.</summary>
    public JsonObject Read(IEnumerable<KindField> fields, string prefix = "")
    {
        var body = new JsonObject();
        foreach (var field in fields)
        {
            if (Value(field, prefix + field.Name) is { } value)
                body[field.Name] = value;
        }

        return body;
    }

    /// <summary>Of a body what has a field.</summary>
    public static JsonObject Only(JsonObject body, IEnumerable<KindField> fields) =>
        new(fields.Where(f => body[f.Name] is not null).Select(f => KeyValuePair.Create(f.Name, body[f.Name]?.DeepClone())));

    private JsonNode? Value(KindField field, string name)
    {
        if (RawOf(name) is { } raw)
            return raw;
        if (!field.List)
            return One(field, name);
        var items = new JsonArray();
        foreach (var index in Indexes(name))
        {
            if (One(field, $"{name}[{index}]") is { } item)
                items.Add(item);
        }

        return items.Count == 0 ? null : items;
    }

    private JsonNode? One(KindField field, string name) => RawOf(name) ?? field.Type switch
    {
        FieldType.LongText => Pasted.Lines(RawText(name)),
        FieldType.When => When(name),
        FieldType.By => By(name),
        FieldType.Figure or FieldType.Tally => Number(field, name),
        FieldType.Group or FieldType.Claim or FieldType.Quote => Group(FormFields.Parts(field), name),
        FieldType.YesNo => Text(name) == "true" ? true : null,
        FieldType.Number => long.TryParse(Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : Text(name),
        FieldType.Date => dates.Read(Text(name))?.Edtf ?? Text(name),
        FieldType.Instant => dates.Instant(Text(name)),
        _ => Text(name),
    };

    // A word always has a value, so that it alone says nothing.
    private JsonObject? Group(IReadOnlyList<KindField> fields, string name)
    {
        var group = Read(fields, name + ".");
        return group.Any(f => fields.First(p => p.Name == f.Key).Type != FieldType.Word) ? group : null;
    }

    private JsonObject? When(string name)
    {
        var (text, note) = (Text(name), Text(name + ".note"));
        if (text is null)
            return null;
        var read = dates.Read(text);
        var when = new JsonObject { ["edtf"] = read?.Edtf ?? text };
        if ((note ?? read?.Note) is { } said)
            when["note"] = said;
        return when;
    }

    private JsonNode? By(string name)
    {
        if (Text(name + ".unnamed") is { } unnamed)
            return new JsonObject { ["unnamed"] = unnamed, ["because"] = Text(name + ".because") };
        return (Text(name) ?? "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) switch
        {
            [] => null,
            [var one] => one,
            var several => new JsonArray([.. several.Select(s => (JsonNode?)s)]),
        };
    }

    private JsonObject? Number(KindField field, string name)
    {
        var figure = Group(FormFields.Parts(field), name);
        if (Text(name + ".amount") is not { } amount)
            return figure;
        figure ??= [];
        var ends = Ends().Match(amount);
        switch (Text(name + ".form"))
        {
            case FormFields.Range when ends.Success:
                (figure["from"], figure["to"]) = (Decimal(ends.Groups[1].Value), Decimal(ends.Groups[2].Value));
                break;
            case { } form when FormFields.Forms.Contains(form) && form != FormFields.Range:
                figure[form] = form == "words" ? amount : Decimal(amount);
                break;
            default:
                figure["value"] = Decimal(amount);
                break;
        }

        return figure;
    }

    private static JsonNode? Decimal(string text)
    {
        var plain = Grouped().Replace(text, "").Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : text;
    }

    private JsonNode? RawOf(string name) => RawText(name + Raw) is { Length: > 0 } raw ? HiddenJson.Read(raw) ?? raw : null;

    private IEnumerable<int> Indexes(string name) => _indexes[name].Distinct().Order().Take(MostItems);

    // Of "figures[0].by[1]" the first of "figures" and the second of "figures[0].by".
    private static IEnumerable<(string List, int Index)> Items(string key) =>
        from at in Item().Matches(key)
        select (key[..at.Index], int.Parse(at.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture));

    private string? Text(string name) => Pasted.Line(RawText(name));

    private string? RawText(string name) => form[name].FirstOrDefault();

    [GeneratedRegex(@"[\s\u00a0\u202f]|(?<=^\d{1,3}(,\d{3})*),(?=\d{3}(,\d{3})*$)", RegexOptions.CultureInvariant)]
    private static partial Regex Grouped();

    [GeneratedRegex(@"\[([0-9]{1,9})\]", RegexOptions.CultureInvariant)]
    private static partial Regex Item();

    [GeneratedRegex(@"^\s*([^-–—]+?)\s*[-–—]\s*(.+?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Ends();
}
