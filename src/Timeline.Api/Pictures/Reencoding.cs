using SkiaSharp;
using Timeline.Domain.Languages;

namespace Timeline.Api.Pictures;

/// <summary>A picture as it is kept.</summary>
/// <param name="Bytes">The file.</param>
/// <param name="Ending">How its name ends.</param>
/// <param name="Width">Its width, in pixels.</param>
/// <param name="Height">Its height, in pixels.</param>
/// <param name="Rights">What the file that was uploaded said of itself.</param>
internal sealed record Reencoded(byte[] Bytes, string Ending, int Width, int Height, PictureRights Rights);

/// <summary>
/// Makes a picture anew from its pixels, so that nothing else of a file is kept: no location, device, thumbnail or script. It
/// stands upright, in sRGB, and no longer than pages need it.
/// </summary>
internal static class Reencoding
{
    private const int LongestSide = 2_560;
    private const int Quality = 86;

    /// <summary>Reads and makes it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="mostPixels">How many pixels are decoded.</param>
    /// <returns>The picture, or why it is none.</returns>
    public static (Reencoded? Picture, Sentence? Why) Of(byte[] file, long mostPixels)
    {
        using var data = SKData.CreateCopy(file);
        using var codec = SKCodec.Create(data);
        if (codec?.EncodedFormat is not (SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Webp or SKEncodedImageFormat.Gif))
            return (null, Sentence.Of("refused.picture-none"));
        if ((long)codec.Info.Width * codec.Info.Height is var pixels && pixels > mostPixels)
            return (null, Sentence.Of("refused.picture-pixels", pixels / 1_000_000, mostPixels / 1_000_000));
        if (codec.FrameCount > 1)
            return (null, Sentence.Of("refused.picture-moves"));

        // What can be made smaller while it is decoded needs no room for the rest.
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(codec.Info.Width, codec.Info.Height));
        var size = codec.GetScaledDimensions(scale);
        if (Math.Max(size.Width, size.Height) < LongestSide && scale < 1)
            size = codec.Info.Size;
        using var srgb = SKColorSpace.CreateSrgb();
        using var decoded = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888,
            codec.Info.AlphaType == SKAlphaType.Opaque ? SKAlphaType.Opaque : SKAlphaType.Premul, srgb));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success)
            return (null, Sentence.Of("refused.picture-damaged"));
        using var upright = Upright(decoded, codec.EncodedOrigin);
        var (format, ending) = codec.EncodedFormat == SKEncodedImageFormat.Jpeg ? (SKEncodedImageFormat.Jpeg, "jpg") : (SKEncodedImageFormat.Webp, "webp");
        using var encoded = upright.Encode(format, Quality);
        return (new(encoded.ToArray(), ending, upright.Width, upright.Height, PictureRights.Of(file, codec.EncodedFormat)), null);
    }

    // Cameras write how they were held beside the pixels, where it would be lost.
    private static SKImage Upright(SKBitmap decoded, SKEncodedOrigin origin)
    {
        var turned = origin >= SKEncodedOrigin.LeftTop;
        var (width, height) = turned ? (decoded.Height, decoded.Width) : (decoded.Width, decoded.Height);
        var scale = Math.Min(1f, (float)LongestSide / Math.Max(width, height));
        var (w, h) = (Math.Max(1, (int)Math.Round(width * scale)), Math.Max(1, (int)Math.Round(height * scale)));
        using var surface = SKSurface.Create(new SKImageInfo(w, h, SKColorType.Rgba8888, decoded.AlphaType, decoded.ColorSpace));
        var canvas = surface.Canvas;
        canvas.Scale((float)w / width, (float)h / height);
        var matrix = origin switch
        {
            SKEncodedOrigin.TopRight => new SKMatrix(-1, 0, width, 0, 1, 0, 0, 0, 1),
            SKEncodedOrigin.BottomRight => new SKMatrix(-1, 0, width, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.BottomLeft => new SKMatrix(1, 0, 0, 0, -1, height, 0, 0, 1),
            SKEncodedOrigin.LeftTop => new SKMatrix(0, 1, 0, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightTop => new SKMatrix(0, -1, width, 1, 0, 0, 0, 0, 1),
            SKEncodedOrigin.RightBottom => new SKMatrix(0, -1, width, -1, 0, height, 0, 0, 1),
            SKEncodedOrigin.LeftBottom => new SKMatrix(0, 1, 0, -1, 0, height, 0, 0, 1),
            _ => SKMatrix.Identity,
        };
        canvas.Concat(in matrix);
        using var image = SKImage.FromBitmap(decoded);
        canvas.DrawImage(image, 0, 0, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return surface.Snapshot();
    }
}
