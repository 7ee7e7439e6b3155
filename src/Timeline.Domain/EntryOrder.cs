using System.Globalization;
using System.Text.RegularExpressions;

namespace Timeline.Domain;

/// <summary>A place in a chronology that an editor gave an entry: beside another one, inside the entry's own bounds.</summary>
/// <param name="Beside">The other entry's key at that time, see <see cref="EntryOrder"/>.</param>
/// <param name="IsBefore">Before the other entry; else after it.</param>
/// <param name="At">When it was given; the last one given is the nearest.</param>
public sealed record Place(string Beside, bool IsBefore, DateTimeOffset At);

/// <summary>
/// The order of a chronology: by sort instant, placement, width, and recording. Each entry has a key, and keys are compared as
/// text, byte by byte; no two are the same.
/// </summary>
public static partial class EntryOrder
{
    /// <summary>The most characters of a key.</summary>
    public const int MaxLength = 3 * NumberLength + 1 + MostPlaces * (NumberLength + 1);

    // Entries may be placed beside placed ones; nobody needs more, and a key must fit an index.
    private const int MostPlaces = 20;
    private const int NumberLength = 15;
    private const long Zero = 1L << 58;
    private const char Before = 'b', Itself = 'n', After = 'r';

    /// <summary>The key of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="zone">The story's time zone.</param>
    public static string KeyOf(Entry entry, TimeZoneInfo zone)
    {
        if (entry.Place is { } place)
        {
            var at = Microseconds.Of(place.At);
            return place.IsBefore
                ? $"{place.Beside[..^1]}{Before}{Number(at)}{Itself}"
                : $"{place.Beside[..^1]}{After}{Number(-at)}{Itself}";
        }

        var key = entry.Body.When.Date.SortKey(zone);
        var came = Microseconds.Of(entry.PublicSince ?? entry.RecordedAt);
        return string.Create(CultureInfo.InvariantCulture, $"{key.Instant.UnixSeconds + Zero:x15}{key.Width + Zero:x15}{came + Zero:x15}{Itself}");
    }

    /// <summary>What comes before the keys of a sort instant and of all later ones, and after those of earlier ones.</summary>
    /// <param name="second">The instant, in seconds from 1970.</param>
    public static string KeyOf(long second) => Number(second);

    /// <summary>Whether a text is the key of an entry.</summary>
    internal static bool IsKey(string text) => text.Length <= MaxLength && Form().IsMatch(text);

    [GeneratedRegex("^[0-9a-f]{45}([br][0-9a-f]{15})*n\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();

    /// <summary>The sort instant of a key, in seconds from 1970-01-01T00:00:00Z.</summary>
    internal static long InstantOf(string key) =>
        long.Parse(key.AsSpan(0, NumberLength), NumberStyles.HexNumber, CultureInfo.InvariantCulture) - Zero;

    /// <summary>Whether another entry can be placed beside one with this key.</summary>
    internal static bool HasRoom(string key) => key.Length + NumberLength + 1 <= MaxLength;

    // Of one length, and in the order of the numbers.
    private static string Number(long number) => (number + Zero).ToString("x15", CultureInfo.InvariantCulture);
}
