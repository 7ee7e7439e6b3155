using System.Globalization;
using System.Text.RegularExpressions;
using Timeline.Domain;
using Timeline.Domain.Dates;

namespace Timeline.Store.Queries;

/// <summary>What a reader asks of one story's chronology.</summary>
public sealed record TimelineQuery
{
    /// <summary>The most entries of one page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Only what may have happened at or after this instant.</summary>
    public Instant? From { get; init; }

    /// <summary>Only what may have happened at or before this instant.</summary>
    public Instant? To { get; init; }

    /// <summary>Only these kinds; all where empty.</summary>
    public IReadOnlyList<string> Kinds { get; init; } = [];

    /// <summary>Only entries with this person, by canonical id.</summary>
    public string? Person { get; init; }

    /// <summary>Only entries at this place; case does not matter.</summary>
    public string? Place { get; init; }

    /// <summary>Only entries about this topic, by its slug.</summary>
    public string? Topic { get; init; }

    /// <summary>Only entries with these words, in the syntax of a web search.</summary>
    public string? SearchText { get; init; }

    /// <summary>Only key entries.</summary>
    public bool KeyOnly { get; init; }

    /// <summary>Also what lies outside the story's window.</summary>
    public bool Background { get; init; }

    /// <summary>The language (BCP 47) in which dates are said; null for the story's.</summary>
    public string? Language { get; init; }

    /// <summary>What came after the story's window stands behind all the rest, whatever the order of each of the two.</summary>
    public bool AftermathLast { get; init; } = true;

    /// <summary>The latest first.</summary>
    public bool Descending { get; init; }

    /// <summary>The page before a place, or the last of all, its last entry first.</summary>
    public bool Backward { get; init; }

    /// <summary>In the order in which the public learned of them, and not in that of their dates.</summary>
    public bool Reported { get; init; }

    /// <summary>Entries of one page, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before, or that after it, ended.</summary>
    public TimelineCursor? After { get; init; }

    /// <summary>The recorded instant at which the story stood so; null for the present.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Also what the public must not see: for the newsroom only.</summary>
    public bool Hidden { get; init; }

    /// <summary>Of that only drafts: for contributors.</summary>
    public bool DraftsOnly { get; init; }

    /// <summary>Only entries of these states (<see cref="Entry.Status"/>), where hidden ones are asked for, too; all where empty.</summary>
    public IReadOnlyList<string> Statuses { get; init; } = [];
}

/// <summary>
/// The place of an entry in a chronology (keyset). It is made of what the entry shows anyway, so it betrays nothing and
/// stays good while others append.
/// </summary>
/// <param name="Key">See <see cref="EntryOrder"/>; of what is in the order of reporting, the time of that and the entry.</param>
/// <param name="Descending">The order it belongs to.</param>
/// <param name="Reported">The same.</param>
/// <param name="Aftermath">Whether it is among what came after the story's window, and stands behind all the rest.</param>
public sealed partial record TimelineCursor(string Key, bool Descending, bool Reported = false, bool Aftermath = false)
{
    /// <summary>Reads a cursor; null where the text is none.</summary>
    public static TimelineCursor? Parse(string text) =>
        text.Length <= EntryOrder.MaxLength + 2 && Pattern().Match(text) is { Success: true } match
            && match.Groups[2].ValueSpan[0] is var order
            ? new(match.Groups[1].Value, char.ToLowerInvariant(order) is 'd' or 's', char.ToLowerInvariant(order) is 'r' or 's', char.IsUpper(order))
            : null;

    /// <summary>Just before all that happened, or was reported, at an instant or later.</summary>
    /// <param name="second">The instant, in seconds from 1970.</param>
    /// <param name="query">The order.</param>
    public static TimelineCursor Before(long second, TimelineQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new(query.Reported
            // Nothing was reported before there was a service, nor after the last year that one can write.
            ? (Math.Clamp(second, 0, DateTimeOffset.MaxValue.ToUnixTimeSeconds()) * 1_000_000).ToString("x15", CultureInfo.InvariantCulture)
            : EntryOrder.KeyOf(second), query.Descending, query.Reported);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var order = Reported ? Descending ? 's' : 'r' : Descending ? 'd' : 'a';
        return $"{Key}.{(Aftermath ? char.ToUpperInvariant(order) : order)}";
    }

    [GeneratedRegex(@"^([0-9a-z]+)\.([adrsADRS])\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
