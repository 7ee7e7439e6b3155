using MetadataExtractor;
using MetadataExtractor.Formats.Exif;
using MetadataExtractor.Formats.Iptc;
using MetadataExtractor.Formats.Xmp;
using SkiaSharp;

namespace Timeline.Api.Pictures;

/// <summary>What a picture's file says of itself, as far as readers are told; where it was taken, and by what device, is not read.</summary>
/// <param name="Creator">Who made it.</param>
/// <param name="Credit">Whom it is from.</param>
/// <param name="Copyright">Who holds the rights.</param>
/// <param name="Licence">On what terms.</param>
/// <param name="Caption">What it says that it shows.</param>
/// <param name="Alt">The same, for those who cannot see it.</param>
public sealed record PictureRights(string? Creator, string? Credit, string? Copyright, string? Licence, string? Caption, string? Alt)
{
    private static readonly PictureRights None = new(null, null, null, null, null, null);

    /// <summary>Reads it: IPTC's XMP first, then its older records, then EXIF. What cannot be read says nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="format">Its format. Of PNG nothing is read: its texts may be packed a thousand times smaller than they are.</param>
    internal static PictureRights Of(byte[] file, SKEncodedImageFormat format)
    {
        if (format is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Webp))
            return None;
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            var said = ImageMetadataReader.ReadMetadata(stream);
            var xmp = said.OfType<XmpDirectory>().SelectMany(d => d.GetXmpProperties()).GroupBy(p => p.Key).ToDictionary(p => p.Key, p => p.First().Value);
            var (iptc, exif) = (said.OfType<IptcDirectory>().FirstOrDefault(), said.OfType<ExifIfd0Directory>().FirstOrDefault());
            return new(
                First(200, Xmp("dc:creator[1]"), iptc?.GetString(IptcDirectory.TagByLine), exif?.GetString(ExifDirectoryBase.TagArtist)),
                First(200, Xmp("photoshop:Credit"), iptc?.GetString(IptcDirectory.TagCredit)),
                First(300, Xmp("dc:rights[1]"), iptc?.GetString(IptcDirectory.TagCopyrightNotice), exif?.GetString(ExifDirectoryBase.TagCopyright)),
                First(300, Xmp("xmpRights:UsageTerms[1]"), Xmp("cc:license"), Xmp("xmpRights:WebStatement")),
                First(1_000, Xmp("dc:description[1]"), iptc?.GetString(IptcDirectory.TagCaption), exif?.GetString(ExifDirectoryBase.TagImageDescription)),
                First(500, Xmp("Iptc4xmpCore:AltTextAccessibility[1]")));

            string? Xmp(string name) => xmp.GetValueOrDefault(name);
        }
        // Anybody's file may hold anything, and a picture without a word is one all the same.
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return None;
        }
    }

    private static string? First(int most, params ReadOnlySpan<string?> texts)
    {
        foreach (var text in texts)
        {
            var plain = string.Concat((text ?? "").Where(c => !char.IsControl(c))).Trim();
            if (plain.Length > 0)
                return plain.Length <= most ? plain : plain[..most];
        }

        return null;
    }
}
