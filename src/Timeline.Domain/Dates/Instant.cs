using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace Timeline.Domain.Dates;

/// <summary>
/// A whole second of any year from -999,999,999 to 999,999,999 in the proleptic Gregorian calendar; <see cref="DateTimeOffset"/>
/// stops at 0001 and 9999. Two are equal when their seconds are, whatever their offsets.
/// </summary>
/// <param name="UnixSeconds">Seconds from 1970-01-01T00:00:00Z.</param>
/// <param name="Offset">From UTC, in which it is written.</param>
[JsonConverter(typeof(InstantTextConverter))]
public readonly partial record struct Instant(long UnixSeconds, TimeSpan Offset = default) : IComparable<Instant>
{
    private const long SecondsPerDay = 86_400;

    /// <summary>The second in which a moment lies.</summary>
    public static Instant Of(DateTimeOffset moment) => new(moment.ToUnixTimeSeconds(), moment.Offset);

    /// <summary>The same in UTC; the nearest one where it lies outside the years 0001 to 9999.</summary>
    public DateTimeOffset Moment => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(
        UnixSeconds, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds() - 1));

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static Instant Parse(string text)
    {
        if (Written().Match(text) is not { Success: true } match)
            throw new FormatException($"'{text}' is no instant.");
        long Part(int group) => long.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var offset = match.Groups[7].ValueSpan is "Z" ? TimeSpan.Zero
            : (text[^6] == '-' ? -1 : 1) * new TimeSpan((int)Part(8), (int)Part(9), 0);
        var wall = Calendar.StartOf(Part(1), (int)Part(2), (int)Part(3)) + Part(4) * 3600 + Part(5) * 60 + Part(6);
        return new(wall - Calendar.UnixEpoch - (long)offset.TotalSeconds, offset);
    }

    /// <inheritdoc/>
    public bool Equals(Instant other) => UnixSeconds == other.UnixSeconds;

    /// <inheritdoc/>
    public override int GetHashCode() => UnixSeconds.GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Instant other) => UnixSeconds.CompareTo(other.UnixSeconds);

    /// <summary>ISO 8601; years before 0001 and after 9999 expanded: a sign and at least six digits.</summary>
    public override string ToString()
    {
        var wall = UnixSeconds + (long)Offset.TotalSeconds + Calendar.UnixEpoch;
        var days = Calendar.Floor(wall, SecondsPerDay);
        var (year, month, day) = Calendar.DayOf(days);
        var second = wall - days * SecondsPerDay;
        var sign = year is >= 1 and <= 9999 ? "" : year < 0 ? "-" : "+";
        var years = Math.Abs(year).ToString(sign == "" ? "D4" : "D6", CultureInfo.InvariantCulture);
        var offset = Offset == TimeSpan.Zero ? "Z"
            : string.Create(CultureInfo.InvariantCulture, $"{(Offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(Offset.Hours):D2}:{Math.Abs(Offset.Minutes):D2}");
        return string.Create(CultureInfo.InvariantCulture, $"{sign}{years}-{month:D2}-{day:D2}T{second / 3600:D2}:{second / 60 % 60:D2}:{second % 60:D2}{offset}");
    }

    /// <summary>Whether the left one is earlier.</summary>
    public static bool operator <(Instant left, Instant right) => left.UnixSeconds < right.UnixSeconds;

    /// <summary>Whether the left one is later.</summary>
    public static bool operator >(Instant left, Instant right) => left.UnixSeconds > right.UnixSeconds;

    /// <summary>Whether the left one is not later.</summary>
    public static bool operator <=(Instant left, Instant right) => left.UnixSeconds <= right.UnixSeconds;

    /// <summary>Whether the left one is not earlier.</summary>
    public static bool operator >=(Instant left, Instant right) => left.UnixSeconds >= right.UnixSeconds;

    [GeneratedRegex(@"^([+-]?\d{4,9})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(Z|[+-](\d\d):(\d\d))\z", RegexOptions.CultureInvariant)]
    private static partial Regex Written();
}

internal sealed class InstantTextConverter : JsonConverter<Instant>
{
    public override Instant Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Instant.Parse(reader.GetString()!);

    public override void Write(Utf8JsonWriter writer, Instant value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}
