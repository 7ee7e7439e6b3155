using Timeline.Domain.Languages;

namespace Timeline.Domain.Dates;

/// <summary>
/// Reads what follows the T: hours and minutes, perhaps seconds, perhaps an offset. Methods return null or what
/// is wrong.
/// </summary>
internal static class TimeReader
{
    public static Sentence? Read(string text, string time, DatePoint day, out DatePoint? point)
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

    private static Sentence? ReadClock(string text, string clock, out int seconds)
    {
        seconds = 0;
        var parts = clock.Split(':');
        if (parts.Length is not (2 or 3) || !parts.All(IsTwoDigits))
            return Sentence.Of("refused.date-time", text);
        var (hour, minute, second) = (Number(parts[0]), Number(parts[1]), parts.Length == 3 ? Number(parts[2]) : 0);
        seconds = (hour * 60 + minute) * 60 + second;
        return hour > 23 ? Sentence.Of("refused.date-hours", clock)
            : minute > 59 ? Sentence.Of("refused.date-minutes", clock)
            : second > 59 ? Sentence.Of("refused.date-seconds", clock)
            : null;
    }

    private static Sentence? ReadOffset(string text, string offset, out int? minutes)
    {
        minutes = offset == "Z" ? 0 : null;
        if (offset is "" or "Z")
            return null;
        var parts = offset[1..].Split(':');
        if (offset[0] == 'Z' || parts.Length > 2 || !parts.All(IsTwoDigits))
            return Sentence.Of("refused.date-offset", text);
        var (hour, minute) = (Number(parts[0]), parts.Length == 2 ? Number(parts[1]) : 0);
        var size = hour * 60 + minute;
        if (minute > 59 || size > ZoneClock.FarthestOffset / 60)
            return Sentence.Of("refused.date-offset-far", offset);
        if (offset[0] == '-' && size == 0)
            return Sentence.Of("refused.date-offset-none", offset);
        minutes = offset[0] == '-' ? -size : size;
        return null;
    }

    private static bool IsTwoDigits(string part) => part.Length == 2 && part.All(char.IsAsciiDigit);

    private static int Number(string twoDigits) => (twoDigits[0] - '0') * 10 + twoDigits[1] - '0';
}
