using Timeline.Domain.Values;

namespace Timeline.Api.Formats;

/// <summary>What an address of a picture or recording can be shown as.</summary>
public static class MediaCard
{
    private static readonly string[] Pictures = [".jpg", ".jpeg", ".png", ".webp", ".avif", ".gif", ".svg"];
    private static readonly string[] Films = [".mp4", ".webm", ".ogv", ".mov", ".m4v"];
    private static readonly string[] Sounds = [".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav", ".flac"];

    // Sites whose addresses are pages with a player, whatever their names end in.
    private static readonly string[] Platforms =
    [
        "youtube.com", "youtu.be", "vimeo.com", "tiktok.com", "twitter.com", "x.com", "facebook.com", "fb.watch", "instagram.com", "t.me",
        "rutube.ru", "vk.com", "ok.ru", "dailymotion.com", "twitch.tv", "soundcloud.com", "spotify.com",
    ];

    /// <summary>Whether a browser shows it as a picture: one that was uploaded, or over https, and no page, film or sound.</summary>
    public static bool IsPicture(string? url) => PictureName.Of(url) is not null || (Read(url) is { } uri && !IsOf(uri, Films) && !IsOf(uri, Sounds) && !IsOf(uri, [".pdf", ".html", ".htm", ".php"])
        && !Platforms.Any(p => uri.Host == p || uri.Host.EndsWith("." + p, StringComparison.Ordinal))
        // Some that make pictures to measure name the format elsewhere, or not at all.
        && (IsOf(uri, Pictures) || Pictures.Any(p => uri.PathAndQuery.Contains(p, StringComparison.OrdinalIgnoreCase))
            || uri.Query.Contains("format=", StringComparison.OrdinalIgnoreCase) || uri.Query.Contains("fm=", StringComparison.OrdinalIgnoreCase)
            || uri.Host.Split('.')[0].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9') is "img" or "image" or "images" or "media" or "cdn" or "static" or "i"));

    /// <summary>Whether a browser plays it as a film.</summary>
    public static bool IsFilm(string? url) => Read(url) is { } uri && IsOf(uri, Films);

    /// <summary>Whether a browser plays it as sound.</summary>
    public static bool IsSound(string? url) => Read(url) is { } uri && IsOf(uri, Sounds);

    /// <summary>The host's name of an address that may be linked to; null of any other.</summary>
    public static string? Host(string? url) => ShownEntry.Web(url) is { } web ? new Uri(web).Host : null;

    // A page that came over https would not load anything else.
    private static Uri? Read(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme == "https" ? uri : null;

    private static bool IsOf(Uri uri, string[] endings) => endings.Contains(Path.GetExtension(uri.AbsolutePath).ToLowerInvariant());
}
