using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;

namespace Timeline.Cli.Importing;

/// <summary>How others' timelines are taken in.</summary>
/// <param name="Story">The story's id.</param>
/// <param name="Source">What stands before each id of the file, so that two files may call different things by one name.</param>
/// <param name="DryRun">Whether nothing is sent.</param>
/// <param name="Draft">Whether what is new is recorded as a draft.</param>
/// <param name="Overwrite">Whether the file is right where somebody has corrected an entry here.</param>
internal sealed record ForeignOptions(string Story, string Source, bool DryRun, bool Draft, bool Overwrite);

/// <summary>
/// Makes commands of what a file says: what is new is recorded, what says something else is corrected, and what somebody has
/// corrected here since the file last said so stays.
/// </summary>
internal sealed class ForeignImport(Service service, ForeignOptions options, Mapping mapping, ForeignReport report)
{
    private const string Default = "development";

    // What a correction may change, of the fields that importers fill.
    private static readonly string[] Common = ["when", "headline", "summary", "people", "places", "topics", "sources", "media", "background"];

    private readonly string _path = Pages.Story(options.Story);

    /// <summary>Takes it in.</summary>
    public async Task RunAsync(IEnumerable<Found> all, Watched bar, CancellationToken ct)
    {
        var timeline = await Pages.AllAsync(
            service, Pages.Address($"{_path}/timeline", ("background", "true"), ("hidden", "true"), ("limit", "500")), ["entries"], ct);
        var story = timeline["story"]!;
        var zone = TimeZoneInfo.FindSystemTimeZoneById((string)story["timeZone"]!);
        var known = timeline["entries"]!.AsArray().ToDictionary(e => (string)e!["id"]!, e => e!.AsObject(), StringComparer.Ordinal);
        var (inFile, taken) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var found in all)
        {
            ct.ThrowIfCancellationRequested();
            inFile.Add(EntryId.OfOrigin(Origin(found)));
            if (found.LeftOut is null && !taken.Add(found.Id))
                found.Leave("Another one before it in the file has its id, and stands.");
            await OneAsync(found, (string)story["language"]!, zone, known, ct);
            bar.Add();
        }

        // A file without anything is more likely the wrong one than a source that has lost all.
        var gone = inFile.Count == 0 || known.Keys.All(inFile.Contains) ? [] : await NoLongerThere.OfAsync(service, _path, options.Source, inFile, known, ct);
        report.Caution = gone is null ? NoLongerThere.Unknown : null;
        foreach (var entry in gone ?? [])
            await report.AddAsync(new Found("").Named(entry), Outcome.NoLongerThere, (string)entry["id"]!, NoLongerThere.Advice(entry));
    }

    // What is too long to be kept is told apart by its digest.
    private string Origin(Found found) => $"{options.Source}:{found.Id}" is { Length: <= 500 } origin ? origin
        : $"{options.Source}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Id)))}";

    private async Task OneAsync(Found found, string language, TimeZoneInfo zone, Dictionary<string, JsonObject> known, CancellationToken ct)
    {
        if (found.LeftOut is { } why)
        {
            await report.AddAsync(found, Outcome.LeftOut, null, why);
            return;
        }

        var (kind, body) = mapping.Of(found, language);
        body["origin"] = Origin(found);
        var id = EntryId.OfOrigin((string)body["origin"]!);
        if (kind is null)
        {
            await report.AddAsync(found, Outcome.Refused, null, $"There is no kind '{found.Kind}'.");
            return;
        }

        if (known.TryGetValue(id, out var entry))
        {
            await CorrectAsync(found, kind, body, entry, ct);
            return;
        }

        if (Edtf.TryParse((string?)body["when"]?["edtf"], out var date, out _) && date.Bounds(zone).Earliest?.UnixSeconds > DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            body["planned"] = true;
        if (options.Draft)
            body["draft"] = true;
        if (Problem(kind, body, zone) is { } problem)
        {
            await report.AddAsync(found, Outcome.Refused, null, problem);
            return;
        }

        await SendAsync(found, Outcome.Recorded, id, [], async () => await service.PostAsync(
            $"{_path}/{kind.Plural}", Json(body), ct, ("Idempotency-Key", $"import {Digest(body)}")));
    }

    private async Task CorrectAsync(Found found, Kind kind, JsonObject body, JsonObject entry, CancellationToken ct)
    {
        var id = (string)entry["id"]!;
        if ((string?)entry["status"] == "retracted")
        {
            await report.AddAsync(found, Outcome.LeftOut, id, "It was retracted here.");
            return;
        }

        var changes = new JsonObject();
        if ((string)entry["kind"]! != kind.Name)
        {
            // Only what nobody has said yet: here somebody may know better.
            if (kind.Name != Default && (options.Overwrite || (string)entry["kind"]! == Default))
                changes["kind"] = kind.Name;
            else
                kind = KindList.Find((string)entry["kind"]!) ?? kind;
        }

        foreach (var field in Compared(body, entry).Where(f => Common.Contains(f) || kind.OwnFields.Contains(f)))
        {
            if (!Same(field, body[field], entry[field] ?? entry["details"]?[field]))
                changes[field] = body[field]?.DeepClone();
        }

        // The file may say what the entry said before somebody corrected it.
        var etag = "*";
        if (changes.Count > 0)
        {
            (var whole, etag) = await service.GetTaggedAsync(Pages.Address($"{_path}/entries/{id}", ("hidden", "true"), ("limit", "100")), ct);
            foreach (var field in options.Overwrite ? [] : changes.Select(c => c.Key).Where(f => WasSaid(whole, f, body[f])).ToList())
            {
                found.Lose($"{field} was corrected here since, and stays as it is; --overwrite takes the file's.");
                changes.Remove(field);
            }
        }

        if (changes.Count == 0)
        {
            await report.AddAsync(found, Outcome.Unchanged, id, null);
            return;
        }

        var correction = new JsonObject { ["class"] = "update", ["changes"] = changes };
        await SendAsync(found, Outcome.Corrected, id, [.. changes.Select(c => c.Key)], async () => await service.PostAsync(
            $"{_path}/entries/{id}/corrections", Json(correction), ct, ("If-Match", etag)));
    }

    private async Task SendAsync(Found found, Outcome outcome, string id, string[] fields, Func<Task<JsonObject>> send)
    {
        try
        {
            var notes = options.DryRun ? null : (await send())["notes"] as JsonArray;
            foreach (var note in notes ?? [])
                found.Lose($"{note!["field"]}: {note["sentence"]}");
            await report.AddAsync(found, outcome, id, null, fields);
        }
        catch (FailedException refused) when (refused.IsRefusal)
        {
            await report.AddAsync(found, Outcome.Refused, id, refused.Message);
        }
    }

    private static string? Problem(Kind kind, JsonObject body, TimeZoneInfo zone)
    {
        var value = CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), kind.BodyType, out var problem);
        return problem is not null ? $"{problem.Field}: {problem.Sentence}"
            : kind.Check((EntryBody)value!, zone) is { Count: > 0 } problems ? string.Join(' ', problems.Select(p => $"{p.Field}: {p.Sentence}"))
            : null;
    }

    // Every field that the file fills, and those that it might have filled and no longer does.
    private static IEnumerable<string> Compared(JsonObject body, JsonObject entry) => body.Select(f => f.Key)
        .Concat(Common.Where(f => f is not ("when" or "background") && !Same(f, null, entry[f]))).Distinct();

    private static bool WasSaid(JsonObject entry, string field, JsonNode? value)
    {
        // The first revision of all says everything, against nothing before it.
        var revisions = entry["revisions"]!.AsArray();
        return revisions.Take(revisions.Count - (entry["next"] is null ? 1 : 0)).SelectMany(r => r!["changes"] as JsonArray ?? [])
            .Any(c => ((string?)c!["field"] == field || (string?)c["field"] == "details." + field) && Same(field, value, c["was"]));
    }

    private static bool Same(string field, JsonNode? ours, JsonNode? theirs) => JsonNode.DeepEquals(Plain(field, ours), Plain(field, theirs));

    // Of a date what was written, of people who they are; nothing, an empty text, an empty list and no are one.
    private static JsonNode? Plain(string field, JsonNode? value) => value switch
    {
        JsonArray { Count: > 0 } people when field == "people" => new JsonArray([.. people.Select(p => p!["id"]?.DeepClone())]),
        JsonArray { Count: 0 } => null,
        JsonArray list => new JsonArray([.. list.Select(one => Plain("", one))]),
        JsonObject one => new JsonObject(one.Where(m => field != "when" || m.Key is "edtf" or "note")
            .Select(m => KeyValuePair.Create(m.Key, Plain("", m.Value))).Where(m => m.Value is not null).OrderBy(m => m.Key, StringComparer.Ordinal)),
        JsonValue text when text.GetValueKind() is JsonValueKind.False || (text.GetValueKind() is JsonValueKind.String && ((string)text!).Length == 0) => null,
        _ => value?.DeepClone(),
    };

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private string Digest(JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Story} {body.ToJsonString()}")))[..32];
}
