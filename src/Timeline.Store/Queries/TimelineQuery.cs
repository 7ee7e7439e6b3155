using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Timeline.Store.Queries;

/// <summary>What a reader asks of one story's chronology.</summary>
public sealed record TimelineQuery
{
    /// <summary>The most entries of one page.</summary>
    public const int MaxLimit = 500;

    /// <summary>Only what may have happened at or after this instant.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only what may have happened at or before this instant.</summary>
    public DateTimeOffset? To { get; init; }

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

    /// <summary>The latest first.</summary>
    public bool Descending { get; init; }

    /// <summary>Entries of one page, 1 to <see cref="MaxLimit"/>.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>Where the page before ended.</summary>
    public TimelineCursor? After { get; init; }

    /// <summary>The recorded instant at which the story stood so; null for the present.</summary>
    public DateTimeOffset? AsOf { get; init; }

    /// <summary>Also what the public must not see: for editors only.</summary>
    public bool Hidden { get; init; }
}

/// <summary>
/// The place of an entry in a chronology (keyset). It is made of what the entry shows anyway, so it betrays nothing and
/// stays good while others append.
/// </summary>
/// <param name="SortAt">Microseconds since 1970.</param>
/// <param name="Width">Seconds.</param>
/// <param name="Since">When the entry was recorded, in microseconds since 1970.</param>
/// <param name="Descending">The order it belongs to.</param>
public sealed record TimelineCursor(long SortAt, long Width, long Since, bool Descending)
{
    /// <summary>Reads a cursor; null where the text is none.</summary>
    public static TimelineCursor? Parse(string text)
    {
        var bytes = new byte[256];
        if (text.Length > 200 || !Base64Url.IsValid(text) || !Base64Url.TryDecodeFromChars(text, bytes, out var length))
            return null;
        var parts = Encoding.ASCII.GetString(bytes, 0, length).Split('.');
        return parts is [var at, var width, var since, "a" or "d"]
            && long.TryParse(at, CultureInfo.InvariantCulture, out var a)
            && long.TryParse(width, CultureInfo.InvariantCulture, out var w)
            && long.TryParse(since, CultureInfo.InvariantCulture, out var s)
            && s is >= 0 and < 250_000_000_000_000_000
            ? new(a, w, s, parts[3] == "d")
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() => Base64Url.EncodeToString(Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{SortAt}.{Width}.{Since}.{(Descending ? 'd' : 'a')}")));
}
