using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Store.Search;

namespace Timeline.Store.Projections;

/// <summary>A story's head, as a row of <c>tl_stories</c>, and a state of it, as a row of <c>tl_story_states</c>.</summary>
internal static class StoryRow
{
    /// <summary>Writes the columns' values.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="expected">The version that the row must be at; 0 where there must be none.</param>
    /// <param name="state">The story, or a person: their stream has a head, too. Null where the row stays as it is.</param>
    public static void Write(Utf8JsonWriter json, string stream, long expected, StoryState? state)
    {
        json.WriteString("id", stream);
        json.WriteNumber("expected", expected);
        if (state is null)
            return;
        json.WriteNumber("version", state.Version);
        json.WriteNumber("public_version", state.PublicVersion);
        json.WriteString("recorded", state.Recorded);
        Instant("since", state.Story?.PublicSince);
        Instant("embargo", state.Story?.Due);

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
        json.WriteString("stemmer", Stems.StemmerOf(story.Language));
        json.WriteStartArray("links");
        foreach (var entry in story.Standing?.Entries ?? [])
            json.WriteStringValue(entry);
        json.WriteEndArray();
        json.WriteStartArray("needs");
        foreach (var need in Need.Of(story))
            json.WriteStringValue(need);
        json.WriteEndArray();
        json.WritePropertyName("state");
        JsonSerializer.Serialize(json, story, DomainJson.Stored);
    }

    /// <summary>Reads a state back.</summary>
    public static Story Read(string state) => JsonSerializer.Deserialize<Story>(state, DomainJson.Stored)!;
}
