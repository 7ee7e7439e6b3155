using SkiaSharp;
using Timeline.Domain.Overviews;

namespace Timeline.Api.Formats;

/// <summary>An overview as a picture for sites that show one beside a link: marks alone, as no font is sure to be there.</summary>
internal static class OverviewPicture
{
    private const int Width = 1200, Height = 630, Margin = 60;
    private static readonly SKColor Paper = new(0xfd, 0xfc, 0xf9), Ink = new(0x1c, 0x1b, 0x19), Soft = new(0x5d, 0x5a, 0x54),
        Line = new(0xdc, 0xd8, 0xcf), Accent = new(0xa3, 0x16, 0x1a);

    /// <summary>Draws it, 1200 by 630 pixels.</summary>
    /// <param name="overview">The overview; null draws an empty sheet.</param>
    /// <param name="rightToLeft">Whether time runs to the left.</param>
    public static byte[] Png(Overview? overview, bool rightToLeft)
    {
        using var surface = SKSurface.Create(new SKImageInfo(Width, Height));
        var canvas = surface.Canvas;
        canvas.Clear(Paper);
        using var thick = new SKPaint { Color = Ink };
        canvas.DrawRect(Margin, Margin, Width - (2 * Margin), 8, thick);
        if (overview is not null)
        {
            // Mirrored, as nothing here is to be read.
            if (rightToLeft)
                canvas.Scale(-1, 1, Width / 2f, 0);
            Draw(canvas, overview);
        }

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private static void Draw(SKCanvas canvas, Overview overview)
    {
        const float Top = Margin + 60, Bottom = Height - Margin;
        using var line = new SKPaint { Color = Line, StrokeWidth = 2 };
        foreach (var tick in overview.Ticks)
            canvas.DrawLine(X(tick.At), Top, X(tick.At), Bottom, line);
        line.Color = Soft;
        canvas.DrawLine(X(overview.Start), Top, X(overview.End), Top, line);
        if (overview.Background is not null)
            canvas.DrawLine(X(0), Top, X(overview.Start - .015), Top, line);

        var density = overview.Density.Count > 0 ? 180f : 0;
        var row = overview.Rows == 0 ? 0 : Math.Min(44, (Bottom - Top - 20 - density) / overview.Rows);
        foreach (var mark in overview.Marks)
            Draw(canvas, mark, Top + 16 + (mark.Row * row), row * .55f);
        using var soft = new SKPaint { Color = Soft };
        foreach (var bin in overview.Density)
            canvas.DrawRect(new(X(bin.Start), Bottom - Math.Max(3, (float)bin.Height * (density - 20)), Math.Max(X(bin.End), X(bin.Start) + 3), Bottom), soft);
    }

    private static void Draw(SKCanvas canvas, Mark mark, float top, float height)
    {
        var color = mark.Entry.Key ? Accent : Soft;
        var (left, right) = (X(mark.Start), Math.Max(X(mark.End), X(mark.Start) + 8));
        var middle = top + (height / 2);
        using var paint = new SKPaint { Color = color, IsAntialias = true, StrokeWidth = 3 };
        if (mark.Entry.Planned || mark.Entry.Retracted)
        {
            paint.Style = SKPaintStyle.Stroke;
            paint.PathEffect = mark.Entry.Planned ? SKPathEffect.CreateDash([10, 7], 0) : null;
            canvas.DrawRoundRect(left, top, right - left, height, height / 2, height / 2, paint);
            return;
        }

        var clear = color.WithAlpha(0);
        SKColor[]? fade = mark.Form switch
        {
            _ when mark.Side != MarkSide.Axis => null,
            MarkForm.By or MarkForm.Until => [clear, color],
            MarkForm.After or MarkForm.Since => [color, clear],
            MarkForm.Between => [clear, color.WithAlpha(120), color.WithAlpha(120), clear],
            _ => null,
        };
        using var shader = fade is null ? null
            : SKShader.CreateLinearGradient(new(left, 0), new(right, 0), fade, SKShaderTileMode.Clamp);
        paint.Shader = shader;
        if (mark.Form is MarkForm.Span or MarkForm.Since or MarkForm.Until && mark.Side == MarkSide.Axis)
            canvas.DrawRect(left, middle - (height * .2f), right - left, height * .4f, paint);
        else if (fade is not null)
            canvas.DrawRect(left, top, right - left, height, paint);
        else
            canvas.DrawRoundRect(left, top, right - left, height, height / 2, height / 2, paint);
        paint.Shader = null;
        foreach (var cap in Caps(mark))
            canvas.DrawLine(X(cap), top - 2, X(cap), top + height + 2, paint);
        if (mark.Middle is not { } ring)
            return;
        using var paper = new SKPaint { Color = Paper, IsAntialias = true };
        canvas.DrawCircle(X(ring), middle, height * .35f, paper);
        paint.Style = SKPaintStyle.Stroke;
        canvas.DrawCircle(X(ring), middle, height * .35f, paint);
    }

    private static double[] Caps(Mark mark) => mark.Side != MarkSide.Axis ? [] : mark.Form switch
    {
        MarkForm.Span => [mark.Start, mark.End],
        MarkForm.By or MarkForm.Until => [mark.End],
        MarkForm.After or MarkForm.Since => [mark.Start],
        _ => [],
    };

    private static float X(double place) => (float)(Margin + (place * (Width - (2 * Margin))));
}
