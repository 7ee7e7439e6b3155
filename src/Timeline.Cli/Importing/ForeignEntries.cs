using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Cli.Importing;

/// <summary>
/// Makes commands of what a file says of its entries: what is new is recorded, what says something else is corrected, and what somebody
/// has corrected here since the file last said so stays.
/// </summary>
internal sealed class ForeignEntries(
    Service service, ForeignOptions options, Mapping mapping, string language, TimeZoneInfo zone, IReadOnlyDictionary<string, JsonObject> known)
{
    private const string Default = "development";
    private const string LostWords = $"urn:timeline:problem:{Correct.WordsTakenDown}";
    private const string DraftsOnly = "urn:timeline:problem:drafts-only";

    // Somebody who changes an entry more often while it is looked at is at work on it.
    private const int MostRaces = 2;

    private readonly string _path = Pages.Story(options.Story);

    /// <summary>What an entry is called elsewhere; what is too long to be kept is told apart by its digest.</summary>
    public string Origin(Found found) => $"{options.Source}:{found.Id}" is { Length: <= 500 } origin ? origin
        : $"{options.Source}:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(found.Id)))}";

    /// <summary>Sends one, where anything is to be sent, and tells what became of it.</summary>
    public async Task<Told> SendAsync(Found found, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        // What cannot be read looks as if it said nothing.
        if (found.Refused is { } wrong)
            return new(found, Outcome.Refused, Why: wrong);
        if (found.LeftOut is { } why)
            return new(found, Outcome.LeftOut, Why: why);
        var (kind, body) = mapping.Of(found, language);
        body["origin"] = Origin(found);
        var id = EntryId.OfOrigin((string)body["origin"]!);
        if (kind is null)
            return new(found, Outcome.Refused, Why: $"There is no kind '{found.Kind}'.");
        if (known.TryGetValue(id, out var entry) && AsItIs(found, kind, body, entry) is { } told)
            return told;
        try
        {
            return entry is null ? await RecordAsync(found, kind, body, id, ct) : await CorrectAsync(found, kind, body, id, ct);
        }
        // The file may have the very words, and nobody knows any more which they were.
        catch (FailedException refused) when (refused.Problem == LostWords)
        {
            return new(found, Outcome.LeftOut, id, "Parts of it were taken down here: what the file says otherwise is an editor's to correct.");
        }
        catch (FailedException refused) when (refused.IsRefusal)
        {
            return new(found, Outcome.Refused, id, refused.Why);
        }
    }

    private async Task<Told> RecordAsync(Found found, Kind kind, JsonObject body, string id, CancellationToken ct)
    {
        if (Edtf.TryParse((string?)body["when"]?["edtf"], out var date, out _) && date.Bounds(zone).Earliest?.UnixSeconds > DateTimeOffset.UtcNow.ToUnixTimeSeconds())
            body["planned"] = true;
        if (options.Draft)
            body["draft"] = true;
        try
        {
            return await PostAsync(found, Outcome.Recorded, id, [], $"{_path}/{kind.Plural}", body, ("Idempotency-Key", $"import {Digest(body)}"), ct);
        }
        catch (FailedException late) when (late.IsLostRace)
        {
            try
            {
                return await CorrectAsync(found, kind, body, id, ct);
            }
            // It is not in sight of whoever imports.
            catch (FailedException hidden) when (hidden.IsMissing)
            {
                return new(found, Outcome.Refused, id, late.Message);
            }
        }
        // There is none of that id.
        catch (FailedException refused) when (refused.IsRefusal)
        {
            return new(found, Outcome.Refused, Why: refused.Why);
        }
        // The service speaks of the body, which whoever imports does not write. A draft it refuses for something else.
        catch (FailedException refused) when (refused.Problem == DraftsOnly && (bool?)body["draft"] is not true)
        {
            throw new FailedException("A contributor records drafts: say --draft, and an editor publishes them.");
        }
    }

    private async Task<Told> CorrectAsync(Found found, Kind kind, JsonObject body, string id, CancellationToken ct)
    {
        var (lost, races) = (new HashSet<string>(StringComparer.Ordinal), 0);
        while (true)
        {
            var (entry, etag) = await service.GetTaggedAsync(Pages.Address($"{_path}/entries/{id}", ("hidden", "true"), ("limit", "100")), ct);
            if (AsItIs(found, kind, body, entry) is { } told)
                return told;
            // The file may say what the entry said before somebody corrected it.
            var changes = Changes(kind, body, entry);
            foreach (var field in options.Overwrite ? [] : changes.Select(c => c.Key).Where(f => Compared.WasSaid(entry, f, body[f])).ToList())
            {
                found.Lose($"{field} was corrected here since, and stays as it is; --overwrite takes the file's.");
                changes.Remove(field);
            }

            foreach (var field in lost.Where(changes.Remove))
                found.Lose($"{field} lost words by a take-down here, and stays: what the file says of it is an editor's to correct.");
            if (changes.Count == 0)
                return new(found, Outcome.Unchanged, id);
            var correction = new JsonObject { ["class"] = "update", ["changes"] = changes };
            try
            {
                var corrected = await PostAsync(
                    found, Outcome.Corrected, id, [.. changes.Select(c => c.Key)], $"{_path}/entries/{id}/corrections", correction, ("If-Match", etag), ct);
                return corrected with { Why = WhyUnseen(entry) };
            }
            // Whoever was quicker may have imported the same file.
            catch (FailedException late) when (late.IsLostRace && races < MostRaces)
            {
                races++;
            }
            // Of what it says beside these the service has nothing against.
            catch (FailedException refused) when (refused.Problem == LostWords && Named(refused, changes) is { Count: > 0 } named && named.Count < changes.Count)
            {
                lost.UnionWith(named);
            }
        }
    }

    private static IReadOnlyList<string> Named(FailedException refused, JsonObject changes) =>
        [.. changes.Select(c => c.Key).Where(field => refused.Fields.ContainsKey($"changes.{field}"))];

    /// <summary>What is told of an entry of which nothing is to be corrected; null where something is.</summary>
    private Told? AsItIs(Found found, Kind kind, JsonObject body, JsonObject entry) =>
        (string?)entry["status"] == "retracted" ? new(found, Outcome.LeftOut, (string)entry["id"]!, "It was retracted here.")
        : (string?)entry["status"] == "removed" ? new(found, Outcome.LeftOut, (string)entry["id"]!, "It was taken down here.")
        : Changes(kind, body, entry).Count == 0 ? new(found, Outcome.Unchanged, (string)entry["id"]!)
        : null;

    // Whoever corrects at a source may think that it is read here, too.
    private static string? WhyUnseen(JsonObject entry) => (string?)entry["status"] switch
    {
        "held" => "It is held here, and stays so: nobody reads it.",
        "embargoed" => "It is embargoed here, and stays so: nobody reads it yet.",
        "draft" or "scheduled" => "It is a draft here, and stays one: nobody reads it yet.",
        _ => null,
    };

    private JsonObject Changes(Kind kind, JsonObject body, JsonObject entry)
    {
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
        return changes;
    }

    // The service decides of a dry run, too: it alone knows all that speaks against a command.
    private async Task<Told> PostAsync(
        Found found, Outcome outcome, string id, string[] fields, string address, JsonObject body, (string Name, string Value) header, CancellationToken ct)
    {
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var answer = await service.PostAsync(Pages.Address(address, ("dryRun", options.DryRun ? "true" : null)), content, ct, header);
        foreach (var note in answer["notes"] as JsonArray ?? [])
            found.Lose($"{note!["field"]}: {note["sentence"]}");
        return new(found, outcome, (string?)answer["entry"] ?? id, Fields: fields);
    }

    private string Digest(JsonObject body) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{options.Story} {body.ToJsonString()}")))[..32];
}
