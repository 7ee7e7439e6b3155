using Timeline.Domain.Values;

namespace Timeline.Cli.Importing;

/// <summary>Addresses as other tools write them.</summary>
internal static class WebAddress
{
    private static readonly WebAddressAttribute Rule = new();

    private static readonly string[] Recordings =
        [".png", ".gif", ".jpg", ".jpeg", ".svg", ".webp", ".avif", ".bmp", ".mp3", ".m4a", ".ogg", ".wav", ".mp4", ".webm", ".mov"];

    /// <summary>The address as an entry may have it, with its scheme where only <c>//</c> or <c>www.</c> stands; null where it can have none.</summary>
    public static string? Of(string? text)
    {
        text = text?.Trim() ?? "";
        if (text.StartsWith("//", StringComparison.Ordinal))
            text = "https:" + text;
        else if (text.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
            text = "https://" + text;
        if (!text.StartsWith("http://", StringComparison.OrdinalIgnoreCase) && !text.StartsWith("https://", StringComparison.OrdinalIgnoreCase))
            return null;
        if (!IsSound(text) && Uri.TryCreate(text, UriKind.Absolute, out var mended))
            text = mended.AbsoluteUri;
        return IsSound(text) && text.Length <= 2_000 ? text : null;
    }

    /// <summary>Whether it is of a picture or recording itself, and not of a page that shows one: Wikimedia's pages are called as their files.</summary>
    public static bool IsRecording(string address) => new Uri(address).AbsolutePath is var path
        && !path.StartsWith("/wiki/", StringComparison.Ordinal) && Recordings.Any(end => path.EndsWith(end, StringComparison.OrdinalIgnoreCase));

    /// <summary>The name of whoever is there.</summary>
    public static string Host(string address) => new Uri(address).Host is var host && host.StartsWith("www.", StringComparison.Ordinal) ? host[4..] : host;

    private static bool IsSound(string text) => Rule.Wrong(text, text, null) is null;
}
