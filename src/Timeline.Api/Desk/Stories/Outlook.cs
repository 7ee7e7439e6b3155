using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Recording;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>An entry, and whether readers see it.</summary>
/// <param name="Model">The story's page, as the entry's view needs it; null where readers see nothing.</param>
public sealed record Seen(StoryModel? Model)
{
    /// <summary>The entry; null where readers see nothing.</summary>
    public ShownEntry? Entry => Model?.Entries[0];
}

/// <summary>What readers see before a command and after it, by the command's own decision, of which nothing is stored.</summary>
/// <param name="Before">The entry as it stands; null where the command is about the story itself.</param>
/// <param name="After">The same afterwards; null where that cannot be told yet.</param>
/// <param name="Story">Of a command about the story, each field that changes, before and after.</param>
/// <param name="PastWithheld">Whether what the entry said before can be read no more afterwards; null where that stays as it is.</param>
/// <param name="Refused">Why it would be refused; null where it would not, or the form is not filled in yet.</param>
/// <param name="Notes">What the service would decide by itself.</param>
public sealed record Outlook(
    Seen? Before, Seen? After, IReadOnlyList<(string Field, string Before, string After)> Story, bool? PastWithheld, string? Refused, IReadOnlyList<string> Notes)
{
    /// <summary>Where it would stand on the time axis, as SVG; null where its date stays.</summary>
    public string? Axis { get; private init; }

    /// <summary>Whether readers see no difference.</summary>
    public bool IsSame { get; private init; }

    /// <summary>Tries a command out.</summary>
    /// <param name="context">The request, whose user would send it.</param>
    /// <param name="frame">The page.</param>
    /// <param name="story">The story's id.</param>
    /// <param name="route">The command's route, by which the form calls its fields.</param>
    /// <param name="body">What the form says so far.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="type">The type of the body; null for a command without one.</param>
    /// <param name="make">The command, from its body.</param>
    internal static async Task<Outlook> OfAsync(
        HttpContext context, DeskFrame frame, string story, string route, JsonObject body, IEnumerable<KindField> fields, Type? type, Func<object?, Command> make)
    {
        var (whole, isWhole) = Filled(body, fields);
        var trial = await TryAsync(context, story, whole, type, make);
        // What is asked for by what the entry is, too, such as why an embargo ends early, is still missing in the same way; and so is one of several
        // fields, such as its end.
        if (trial?.Refusal is { Fields: { Count: > 0 } asked } && asked.All(p => whole[p.Field] is null && fields.Any(f => f.Name == p.Field)))
        {
            foreach (var problem in asked.Where(p => fields.Any(f => f.Name == p.Field && IsText(f))))
                whole[problem.Field] = Missing;
            (trial, isWhole) = (await TryAsync(context, story, whole, type, make), false);
        }

        if (trial is null)
            return new(null, null, [], null, null, []);
        // That it is too busy has nothing to do with what is filled in.
        var refused = trial.Refusal is { } why && (isWhole || why.Reason == RefusalReason.Busy) ? FormModel.Why(frame.Words, why.Sentence, why.Fields, route) : null;
        var (before, after) = (Of(trial.Before, frame, ""), trial.Refusal is null ? Of(trial.After, frame, "-after") : null);
        var differences = Differences(trial, frame);
        return new(before, after, differences,
            trial.Before?.PastWithheld == trial.After?.PastWithheld ? null : trial.After?.PastWithheld, refused, [.. trial.Notes.Select(n => n.Sentence.In(frame.Words))])
        {
            Axis = await AxisAsync(context, frame, before?.Entry, after?.Model),
            IsSame = trial.Refusal is null && (before is null ? trial.Before is not null && differences.Count == 0
                : before.Entry is null ? after?.Entry is null : trial.Before!.Entry == trial.After?.Entry && after?.Entry is not null),
        };
    }

    private static async Task<Looks?> TryAsync(HttpContext context, string story, JsonObject body, Type? type, Func<object?, Command> make)
    {
        var content = type is null ? null : CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), type, out _);
        if (type is not null && content is null)
            return null;
        var command = make(content) is var made && made is EditorialCommand editorial ? editorial.IfMatch((true, null)) : made;
        return await context.RequestServices.GetRequiredService<GroupCommit>().PreviewAsync(Commands.Message(context, story, command), context.RequestAborted);
    }

    private static async Task<string?> AxisAsync(HttpContext context, DeskFrame frame, ShownEntry? before, StoryModel? after) =>
        before is null || after is not { Entries: [var entry] } || entry.When.Edtf == before.When.Edtf ? null
        : await PlaceOnAxis.DrawAsync(context.RequestServices.GetRequiredService<TimelineDatabase>(), after, entry with { Id = before.Id }, frame, context.RequestAborted);

    private static Seen? Of(Look? look, DeskFrame frame, string suffix) => look?.Entry is not { } doc ? null
        : !look.Visible ? new(Model: null)
        : ShownEntry.Parse(doc) is var entry
            ? new(new StoryModel(frame.Site, StoryDocument.Of(look.Story), new(), entry.UpdatedAt, entry.UpdatedAt, null, [entry with { Id = entry.Id + suffix }]))
        : null;

    private static bool IsText(KindField field) => field.Type is FieldType.Text or FieldType.LongText;

    // What is still missing is not what an editor wants to see: an ellipsis stands for it.
    private const string Missing = "…";

    private static (JsonObject Body, bool IsWhole) Filled(JsonObject body, IEnumerable<KindField> fields)
    {
        var (whole, isWhole) = ((JsonObject)body.DeepClone(), true);
        foreach (var field in fields.Where(f => f.Required && whole[f.Name] is null))
        {
            isWhole = false;
            if (IsText(field))
                whole[field.Name] = Missing;
            else if (field.Type == FieldType.Word)
                whole[field.Name] = field.Words[0];
        }

        return (whole, isWhole);
    }

    private static IReadOnlyList<(string, string, string)> Differences(Looks trial, DeskFrame frame)
    {
        if (trial is not { Refusal: null, Before: { Entry: null } before, After: { } after })
            return [];
        var (was, will, said) = (Parts(before), Parts(after), new InWords(frame.Words, after.Story.Zone));
        return [.. was.Keys.Union(will.Keys).Select(p => (Part: p, Was: was.GetValueOrDefault(p), Will: will.GetValueOrDefault(p)))
            .Where(d => !JsonNode.DeepEquals(d.Was, d.Will))
            .Select(d => (FormModel.Label(frame.Words, d.Part.Group, d.Part.Name), said.Of(d.Part.Name, d.Was), said.Of(d.Part.Name, d.Will)))];

        // What holds several things is told by each. When something was said is the very moment, and no news.
        static Dictionary<(string Group, string Name), JsonNode?> Parts(Look look) =>
            JsonSerializer.SerializeToNode(StoryDocument.Of(look.Story), AnswerJson.Options)!.AsObject()
                .SelectMany(f => f.Value is JsonObject group ? group.Select(part => (Key: (f.Key, part.Key), part.Value)) : [(Key: ("", f.Key), f.Value)])
                .Where(p => p.Key.Item2 is not ("at" or "on" or "noteAt")).ToDictionary(p => p.Key, p => p.Value);
    }
}
