using System.Buffers;
using System.Text.Json;
using Timeline.Domain;

namespace Timeline.Store.Projections;

/// <summary>Writes JSON for PostgreSQL. Rows of many groups are large together: each thread fills one buffer again and again.</summary>
internal static class JsonBytes
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    /// <summary>What is written, in UTF-8.</summary>
    public static byte[] Of<T>(T of, Action<Utf8JsonWriter, T> write) => Of(bytes =>
    {
        using var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { SkipValidation = true, Encoder = DomainJson.Encoder });
        write(json, of);
    });

    /// <inheritdoc cref="Of{T}"/>
    public static byte[] Of(Action<IBufferWriter<byte>> write)
    {
        var bytes = _buffer ??= new(4096);
        bytes.ResetWrittenCount();
        write(bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
