using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Domain.Kinds;
using Timeline.Domain.TakeDowns;

namespace Timeline.Api.Desk.TakeDowns;

/// <summary>
/// A way to take something down. It is chosen before its form is filled in, since a box that nobody ticked must not mean that all goes.
/// </summary>
/// <param name="Name">Its part of the address, and of its keys in the files of languages.</param>
/// <param name="Form">See <see cref="AskedTakeDown.Form"/>.</param>
internal sealed record TakeDownWay(string Name, string Form)
{
    /// <summary>Some fields go.</summary>
    public const string Some = "some";

    /// <summary>No field of a take-down is a date.</summary>
    public static FormDates NoDates { get; } = FormDates.Now(DateTimeOffset.UnixEpoch);

    private static readonly IReadOnlyList<KindField> Asked = KindField.Of(typeof(AskedTakeDown));

    /// <summary>All ways, as the page lists them.</summary>
    public static IReadOnlyList<TakeDownWay> All { get; } =
    [
        new(Some, AskedTakeDown.Remove), new("replace", AskedTakeDown.Replace), new("whole", AskedTakeDown.Remove),
        new("unlist", AskedTakeDown.Unlist), new("note", AskedTakeDown.SayNote),
    ];

    /// <summary>The way of that name; null where there is none.</summary>
    public static TakeDownWay? Find(string name) => All.FirstOrDefault(w => w.Name == name);

    /// <summary>Whether what it does cannot be undone.</summary>
    public bool IsFinal => Form is AskedTakeDown.Remove or AskedTakeDown.Replace;

    /// <summary>What its form asks for: first what is to go, then why.</summary>
    /// <param name="fields">The fields that can go.</param>
    /// <param name="pictures">The uploaded pictures that can go.</param>
    public IReadOnlyList<KindField> Fields(IReadOnlyList<string> fields, IReadOnlyList<string> pictures) =>
    [
        .. Asked.Where(f => AskedTakeDown.OnlyOf.GetValueOrDefault(f.Name) == Form).Select(f => f.Name switch
        {
            "fields" => Name == Some ? Ticked(f, fields) with { Required = true } : null,
            "pictures" => pictures.Count > 0 ? Ticked(f, pictures) : null,
            _ => f with { Required = true },
        }).OfType<KindField>(),
        .. Asked.Where(f => f.Name != "form" && !AskedTakeDown.OnlyOf.ContainsKey(f.Name)),
    ];

    /// <summary>What the form for a person asks for: words in places can be removed or replaced.</summary>
    public static IReadOnlyList<KindField> OfPerson { get; } =
    [
        Asked.First(f => f.Name == "form") with { Words = [AskedTakeDown.Replace, AskedTakeDown.Remove] },
        Asked.First(f => f.Name == "replacements"),
        .. Asked.Where(f => f.Name != "form" && !AskedTakeDown.OnlyOf.ContainsKey(f.Name)),
    ];

    /// <summary>The body that the API would be sent.</summary>
    public JsonObject Body(JsonObject value)
    {
        var body = (JsonObject)value.DeepClone();
        body["form"] = Form;
        return body;
    }

    private static KindField Ticked(KindField field, IReadOnlyList<string> words) => field with { Type = FieldType.Word, Words = words };
}
