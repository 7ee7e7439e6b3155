using Timeline.Domain.Languages;

namespace Timeline.Domain;

/// <summary>What the date of an entry means for it: refused as future, background, aftermath; and what an editor should hear.</summary>
internal static class DateRules
{
    private static readonly TimeSpan MostAhead = TimeSpan.FromDays(1);

    /// <summary>Why the date of what is not planned cannot be; null where it can.</summary>
    /// <param name="body">The entry.</param>
    /// <param name="story">The story.</param>
    /// <param name="now">The recorded time.</param>
    /// <param name="field">The field of the date.</param>
    public static FieldProblem? Future(EntryBody body, Story story, DateTimeOffset now, string field = "when.edtf") =>
        !body.Planned && body.When.Date.Bounds(story.Zone).Earliest?.UnixSeconds > (now + MostAhead).ToUnixTimeSeconds()
            ? new(field, Sentence.Of("refused.future"))
            : null;

    /// <summary>The entry with what its date says of it, where the editor did not say so: background, or aftermath.</summary>
    public static EntryBody Placed(EntryBody body, Story story) => body.Background is not null ? body : Side(body, story) switch
    {
        < 0 => body with { Background = true },
        > 0 => body with { Aftermath = body.Aftermath ?? true },
        _ => body,
    };

    /// <summary>The same after its date was corrected: what an editor had said against the date stays.</summary>
    public static EntryBody Placed(EntryBody corrected, EntryBody before, Story story)
    {
        var said = before with { Background = null, Aftermath = null };
        var followed = Placed(said, story);
        return followed.Background != before.Background || followed.Aftermath != before.Aftermath
            ? corrected
            : Placed(corrected with { Background = null, Aftermath = null }, story);
    }

    /// <summary>What the editor should hear of the date and of what follows from it.</summary>
    /// <param name="asked">The entry as the editor sent it.</param>
    /// <param name="body">The entry as it is stored.</param>
    /// <param name="story">The story.</param>
    /// <param name="prefix">What the fields' names begin with.</param>
    public static IEnumerable<Note> Notes(EntryBody asked, EntryBody body, Story story, string prefix = "")
    {
        if (body.When.Date.YearsBeforeOne.ToList() is { Count: > 0 } years)
            yield return new($"{prefix}when.edtf", Sentence.Of("noted.year-zero", Sentence.Joined(", ", years)));
        foreach (var sentence in body.When.Date.UnclearTimes(story.Zone))
            yield return new($"{prefix}when.edtf", sentence);
        if (body.Background is true && asked.Background is not true)
            yield return new($"{prefix}background", Sentence.Of("noted.background"));
        if (body.Aftermath is true && asked.Aftermath is not true)
            yield return new($"{prefix}aftermath", Sentence.Of("noted.aftermath"));
        // What it was before its date was corrected.
        if (asked.Background is true && body.Background is not true)
            yield return new($"{prefix}background", Sentence.Of("noted.no-background"));
        if (asked.Aftermath is true && body.Aftermath is not true)
            yield return new($"{prefix}aftermath", Sentence.Of("noted.no-aftermath"));
    }

    /// <summary>What the editor should hear when a date changes that an entry was placed by.</summary>
    public static IEnumerable<Note> PlaceDropped(Entry entry, string field)
    {
        if (entry.Place is not null)
            yield return new(field, Sentence.Of("noted.place-dropped"));
    }

    // Before the window, in it, or after it.
    private static int Side(EntryBody body, Story story)
    {
        var (earliest, latest) = body.When.Date.Bounds(story.Zone);
        return latest < Dates.Edtf.Parse(story.From).Bounds(story.Zone).Earliest ? -1
            : story.To is not null && earliest > Dates.Edtf.Parse(story.To).Bounds(story.Zone).Latest ? 1
            : 0;
    }
}
