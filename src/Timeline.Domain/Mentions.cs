using System.Buffers;
using System.Text;
using System.Text.Json;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>The other entries that an entry names, by its links and by what its claims are about: a reader who may not see one of
/// them must not see it named either.</summary>
public static class Mentions
{
    /// <summary>Each entry that is named, with the field that names it.</summary>
    public static IEnumerable<(string Field, string Entry)> Of(EntryBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        foreach (var (i, link) in body.Links.Index())
        {
            // What names no entry at all is found wrong by the checks.
            if (link is { Entry.Length: > 0 })
                yield return ($"links[{i}].entry", link.Entry);
        }

        foreach (var (field, claim) in Claims(body))
        {
            if (claim.About?.Entry is { } about)
                yield return ($"{field}.about", about);
        }
    }

    /// <summary>An entry without the links to some entries, and without that what somebody claims is about one of them.</summary>
    internal static EntryBody Without(EntryBody body, Func<string, bool> hidden) => !Of(body).Any(m => hidden(m.Entry)) ? body : body with
    {
        Links = [.. body.Links.Where(l => !IsTo(l, hidden))],
        Claims = [.. body.Claims.Select(c => IsAbout(c, hidden) ? c with { About = null } : c)],
    };

    /// <summary>An entry, as somebody wrote it who read what is <see cref="Without(EntryBody, Func{string, bool})"/>, with what that lacked.</summary>
    internal static EntryBody With(EntryBody body, EntryBody before, Func<string, bool> hidden)
    {
        if (!Of(before).Any(m => hidden(m.Entry)))
            return body;
        var links = body.Links.ToList();
        foreach (var (i, link) in before.Links.Index().Where(l => IsTo(l.Item, hidden)))
            links.Insert(Math.Min(i, links.Count), link);
        return body with
        {
            Links = links,
            Claims = [.. body.Claims.Select(c => before.Claims.FirstOrDefault(b => IsAbout(b, hidden) && (b with { About = null }) == c) ?? c)],
        };
    }

    private static bool IsTo(Link? link, Func<string, bool> hidden) => link is not null && hidden(link.Entry);

    private static bool IsAbout(Claim? claim, Func<string, bool> hidden) => claim?.About?.Entry is { } entry && hidden(entry);

    /// <summary>Whether JSON has a member that may name an entry.</summary>
    internal static bool MayBeIn(string json) => json.Contains("\"about\"", StringComparison.Ordinal) || json.Contains("\"links\"", StringComparison.Ordinal);

    /// <summary>An entry's JSON without what names one of some entries; all the rest is spelled as it was.</summary>
    /// <param name="json">The JSON, without blanks between its parts.</param>
    /// <param name="hidden">Whether an entry of that id is one of them; asked of each that is named.</param>
    public static string Without(string json, Func<string, bool> hidden)
    {
        using var document = JsonDocument.Parse(json);
        var bytes = new ArrayBufferWriter<byte>(json.Length);
        using (var writer = new Utf8JsonWriter(bytes))
            Copy(document.RootElement, writer, hidden);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    private static void Copy(JsonElement value, Utf8JsonWriter writer, Func<string, bool> hidden)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in value.EnumerateArray())
                    Copy(item, writer, hidden);
                writer.WriteEndArray();
                break;
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in value.EnumerateObject().Where(m => !(m.NameEquals("about") && Names(m.Value, hidden))))
                {
                    writer.WritePropertyName(member.Name);
                    if (!member.NameEquals("links") || member.Value.ValueKind != JsonValueKind.Array)
                    {
                        Copy(member.Value, writer, hidden);
                        continue;
                    }

                    writer.WriteStartArray();
                    foreach (var link in member.Value.EnumerateArray().Where(l => !Names(l, hidden)))
                        Copy(link, writer, hidden);
                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                break;
        }
    }

    /// <summary>The claims of an entry, those of its links and of its kind's own fields too.</summary>
    internal static IEnumerable<(string Field, Claim Claim)> Claims(EntryBody body)
    {
        foreach (var (i, claim) in body.Claims.Index())
        {
            if (claim is not null)
                yield return ($"claims[{i}]", claim);
        }

        foreach (var (i, link) in body.Links.Index())
        {
            if (link?.Claim is { } claim)
                yield return ($"links[{i}].claim", claim);
        }

        foreach (var own in KindList.Of(body).Fields.Where(f => f.Type == FieldType.Claim).SelectMany(f => f.Given<Claim>(body)))
            yield return own;
    }

    private static bool Names(JsonElement value, Func<string, bool> hidden) =>
        (value.ValueKind != JsonValueKind.Object || value.TryGetProperty("entry", out value))
        && value.ValueKind == JsonValueKind.String && hidden(value.GetString()!);
}
