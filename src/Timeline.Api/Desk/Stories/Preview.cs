using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>An entry as readers would see it, before it is recorded.</summary>
/// <param name="Story">The story's page, as the entry's view needs it; null where nothing can be shown yet.</param>
/// <param name="Entry">The entry; null where nothing can be shown yet.</param>
/// <param name="Warnings">What an editor should look at once more, in sentences: none of it keeps the entry from being recorded.</param>
/// <param name="Like">Entries that it looks like.</param>
public sealed record Preview(StoryModel? Story, ShownEntry? Entry, IReadOnlyList<string> Warnings, IReadOnlyList<ShownEntry> Like)
{
    /// <summary>Where it stands among the others on the time axis, as SVG; null where it has no place there.</summary>
    public string? Axis { get; private init; }

    /// <summary>How its date reads, and as what it is stored, whatever else is missing; null where there is none yet, or it is not understood.</summary>
    public (string Display, string Edtf)? When { get; private init; }

    /// <summary>What is wrong with its date; null where nothing is.</summary>
    public string? NoDate { get; private init; }

    private const int MostLike = 3;

    private static readonly Preview None = new(null, null, [], []);

    /// <summary>Makes it: by the command's own decision, of which nothing is stored.</summary>
    internal static async Task<Preview> OfAsync(
        TimelineDatabase db, Story story, Kind kind, JsonObject body, DeskFrame frame, DateTimeOffset now, CancellationToken ct)
    {
        var preview = await EntryAsync(db, story, kind, body, frame, now, ct);
        return (body["when"] as JsonObject)?["edtf"] is not { } edtf ? preview
            : !Domain.Dates.Edtf.TryParse(FormModel.Text(edtf), out _, out var problem) ? preview with { NoDate = problem.In(frame.Words) }
            : preview with { When = (WhenDocument.Of(new() { Edtf = FormModel.Text(edtf), Note = body["when"]!["note"]?.ToString() }, story).Display, FormModel.Text(edtf)) };
    }

    private static async Task<Preview> EntryAsync(
        TimelineDatabase db, Story story, Kind kind, JsonObject body, DeskFrame frame, DateTimeOffset now, CancellationToken ct)
    {
        // An entry is shown from its date on; what it links to is not looked up.
        var shown = (JsonObject)body.DeepClone();
        shown.Remove("links");
        if (CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(shown), kind.BodyType, out _) is not EntryBody read)
            return None;
        var state = StoryState.Empty with { Story = story with { Draft = false, Embargo = null, Closing = null } };
        var decision = new RecordEntry(read).Decide(state, new(now, "preview"));
        // Of a form that is hardly begun nobody need be told what it lacks.
        if (decision is Decision.Refused { Refusal: { Fields.Count: > 0 } why } && read.When.Edtf.Length > 0 && (read.Headline ?? read.Summary) is not null)
        {
            // What is wrong with the date is said beneath it.
            List<FieldProblem> others = [.. why.Fields.Where(p => p.Field != "when.edtf")];
            return None with { Warnings = others.Count == 0 ? [] : [FormModel.Why(frame.Words, why.Sentence, others, kind.Name)] };
        }

        if (decision is not Decision.Accepted { Event: EntryRecorded recorded } accepted)
            return None;
        var document = EntryDocument.Of(Domain.Entry.After(null, recorded, 1, now), story);
        var entry = ShownEntry.Parse(JsonSerializer.Serialize(document, AnswerJson.Options));
        var model = new StoryModel(frame.Site, StoryDocument.Of(story), new(), now, now, null, [entry]);
        var like = await LikeAsync(db, story, kind, entry, frame.Rights, ct);
        return new(model, entry, [.. accepted.Notes.Select(n => n.Sentence.In(frame.Words)), .. Missing(read, frame), .. await PrivateAsync(db, read, frame, ct)], like)
        {
            Axis = await PlaceOnAxis.DrawAsync(db, model, entry, frame, ct),
        };
    }

    private static IEnumerable<string> Missing(EntryBody body, DeskFrame frame)
    {
        if (body.Sources.Count == 0)
            yield return frame.Words["desk.warn-source"];
        var people = body.People.SelectMany(p => new[] { p.Id, p.Name }).ToHashSet();
        foreach (var who in body.Claims.SelectMany(c => c.By?.Authors ?? []).Select(a => a.Who?.Text).OfType<string>().Where(w => !people.Contains(w)).Distinct())
            yield return frame.Words.Say("desk.warn-speaker", who);
    }

    // Whom readers need not know belongs into the text, if anywhere.
    private static async Task<IEnumerable<string>> PrivateAsync(TimelineDatabase db, EntryBody body, DeskFrame frame, CancellationToken ct)
    {
        if (body.Headline is not { } headline || body.People.Count == 0 || !frame.Rights.SeesAll)
            return [];
        var known = (await db.RegisteredAsync([.. body.People.Select(p => p.Id)], ct)).Where(p => !p.IsPublic).Select(p => p.Id).ToHashSet();
        return body.People.Where(p => known.Contains(p.Id) && Parts(p).Any(n => headline.Contains(n, StringComparison.OrdinalIgnoreCase)))
            .Select(p => frame.Words.Say("desk.warn-private", p.Name));

        // Also by the last name alone.
        static IEnumerable<string> Parts(Domain.Values.Person person) => new[] { person.Name, person.NativeName, person.Name.Split(' ')[^1] }.OfType<string>().Where(n => n.Length > 2);
    }

    // Of the same kind, about somebody who is in it too, at a date that may be the same.
    private static async Task<IReadOnlyList<ShownEntry>> LikeAsync(
        TimelineDatabase db, Story story, Kind kind, ShownEntry entry, DeskRights rights, CancellationToken ct)
    {
        var bounds = Domain.Dates.Edtf.Parse(entry.When.Edtf).Bounds(story.Zone);
        var page = await db.TimelineAsync(story.Id, rights.Of(new()
        {
            Background = true,
            Kinds = [kind.Name],
            From = bounds.Earliest,
            To = bounds.Latest,
            Limit = 50,
        }), ct);
        return [.. (page?.Docs ?? []).Select(ShownEntry.Parse)
            .Where(e => e.Title is not null && (e.Title == entry.Title || e.People.Any(p => entry.People.Any(o => o.Id == p.Id || o.Name == p.Name))))
            .Take(MostLike)];
    }
}
