using System.Buffers.Binary;
using System.Text;
using SkiaSharp;

namespace Timeline.Api.Tests.Pictures;

/// <summary>Files of pictures as cameras and agencies write them, and as attackers do.</summary>
internal static class Photos
{
    /// <summary>Words that must not be in what is kept.</summary>
    public static readonly string[] Private = ["ACME-CAMERA", "55.7558N", "SERIAL-4711"];

    /// <summary>A picture of one colour.</summary>
    public static byte[] Of(SKEncodedImageFormat format, int width = 60, int height = 40, byte red = 200)
    {
        using var bitmap = new SKBitmap(width, height);
        bitmap.Erase(new SKColor(red, 40, 40));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    /// <summary>A photograph with where, by what and by whom it was taken; held upright, so that its sides are swapped.</summary>
    public static byte[] WithAll(byte red = 120)
    {
        var jpeg = Of(SKEncodedImageFormat.Jpeg, red: red);
        var xmp = Encoding.UTF8.GetBytes("http://ns.adobe.com/xap/1.0/\0" + """
            <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
              xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
              xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="55.7558N" photoshop:Credit="Agency One">
              <dc:creator><rdf:Seq><rdf:li>Ivan Petrov</rdf:li></rdf:Seq></dc:creator>
              <dc:rights><rdf:Alt><rdf:li xml:lang="x-default">(c) Agency One 2021</rdf:li></rdf:Alt></dc:rights>
              <xmpRights:UsageTerms><rdf:Alt><rdf:li xml:lang="x-default">CC BY 4.0</rdf:li></rdf:Alt></xmpRights:UsageTerms>
            </rdf:Description></rdf:RDF></x:xmpmeta>
            """);
        return [.. jpeg[..2], .. App1(Exif()), .. App1(xmp), .. jpeg[2..]];
    }

    /// <summary>A few bytes that say to be 30,000 by 30,000 pixels.</summary>
    public static byte[] Bomb()
    {
        var png = Of(SKEncodedImageFormat.Png);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(16), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(20), 30_000);
        BinaryPrimitives.WriteUInt32BigEndian(png.AsSpan(29), Crc(png.AsSpan(12, 17)));
        return png;
    }

    private static uint Crc(ReadOnlySpan<byte> data)
    {
        var crc = uint.MaxValue;
        foreach (var one in data)
        {
            crc ^= one;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return ~crc;
    }

    // TIFF with make, serial number as the software, and how it was held: a quarter turn.
    private static byte[] Exif()
    {
        var (make, software) = ("ACME-CAMERA\0", "SERIAL-4711\0");
        using var tiff = new MemoryStream();
        using var writer = new BinaryWriter(tiff);
        writer.Write("Exif\0\0II*\0"u8);
        writer.Write(8);
        writer.Write((ushort)3);
        Field(0x010F, 2, make.Length, 50);
        Field(0x0112, 3, 1, 6);
        Field(0x0131, 2, software.Length, 50 + make.Length);
        writer.Write(0);
        writer.Write(Encoding.ASCII.GetBytes(make + software));
        return tiff.ToArray();

        void Field(int tag, int type, int count, int value)
        {
            writer.Write((ushort)tag);
            writer.Write((ushort)type);
            writer.Write(count);
            writer.Write(value);
        }
    }

    private static byte[] App1(byte[] data) => [0xFF, 0xE1, (byte)((data.Length + 2) >> 8), (byte)(data.Length + 2), .. data];
}
