using System.Text.Json.Serialization;
using Timeline.Domain;
using Timeline.Domain.Dates;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Store.Projections;

/// <summary>When, as an answer says it: the editor's text, and what follows from it in the story's time zone.</summary>
/// <param name="Edtf">The date as written, in EDTF.</param>
/// <param name="Note">The editor's words beside it.</param>
/// <param name="Earliest">The earliest instant it allows; null where open or unknown.</param>
/// <param name="Latest">The latest instant it allows, inclusive, to the second; null where open or unknown.</param>
/// <param name="Display">In words.</param>
/// <param name="Sort">The entry's place in the chronology: compare as text, by code units; only of the entry's own date.</param>
/// <param name="Heading">What a list puts it under: its day, or as much as is known; only of the entry's own date.</param>
/// <param name="Day">True where that is one day, known for certain.</param>
/// <param name="Beside">What stands beside it there: the time of day, or how the date is meant; absent where the heading says all.</param>
public sealed record WhenDocument(
    string Edtf,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Note,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Instant? Earliest,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] Instant? Latest,
    string Display,
    string? Sort = null,
    string? Heading = null,
    bool? Day = null,
    string? Beside = null)
{
    private static readonly char[] Commas = [.. Language.All.SelectMany(l => Language.Of(l).Comma).Distinct()];

    /// <summary>Reads a date in a story's time zone and language.</summary>
    public static WhenDocument Of(When when, Story story)
    {
        var date = when.Date;
        var bounds = date.Bounds(story.Zone);
        var words = date.Display(story.Language, story.Zone);
        return new(when.Edtf, when.Note, bounds.Earliest, bounds.Latest, WithNote(words, when.Note, Language.Of(story.Language)));
    }

    /// <summary>A date in words, with the editor's.</summary>
    public static string WithNote(string words, string? note, Language language) => note is null ? words : words + language.Comma + note;

    /// <summary>The same without the editor's words.</summary>
    // In whatever language that was: the story may be in another one by now.
    public static string WithoutNote(string display, string note) => display[..^note.Length].TrimEnd(Commas);

    /// <summary>The sentence beside the date of its publication.</summary>
    /// <param name="display">The date in words, with the editor's.</param>
    /// <param name="planned">Whether it is still to come.</param>
    /// <param name="outcome">What became of what was planned.</param>
    /// <param name="over">Whether it is retracted or removed: then nobody says that it happened.</param>
    /// <param name="language">The language.</param>
    public static string Told(string display, bool planned, string? outcome, bool over, Language language) => over ? display
        : RecordOutcome.IsOff(outcome) ? $"{language["before"]}: {display}"
        : language.Say(planned ? "list.planned" : "list.happened", display);

    /// <summary>The heading and what stands beside a date under it, in words.</summary>
    public static (string Heading, bool IsDay, string? Beside) InList(Edtf date, Language language, TimeZoneInfo zone)
    {
        var heading = DateHeading.Of(date, language, zone);
        return ($"{heading.Weekday} {heading.Text}".TrimStart(), heading.IsDay, heading.Beside(date, language, zone));
    }
}
