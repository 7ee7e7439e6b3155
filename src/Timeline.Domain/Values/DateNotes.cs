namespace Timeline.Domain.Values;

/// <summary>What an editor should hear of a date that was accepted.</summary>
internal static class DateNotes
{
    public static IEnumerable<Note> Of(When when, string field)
    {
        if (when.Date.YearsBeforeOne is { } years)
            yield return new(field, $"{years}: the year 0000 of ISO 8601 is 1 BC. Correct it if another year is meant.");
    }
}
