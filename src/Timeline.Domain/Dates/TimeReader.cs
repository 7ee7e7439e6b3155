namespace Timeline.Domain.Dates;

/// <summary>
/// Reads what follows the T: hours and minutes, perhaps seconds, perhaps an offset. Methods return null or what
/// is wrong.
/// </summary>
internal static class TimeReader
{
    public static string? Read(string text, string time, DatePoint day, out DatePoint? point)
    {
        point = null;
        var split = time.AsSpan().IndexOfAny('Z', '+', '-');
        var clock = split < 0 ? time : time[..split];
        var clockError = ReadClock(text, clock, out var seconds);
        var offsetError = ReadOffset(text, time[clock.Length..], out var offset);
        if ((clockError ?? offsetError) is { } error)
            return error;
        var form = clock.Length == 5 ? Form.Minute : Form.Second;
        point = day with { Form = form, SecondOfDay = seconds, OffsetMinutes = offset };
        return null;
    }

    private static string? ReadClock(string text, string clock, out int seconds)
    {
        seconds = 0;
        var parts = clock.Split(':');
        if (parts.Length is not (2 or 3) || !parts.All(IsTwoDigits))
            return $"{text} has a time that cannot be read; write it like 18:00 or 18:00:05.";
        var (hour, minute, second) = (Number(parts[0]), Number(parts[1]), parts.Length == 3 ? Number(parts[2]) : 0);
        seconds = (hour * 60 + minute) * 60 + second;
        return hour > 23 ? $"{clock} is not a time of day; hours run from 00 to 23 (24:00 is 00:00 of the next day)."
            : minute > 59 ? $"{clock} is not a time of day; minutes run from 00 to 59."
            : second > 59 ? $"{clock} is not a time of day; seconds run from 00 to 59."
            : null;
    }

    private static string? ReadOffset(string text, string offset, out int? minutes)
    {
        minutes = offset == "Z" ? 0 : null;
        if (offset is "" or "Z")
            return null;
        var parts = offset[1..].Split(':');
        if (offset[0] == 'Z' || parts.Length > 2 || !parts.All(IsTwoDigits))
            return $"{text} has an offset that cannot be read; write Z, +03 or +03:00.";
        var (hour, minute) = (Number(parts[0]), parts.Length == 2 ? Number(parts[1]) : 0);
        var size = hour * 60 + minute;
        if (minute > 59 || size > ZoneClock.FarthestOffset / 60)
            return $"{offset} is not an offset from UTC; offsets run from -14:00 to +14:00.";
        if (offset[0] == '-' && size == 0)
            return $"{offset} is not an offset from UTC; write Z or +00:00.";
        minutes = offset[0] == '-' ? -size : size;
        return null;
    }

    private static bool IsTwoDigits(string part) => part.Length == 2 && part.All(char.IsAsciiDigit);

    private static int Number(string twoDigits) => (twoDigits[0] - '0') * 10 + twoDigits[1] - '0';
}
