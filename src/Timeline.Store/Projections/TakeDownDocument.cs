using System.Globalization;
using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;

namespace Timeline.Store.Projections;

/// <summary>What readers are told of what was taken down.</summary>
/// <param name="Public">Who did it; absent where readers are not told.</param>
/// <param name="On">On which day (ISO 8601), in the story's time zone.</param>
/// <param name="Text">The same in a sentence, in the story's language.</param>
/// <param name="Unlisted">True where no search engine may index it; absent otherwise.</param>
/// <param name="Note">A sentence that is shown with it.</param>
/// <param name="NoteAt">Since when (UTC).</param>
/// <param name="Whole">True where nothing of it is left; absent otherwise.</param>
public sealed record TakeDownDocument(
    [property: OneOf(PublicFace.Legal, PublicFace.Editorial)] string? Public, string? On, string? Text, bool? Unlisted, string? Note,
    DateTimeOffset? NoteAt, bool? Whole)
{
    /// <summary>Of what was taken down; null where readers are told nothing.</summary>
    /// <param name="taken">What.</param>
    /// <param name="story">Of which story.</param>
    /// <param name="language">The language of the sentence (BCP 47); null for the story's.</param>
    public static TakeDownDocument? Of(TakenDown taken, Story story, string? language = null)
    {
        ArgumentNullException.ThrowIfNull(taken);
        ArgumentNullException.ThrowIfNull(story);
        var told = taken.Erased && taken.Public != PublicFace.Silent;
        if (!told && !taken.Unlisted && taken.Note is null)
            return null;
        var day = TimeZoneInfo.ConvertTime(taken.At, story.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new(
            told ? taken.Public : null, told ? day : null,
            told ? Say(taken.Public, taken.Whole, day, Language.Of(language ?? story.Language), story.Zone) : null,
            taken.Unlisted ? true : null, taken.Note, taken.NoteAt, told && taken.Whole ? true : null);
    }

    /// <summary>The sentence in a language; null where readers are told none.</summary>
    public string? In(Language words, TimeZoneInfo zone) => Public is null ? null : Say(Public, Whole is true, On!, words, zone);

    internal static string Say(string face, bool whole, string day, Language words, TimeZoneInfo zone) =>
        words.Say($"takedown.{face}{(whole ? "" : ".part")}", words.Date(day, zone));

    internal static string? JsonOf(TakenDown taken, Story story) =>
        Of(taken, story) is { } told ? JsonSerializer.Serialize(told, AnswerJson.Options) : null;
}
