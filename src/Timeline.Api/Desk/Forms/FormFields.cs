using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Desk.Forms;

/// <summary>What the forms are made of: the domain's own descriptions of kinds, commands and values.</summary>
internal static class FormFields
{
    /// <summary>A number between two.</summary>
    public const string Range = "range";

    // What has a way of its own, or no business in a form.
    private static readonly string[] Apart = ["draft", "embargoUntil", "origin", "aftermath"];

    private static readonly IReadOnlyList<KindField> Number =
        [.. KindField.Of(typeof(Tally)).Where(f => f.Name is "what" or "unit" or "of" or "by" or "via" or "asOf")];

    /// <summary>How a number may be known.</summary>
    public static IReadOnlyList<string> Forms { get; } = ["value", "atLeast", "atMost", "about", Range, "words"];

    /// <summary>The fields of every kind that forms show.</summary>
    public static IReadOnlyList<KindField> Common { get; } = [.. KindField.Of(typeof(EntryBody)).Where(f => !Apart.Contains(f.Name))];

    /// <summary>The fields of a kind's form: the common ones with its own after the places.</summary>
    public static IReadOnlyList<KindField> Of(Kind kind) => [.. Common, .. kind.Fields];

    /// <summary>The field of a path such as <c>claims[0].verb</c>; null where there is none.</summary>
    public static KindField? At(IEnumerable<KindField> fields, string path)
    {
        var steps = path.Split('.', 2);
        var field = fields.FirstOrDefault(f => f.Name == steps[0].Split('[')[0]);
        return steps.Length == 1 || field is null ? field : At(Parts(field), steps[1]);
    }

    /// <summary>Whether a group is a picture or recording, which may be uploaded.</summary>
    public static bool IsMedia(KindField field) => field.Type == FieldType.Group && field.Fields.Any(f => f.Name == "alt");

    /// <summary>Whether a field of a group is filled in by itself alone.</summary>
    public static bool IsSilent(KindField field) => field.Name is "width" or "height" && field.Type == FieldType.Number;

    /// <summary>What a group holds: ids last, which are made by themselves.</summary>
    public static IReadOnlyList<KindField> Parts(KindField field) => field.Type is FieldType.Figure or FieldType.Tally
        ? Number
        : [.. field.Parts.OrderBy(f => f.Name is "id" or "slug" ? 1 : 0)];
}
