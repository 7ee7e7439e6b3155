using System.Globalization;
using System.Text;
using Timeline.Store.Proof;

namespace Timeline.Store.Tests;

/// <summary>RFC 8785, JSON Canonicalization Scheme.</summary>
public sealed class CanonicalJsonTests
{
    [Fact]
    public void The_example_of_section_3_2_2_is_written_as_in_section_3_2_3()
    {
        const string given = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false]
            }
            """;
        const string wanted =
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""";

        // Its first number has a digit more than a double holds: for the RFC that is the parser's affair, for us a loss.
        Assert.Throws<FormatException>(() => CanonicalJson.Of(given));
        Assert.Equal(wanted, CanonicalJson.Of(given.Replace("333333333.33333329", "333333333.3333333", StringComparison.Ordinal)));
    }

    [Fact]
    public void Members_are_ordered_by_UTF_16_code_units_as_in_section_3_2_3()
    {
        const string given = """
            {
              "\u20ac": "Euro Sign",
              "\r": "Carriage Return",
              "\ufb33": "Hebrew Letter Dalet With Dagesh",
              "1": "One",
              "\ud83d\ude00": "Emoji: Grinning Face",
              "\u0080": "Control",
              "\u00f6": "Latin Small Letter O With Diaeresis"
            }
            """;

        Assert.Equal(
            "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
            + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}",
            CanonicalJson.Of(given));
    }

    // Appendix B: the bits of a double, and how it is written.
    [Theory]
    [InlineData(0x0000000000000000, "0")]
    [InlineData(0x8000000000000000, "0")]
    [InlineData(0x0000000000000001, "5e-324")]
    [InlineData(0x8000000000000001, "-5e-324")]
    [InlineData(0x7fefffffffffffff, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffff, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000, "9007199254740992")]
    [InlineData(0xc340000000000000, "-9007199254740992")]
    [InlineData(0x4430000000000000, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6, "1e+23")]
    [InlineData(0x44b52d02c7e14af7, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4e, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4f, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8c, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8d, "0.000001")]
    [InlineData(0x41b3de4355555553, "333333333.3333332")]
    [InlineData(0x41b3de4355555554, "333333333.33333325")]
    [InlineData(0x41b3de4355555555, "333333333.3333333")]
    [InlineData(0x41b3de4355555556, "333333333.3333334")]
    [InlineData(0x41b3de4355555557, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959, "1424953923781206.2")]
    public void Numbers_are_written_as_in_appendix_B(ulong bits, string wanted)
    {
        var number = BitConverter.UInt64BitsToDouble(bits);

        Assert.Equal(wanted, CanonicalJson.Of(number.ToString("R", CultureInfo.InvariantCulture)));
        Assert.Equal(wanted, CanonicalJson.Of(wanted));
    }

    [Fact]
    public void Any_double_keeps_its_value_and_its_spelling_is_the_shortest()
    {
        var random = new Random(8785);
        for (var i = 0; i < 20_000; i++)
        {
            var number = BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue));
            if (!double.IsFinite(number))
                continue;
            var written = CanonicalJson.Of(number.ToString("R", CultureInfo.InvariantCulture));
            Assert.Equal(number, double.Parse(written, CultureInfo.InvariantCulture));
            Assert.Equal(written, CanonicalJson.Of(written));
        }
    }

    [Theory]
    [InlineData("1.0", "1")]
    [InlineData("100", "1e2")]
    [InlineData("1E-7", "0.0000001")]
    [InlineData("-0", "0")]
    [InlineData("-0.0e5", "0")]
    [InlineData("0e999999999999", "0")]
    [InlineData("12345678901234567000", "1.2345678901234567e19")]
    [InlineData("9007199254740992", "9007199254740992.000")]
    [InlineData("0.1", "1e-1")]
    public void A_number_has_one_spelling(string one, string other) => Assert.Equal(CanonicalJson.Of(one), CanonicalJson.Of(other));

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("0.12345678901234567890")]
    [InlineData("1e400")]
    [InlineData("-1e400")]
    [InlineData("1e-400")]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("""{"a":1,"\u0061":2}""")]
    [InlineData("""["\u0000"]""")]
    [InlineData("""["\ud800"]""")]
    [InlineData("""{"\udc00":1}""")]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("[1,]")]
    public void What_would_lose_something_or_is_not_JSON_is_refused(string json) =>
        Assert.Throws<FormatException>(() => CanonicalJson.Of(json));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""[[],{},[""],""]""")]
    [InlineData("""{"":{"a":[1,{"b":null}]}}""")]
    [InlineData("\"\\u0001\\u001f\\b\\t\\n\\f\\r\\\"\\\\/\u007f\u2028<>&'é漢😀\"")]
    public void What_is_canonical_stays_as_it_is(string json) => Assert.Equal(json, CanonicalJson.Of(json));

    [Fact]
    public void An_event_with_more_fields_than_any_has_is_never_signed_so_that_it_keeps_no_verifier_busy()
    {
        Assert.Equal(64, FieldDigests.Of(Event(Fields(1_000), FieldDigests.NewSalt())).Length);
        Assert.Throws<FormatException>(() => FieldDigests.Of(Event(Fields(1_001), FieldDigests.NewSalt())));

        static string Fields(int count) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(i => $"\"f{i}\":0"))}}}";
    }

    [Fact]
    public void A_key_is_never_shorter_than_it_was_so_that_none_of_it_is_taken_for_the_beginning_of_a_value()
    {
        // One that ends with a digit, which could stand before a number.
        var (salt, key) = Enumerable.Range(0, 10_000).Select(i => i.ToString("x32", CultureInfo.InvariantCulture))
            .Select(s => (s, FieldDigests.Erase(Event("""{"count":5}""", s), []).Keys["/count"])).First(k => k.Item2.EndsWith("37", StringComparison.Ordinal));
        var digest = FieldDigests.Of(Event("""{"count":5}""", salt));

        Assert.Equal(digest, FieldDigests.Of(Event("""{"count":5}""", null) with { Erased = Keeping(key) }));
        Assert.Throws<FormatException>(() => FieldDigests.Of(Event("""{"count":75}""", null) with { Erased = Keeping(key[..^2]) }));
        Assert.Throws<FormatException>(() => FieldDigests.Of(Event("""{"count":5}""", salt[..^2])));

        static Erasure Keeping(string key) => new(new Dictionary<string, string> { ["/count"] = key }, new Dictionary<string, string>());
    }

    private static StoredEvent Event(string data, string? salt) => new(1, "one", 1, "some", Encoding.UTF8.GetBytes(data), default, null, null, null, salt, null);
}
