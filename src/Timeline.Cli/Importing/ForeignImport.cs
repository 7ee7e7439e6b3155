using System.Runtime.CompilerServices;
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

    // A service stores together what comes to it at the same time.
    private const int AtOnce = 8;

    private readonly string _path = Pages.Story(options.Story);

    /// <summary>Takes it in.</summary>
    public async Task RunAsync(IReadOnlyList<Found> all, Watched bar, CancellationToken ct)
    {
        var timeline = await Pages.AllAsync(
            service, Pages.Address($"{_path}/timeline", ("background", "true"), ("hidden", "true"), ("limit", "500")), ["entries"], ct);
        var story = timeline["story"]!;
        var known = timeline["entries"]!.AsArray().ToDictionary(e => (string)e!["id"]!, e => e!.AsObject(), StringComparer.Ordinal);
        await foreach (var told in InOrderAsync(all, (string)story["language"]!, TimeZoneInfo.FindSystemTimeZoneById((string)story["timeZone"]!), known, ct))
        {
            await report.AddAsync(told);
            bar.Add();
        }

        // A file without anything is more likely the wrong one than a source that has lost all.
        var inFile = all.Select(found => EntryId.OfOrigin(Origin(found))).ToHashSet(StringComparer.Ordinal);
        var gone = inFile.Count == 0 || known.Keys.All(inFile.Contains) ? [] : await NoLongerThere.OfAsync(service, _path, options.Source, inFile, known, ct);
        report.Caution = gone is null ? NoLongerThere.Unknown : null;
        foreach (var entry in gone ?? [])
            await report.AddAsync(new(new Found("").Named(entry), Outcome.NoLongerThere, (string)entry["id"]!, NoLongerThere.Advice(entry)));
    }

    /// <summary>Sends several at once, and tells of them in the file's order.</summary>
    private async IAsyncEnumerable<Told> InOrderAsync(
        IEnumerable<Found> all, string language, TimeZoneInfo zone, Dictionary<string, JsonObject> known, [EnumeratorCancellation] CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var sent = new Queue<(EdtfSortKey? Place, Task<Told> Entry)>(AtOnce);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        try
        {
            foreach (var found in all)
            {
                if (found.LeftOut is null && !taken.Add(found.Id))
                    found.Leave("Another one before it in the file has its id, and stands.");
                if (sent.Count == AtOnce)
                    yield return await sent.Dequeue().Entry;
                // Of what has the same date the one that is recorded first stands first.
                var place = Edtf.TryParse((string?)found.Body["when"]?["edtf"], out var date, out _) ? date.SortKey(zone) : (EdtfSortKey?)null;
                var before = sent.LastOrDefault(s => s.Place == place).Entry;
                sent.Enqueue((place, OneAsync(found, before, language, zone, known, stop.Token)));
            }

            while (sent.TryDequeue(out var next))
                yield return await next.Entry;
        }
        finally
        {
            // Where one cannot be sent, or somebody stops it, no other is still on its way.
            await stop.CancelAsync();
            await Task.WhenAll(sent.Select(s => (Task)s.Entry)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // What is too long to be kept is told apart by its digest.
    private string Origin(Found found) => $"{options.Source}:{found.Id}" is { Length: <= 500 } origin ? origin
        : $"{options.Source}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Id)))}";

    private async Task<Told> OneAsync(
        Found found, Task? before, string language, TimeZoneInfo zone, Dictionary<string, JsonObject> known, CancellationToken ct)
    {
        await (before ?? Task.CompletedTask);
        ct.ThrowIfCancellationRequested();
        if (found.LeftOut is { } why)
            return new(found, Outcome.LeftOut, Why: why);
        var (kind, body) = mapping.Of(found, language);
        body["origin"] = Origin(found);
        var id = EntryId.OfOrigin((string)body["origin"]!);
        if (kind is null)
            return new(found, Outcome.Refused, Why: $"There is no kind '{found.Kind}'.");
        if (known.TryGetValue(id, out var entry))
            return await CorrectAsync(found, kind, body, entry, ct);
        if (Edtf.TryParse((string?)body["when"]?["edtf"], out var date, out _) && date.Bounds(zone).Earliest?.UnixSeconds > DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            body["planned"] = true;
        if (options.Draft)
            body["draft"] = true;
        if (Problem(kind, body, zone) is { } problem)
            return new(found, Outcome.Refused, Why: problem);
        return await SendAsync(found, Outcome.Recorded, id, [], async () => await service.PostAsync(
            $"{_path}/{kind.Plural}", Json(body), ct, ("Idempotency-Key", $"import {Digest(body)}")));
    }

    private async Task<Told> CorrectAsync(Found found, Kind kind, JsonObject body, JsonObject entry, CancellationToken ct)
    {
        var id = (string)entry["id"]!;
        if ((string?)entry["status"] == "retracted")
            return new(found, Outcome.LeftOut, id, "It was retracted here.");
        var changes = new JsonObject();
        if ((string)entry["kind"]! != kind.Name)
        {
            // Only what nobody has said yet: here somebody may know better.
            if (kind.Name != Default && (options.Overwrite || (string)entry["kind"]! == Default))
                changes["kind"] = kind.Name;
            else
                kind = KindList.Find((string)entry["kind"]!) ?? kind;
        }

        foreach (var field in Compared.Differing(kind, body, entry))
            changes[field] = body[field]?.DeepClone();

        // The file may say what the entry said before somebody corrected it.
        var etag = "*";
        if (changes.Count > 0)
        {
            (var whole, etag) = await service.GetTaggedAsync(Pages.Address($"{_path}/entries/{id}", ("hidden", "true"), ("limit", "100")), ct);
            foreach (var field in options.Overwrite ? [] : changes.Select(c => c.Key).Where(f => Compared.WasSaid(whole, f, body[f])).ToList())
            {
                found.Lose($"{field} was corrected here since, and stays as it is; --overwrite takes the file's.");
                changes.Remove(field);
            }
        }

        if (changes.Count == 0)
            return new(found, Outcome.Unchanged, id);
        var correction = new JsonObject { ["class"] = "update", ["changes"] = changes };
        return await SendAsync(found, Outcome.Corrected, id, [.. changes.Select(c => c.Key)], async () => await service.PostAsync(
            $"{_path}/entries/{id}/corrections", Json(correction), ct, ("If-Match", etag)));
    }

    private async Task<Told> SendAsync(Found found, Outcome outcome, string id, string[] fields, Func<Task<JsonObject>> send)
    {
        try
        {
            var notes = options.DryRun ? null : (await send())["notes"] as JsonArray;
            foreach (var note in notes ?? [])
                found.Lose($"{note!["field"]}: {note["sentence"]}");
            return new(found, outcome, id, Fields: fields);
        }
        catch (FailedException refused) when (refused.IsRefusal)
        {
            return new(found, Outcome.Refused, id, refused.Message);
        }
    }

    private static string? Problem(Kind kind, JsonObject body, TimeZoneInfo zone)
    {
        var value = CommandReader.Read(JsonSerializer.SerializeToUtf8Bytes(body), kind.BodyType, out var problem);
        return problem is not null ? $"{problem.Field}: {problem.Sentence}"
            : kind.Check((EntryBody)value!, zone) is { Count: > 0 } problems ? string.Join(' ', problems.Select(p => $"{p.Field}: {p.Sentence}"))
            : null;
    }

    private static StringContent Json(JsonObject body) => new(body.ToJsonString(), Encoding.UTF8, "application/json");

    private string Digest(JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Story} {body.ToJsonString()}")))[..32];
}
