using System.Buffers;
using System.Globalization;
using System.Text;

namespace Timeline.Store.Proof;

/// <summary>Numbers as ECMAScript's Number::toString writes them, which is what RFC 8785 asks for.</summary>
internal static class CanonicalNumber
{
    // A double holds every whole number of so many digits.
    private const int MostPlain = 15;

    internal static void Write(ArrayBufferWriter<byte> bytes, ReadOnlySpan<byte> json)
    {
        // Most numbers are small counts, and written as they must be.
        if (json.Length <= MostPlain && (json[0] != '0' || json.Length == 1) && !json.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            bytes.Write(json);
            return;
        }

        var number = double.Parse(json, CultureInfo.InvariantCulture);
        var text = Encoding.ASCII.GetString(json);
        var given = Decimal.Parse(text);
        if (!double.IsFinite(number))
            throw new FormatException($"The number {text} is beyond the range of a double: write it as a string.");

        // "R" gives the fewest digits that lead back to the same double, the closest of them: the digits ECMAScript
        // asks for.
        var shortest = Decimal.Parse(number.ToString("R", CultureInfo.InvariantCulture));
        if (shortest != given)
            throw new FormatException($"The number {text} has more digits than a double holds: write it as a string.");
        Encoding.ASCII.GetBytes(shortest.ToString(), bytes);
    }

    /// <summary>±0.DIGITS × 10^Point, with no zero at either end of the digits; zero has none.</summary>
    private readonly record struct Decimal(bool Negative, string Digits, int Point)
    {
        internal static Decimal Parse(string text)
        {
            var negative = text[0] == '-';
            var e = text.AsSpan().IndexOfAny('e', 'E');
            var mantissa = text[(negative ? 1 : 0)..(e < 0 ? text.Length : e)];
            // An exponent beyond int is a number beyond double, or nothing but zeros.
            var exponent = e < 0 ? 0 : (int)Math.Clamp(
                double.Parse(text.AsSpan(e + 1), CultureInfo.InvariantCulture), -1_000_000_000, 1_000_000_000);

            var dot = mantissa.IndexOf('.', StringComparison.Ordinal);
            var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
            var significant = digits.TrimStart('0');
            var point = (dot < 0 ? mantissa.Length : dot) + exponent - (digits.Length - significant.Length);
            significant = significant.TrimEnd('0');
            return significant.Length == 0 ? default : new Decimal(negative, significant, point);
        }

        public bool Equals(Decimal other) =>
            Negative == other.Negative && Point == other.Point && (Digits ?? "") == (other.Digits ?? "");

        public override int GetHashCode() => HashCode.Combine(Negative, Digits, Point);

        public override string ToString()
        {
            if (string.IsNullOrEmpty(Digits))
                return "0";
            var sign = Negative ? "-" : "";
            var count = Digits.Length;
            // The four layouts of ECMA-262, Number::toString, steps 6 to 10; Point is its n, count its k.
            if (Point >= count && Point <= 21)
                return sign + Digits + new string('0', Point - count);
            if (Point is > 0 and <= 21)
                return sign + Digits[..Point] + "." + Digits[Point..];
            if (Point is > -6 and <= 0)
                return sign + "0." + new string('0', -Point) + Digits;
            var exponent = (Point > 0 ? "e+" : "e-") + Math.Abs(Point - 1).ToString(CultureInfo.InvariantCulture);
            return sign + Digits[..1] + (count > 1 ? "." + Digits[1..] : "") + exponent;
        }
    }
}
