using System.Text.Json;
using Timeline.Domain;

namespace Timeline.Store.Projections;

/// <summary>A story's head, as a row of <c>tl_stories</c>, and a state of it, as a row of <c>tl_story_states</c>.</summary>
internal static class StoryRow
{
    /// <summary>Writes the columns' values.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="expected">The version that the row must be at; 0 where there must be none.</param>
    /// <param name="state">The story.</param>
    public static void Write(Utf8JsonWriter json, long expected, StoryState state)
    {
        var story = state.Story!;
        json.WriteString("id", story.Id);
        json.WriteNumber("expected", expected);
        json.WriteNumber("version", state.Version);
        json.WriteNumber("public_version", state.PublicVersion);
        json.WriteString("recorded", state.Recorded);
        Instant("since", story.PublicSince);
        Instant("embargo", story.EmbargoUntil);

        void Instant(string column, DateTimeOffset? value)
        {
            if (value is { } instant)
                json.WriteString(column, instant.UtcDateTime);
        }
    }

    /// <summary>Writes the columns' values of a state that holds from the story's last change on.</summary>
    public static void WriteState(Utf8JsonWriter json, Story story)
    {
        json.WriteString("story", story.Id);
        json.WriteString("valid_from", story.UpdatedAt);
        json.WriteBoolean("visible", story.Visible);
        json.WriteString("config", SearchLanguage.Of(story.Language));
        json.WriteStartArray("links");
        foreach (var entry in story.Standing?.Entries ?? [])
            json.WriteStringValue(entry);
        json.WriteEndArray();
        json.WritePropertyName("state");
        JsonSerializer.Serialize(json, story, DomainJson.Stored);
    }

    /// <summary>Reads a state back.</summary>
    public static Story Read(string state) => JsonSerializer.Deserialize<Story>(state, DomainJson.Stored)!;
}

/// <summary>The text search configurations of PostgreSQL, by language.</summary>
internal static class SearchLanguage
{
    private static readonly Dictionary<string, string> Known = new (string Tag, string Name)[]
    {
        ("ar", "arabic"), ("da", "danish"), ("de", "german"), ("el", "greek"), ("en", "english"), ("es", "spanish"),
        ("fi", "finnish"), ("fr", "french"), ("hu", "hungarian"), ("it", "italian"), ("nb", "norwegian"), ("nl", "dutch"),
        ("no", "norwegian"), ("pt", "portuguese"), ("ro", "romanian"), ("ru", "russian"), ("sv", "swedish"),
        ("tr", "turkish"),
    }.ToDictionary(l => l.Tag, l => l.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration of a BCP 47 tag; one that only lower-cases words where there is no better.</summary>
    public static string Of(string tag) => "pg_catalog." + Known.GetValueOrDefault(tag.Split('-')[0], "simple");
}
