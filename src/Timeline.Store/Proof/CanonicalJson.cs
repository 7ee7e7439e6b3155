using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Timeline.Store.Proof;

/// <summary>
/// The one spelling of a JSON value (RFC 8785, JSON Canonicalization Scheme): no white space, members ordered by
/// UTF-16 code units, numbers as ECMAScript writes them, as few escapes as possible.
/// </summary>
/// <remarks>
/// RFC 8785 holds for JSON whose numbers are IEEE 754 doubles. We hold it to its word and refuse what would lose
/// something: a number that a double cannot give back to the last digit (such as 9007199254740993; write it as a
/// string), one beyond the range of a double, two members of one name, NUL and unpaired surrogates in text, nesting
/// deeper than 64. So two different values never have one spelling, and a value keeps its spelling when it has been
/// stored as <c>jsonb</c>.
/// </remarks>
public static class CanonicalJson
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The canonical spelling of <paramref name="json"/>.</summary>
    /// <exception cref="FormatException">It is not JSON, or it is JSON of a kind that is refused.</exception>
    public static string Of(string json)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using var document = Parse(() => JsonDocument.Parse(json));
        Write(bytes, document.RootElement);
        return Encoding.UTF8.GetString(bytes.WrittenSpan);
    }

    /// <summary>Reads JSON (UTF-8); dispose of it.</summary>
    /// <exception cref="FormatException">It is not JSON.</exception>
    internal static JsonDocument Parse(ReadOnlyMemory<byte> json) => Parse(() => JsonDocument.Parse(json));

    private static JsonDocument Parse(Func<JsonDocument> read)
    {
        try
        {
            return read();
        }
        // The second is what half of a surrogate pair is called here.
        catch (Exception e) when (e is JsonException or ArgumentException)
        {
            throw new FormatException("Not JSON that can be signed: " + e.Message, e);
        }
    }

    /// <summary>Writes the canonical spelling.</summary>
    /// <param name="bytes">Where to.</param>
    /// <param name="value">Of bytes that are UTF-8: what is spelled canonically already is written as it stands there.</param>
    /// <exception cref="FormatException">It is of a kind that is refused.</exception>
    internal static void Write(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        try
        {
            WriteValue(bytes, value);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // How System.Text.Json and the encoder report an unpaired surrogate.
            throw new FormatException("Not JSON that can be signed: " + e.Message, e);
        }
    }

    private static void WriteValue(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(bytes, value);
                break;
            case JsonValueKind.Array:
                var separator = "["u8;
                foreach (var item in value.EnumerateArray())
                {
                    bytes.Write(separator);
                    WriteValue(bytes, item);
                    separator = ","u8;
                }

                bytes.Write(value.GetArrayLength() == 0 ? "[]"u8 : "]"u8);
                break;
            case JsonValueKind.String:
                var text = JsonMarshal.GetRawUtf8Value(value);
                if (HasEscapes(text))
                    Write(bytes, value.GetString());
                else
                    bytes.Write(text);
                break;
            case JsonValueKind.Number:
                CanonicalNumber.Write(bytes, JsonMarshal.GetRawUtf8Value(value));
                break;
            default:
                bytes.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    private static void WriteObject(ArrayBufferWriter<byte> bytes, JsonElement value)
    {
        var members = new JsonProperty[value.GetPropertyCount()];
        var count = 0;
        foreach (var member in value.EnumerateObject())
            members[count++] = member;
        Array.Sort(members, Compare);
        bytes.Write("{"u8);
        for (var i = 0; i < members.Length; i++)
        {
            if (i > 0 && Compare(members[i], members[i - 1]) == 0)
                throw new FormatException($"Two members of one object are named '{members[i].Name}'.");
            if (i > 0)
                bytes.Write(","u8);
            WriteName(bytes, members[i]);
            bytes.Write(":"u8);
            WriteValue(bytes, members[i].Value);
        }

        bytes.Write("}"u8);
    }

    private static void WriteName(ArrayBufferWriter<byte> bytes, JsonProperty member)
    {
        var name = JsonMarshal.GetRawUtf8PropertyName(member);
        if (HasEscapes(name))
        {
            Write(bytes, member.Name);
            return;
        }

        bytes.Write("\""u8);
        bytes.Write(name);
        bytes.Write("\""u8);
    }

    // UTF-8 and UTF-16 order ASCII alike, and much else otherwise.
    private static int Compare(JsonProperty one, JsonProperty other)
    {
        var a = JsonMarshal.GetRawUtf8PropertyName(one);
        var b = JsonMarshal.GetRawUtf8PropertyName(other);
        return Ascii.IsValid(a) && Ascii.IsValid(b) && !HasEscapes(a) && !HasEscapes(b)
            ? a.SequenceCompareTo(b) : string.CompareOrdinal(one.Name, other.Name);
    }

    // A text without them stands there as it must.
    private static bool HasEscapes(ReadOnlySpan<byte> json) => json.Contains((byte)'\\');

    /// <summary>Writes the canonical spelling of a text.</summary>
    /// <exception cref="FormatException">It has NUL or half of a surrogate pair.</exception>
    internal static void Write(ArrayBufferWriter<byte> bytes, string? text)
    {
        if (text is null)
        {
            bytes.Write("null"u8);
            return;
        }

        bytes.Write("\""u8);
        try
        {
            var rest = text.AsSpan();
            for (int at; (at = rest.IndexOfAny(Escaped)) >= 0; rest = rest[(at + 1)..])
            {
                Utf8.GetBytes(rest[..at], bytes);
                Utf8.GetBytes(Escape(rest[at]), bytes);
            }

            Utf8.GetBytes(rest, bytes);
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("No text that can be signed: " + e.Message, e);
        }

        bytes.Write("\""u8);
    }

    private static readonly SearchValues<char> Escaped =
        SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\']);

    private static string Escape(char c) => c switch
    {
        '"' => "\\\"",
        '\\' => "\\\\",
        '\b' => "\\b",
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        '\0' => throw new FormatException("PostgreSQL cannot store the character NUL (\\u0000)."),
        _ => $"\\u{(int)c:x4}",
    };
}
