using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>What was wrong and is mended: data for readers, not a note in passing.</summary>
/// <param name="Class"><c>correction</c> (it was wrong) or <c>clarification</c> (it could be misread): see <see cref="ChangeClass"/>.</param>
/// <param name="Wrong">What was wrong.</param>
/// <param name="Fields">The fields that changed, by their JSON names.</param>
/// <param name="At">When the newsroom stored the correction; of one made out of the public's sight, when it came into view.</param>
public sealed record Correction(
    [property: OneOf(ChangeClass.Correction, ChangeClass.Clarification)] string Class, string Wrong, IReadOnlyList<string> Fields,
    DateTimeOffset At);

/// <summary>Stored: an entry was corrected. Alias <c>entry_corrected</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Class">See <see cref="ChangeClass"/>.</param>
/// <param name="Wrong">What was wrong, where something was.</param>
/// <param name="Changes">The fields that change, with their new values; null empties a field.</param>
/// <param name="Past">See <see cref="Past"/>.</param>
/// <param name="UnseenFields">Of these fields only that changes which names entries that the public did not see; null for none.</param>
public sealed record EntryCorrected(
    string Entry, [property: OneOfChangeClasses] string Class, string? Wrong, JsonObject Changes, [property: OneOfPasts] string Past = Past.Shown, IReadOnlyList<string>? UnseenFields = null)
    : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => Fields().Length == 0 && Past == Editorial.Past.Shown;

    // A correction of which a reader sees nothing is none for readers.
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) => entry with
    {
        Body = Made(entry.Body),
        // It may lie outside the new date.
        Place = Changes.ContainsKey("when") ? null : entry.Place,
        PastHiddenAt = Past == Editorial.Past.Hidden ? recorded : entry.PastHiddenAt,
        Corrections = Fields().Length == 0 || !ChangeClass.IsCorrection(Class)
            ? entry.Corrections
            : entry.Corrections.Add(new(Class, Wrong ?? "", Fields(), recorded)),
    };

    // What it made of which body: it is asked by the decision, and again by the fold.
    private Tuple<EntryBody, EntryBody>? _made;

    private EntryBody Made(EntryBody body) => (_made is { } known && ReferenceEquals(known.Item1, body)
        ? known : _made = Tuple.Create(body, Corrected(body, Changes, DomainJson.Stored))).Item2;

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) => NotOfCorrections(Changes);

    internal const string KindField = "kind";

    private const string Origin = "origin";

    // These are the business of commands of their own.
    private static readonly string[] OfOtherCommands = ["draft", "embargoUntil", "planned", "key"];

    /// <summary>The refusal of changes that no correction makes; null where they may be made.</summary>
    internal static Decision? NotOfCorrections(JsonObject changes) =>
        changes.Count == 0 ? Decision.Invalid("changes", Sentence.Of("refused.no-change"))
        : changes.Select(c => c.Key).FirstOrDefault(OfOtherCommands.Contains) is { } other ? Decision.Invalid($"changes.{other}", Sentence.Of("refused.own-command"))
        : changes.ContainsKey(Origin) ? Decision.Invalid($"changes.{Origin}", Sentence.Of("refused.origin-stays"))
        : changes.TryGetPropertyValue(KindField, out var kind) && !(kind is JsonValue text && text.TryGetValue<string>(out var name) && KindList.Find(name) is not null)
            ? Decision.Invalid("changes.kind", Sentence.Of("refused.no-kind", string.Join(", ", KindList.All.Select(k => k.Name))))
        : null;

    // In an order of their own: that of the object is another one once PostgreSQL has stored it (jsonb), and what is said of
    // the past must be the same after a rebuild.
    private string[] Fields() =>
        [.. Changes.Select(c => c.Key).Where(f => UnseenFields?.Contains(f) is not true).Order(StringComparer.Ordinal)];

    internal static EntryBody Corrected(EntryBody body, JsonObject changes, JsonSerializerOptions options)
    {
        if (changes[KindField] is JsonValue named && named.TryGetValue<string>(out var name) && KindList.Find(name) is { } kind)
        {
            // Its own fields stay where the new kind has the same.
            var kept = JsonDifference.Json(body);
            foreach (var gone in KindList.Of(body).Fields.Where(f => !kind.Fields.Any(f.IsSame)))
                kept.Remove(gone.Name);
            body = (EntryBody)kept.Deserialize(kind.BodyType, DomainJson.Stored)!;
            changes = (JsonObject)changes.DeepClone();
            changes.Remove(KindField);
        }

        return JsonDifference.Apply(body, changes, options);
    }
}
