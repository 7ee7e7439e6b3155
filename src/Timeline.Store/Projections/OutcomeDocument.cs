using System.Globalization;
using Timeline.Domain.Dates;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Store.Projections;

/// <summary>What became of a plan, as an answer says it.</summary>
/// <param name="Status">What.</param>
/// <param name="Was">The date it was planned for, where that changed.</param>
/// <param name="By">Who moved, called off or banned it, or says that it took place.</param>
/// <param name="Reason">The reason that is given.</param>
/// <param name="Source">Where the newsroom has it from.</param>
/// <param name="At">When it was recorded.</param>
public sealed record OutcomeDocument(
    [property: OneOf("held", "partly-held", "moved", "postponed", "cancelled", "banned", "lapsed")] string Status,
    WhenDocument? Was, By? By, string? Reason, Source? Source, DateTimeOffset At);

/// <summary>What came of an arrest or the like: the latest entry that is linked to it as its outcome.</summary>
/// <param name="Entry">That entry's id.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Result">What it came to, such as <c>acquitted</c>; absent where its kind has no such word.</param>
/// <param name="When">When it happened.</param>
/// <param name="Display">In words: "Acquitted on 3 March 2027".</param>
public sealed record LatestOutcomeDocument(string Entry, string Kind, string? Result, WhenDocument When, string Display)
{
    internal static LatestOutcomeDocument Of(EntryDocument entry, Language words, TimeZoneInfo zone)
    {
        var result = KindList.Find(entry.Kind)!.Result?.Items<string>(entry.Details!).FirstOrDefault();
        return new(entry.Id, entry.Kind, result, entry.When, Say(entry.Kind, result, entry.When.Edtf, words, zone));
    }

    internal static string Say(string kind, string? result, string edtf, Language words, TimeZoneInfo zone)
    {
        var what = result is null ? words.Kind(KindList.Find(kind)!) : words.Word(kind, result);
        what = char.ToUpper(what[0], CultureInfo.InvariantCulture) + what[1..];
        // Of a day alone one says that it was on that day.
        var isDay = DateOnly.TryParseExact(edtf, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
        return words.Say(isDay ? "outcome.on" : "outcome.when", what, words.Date(edtf, zone));
    }
}
