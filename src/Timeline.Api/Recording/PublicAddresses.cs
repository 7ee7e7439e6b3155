using System.Globalization;

namespace Timeline.Api.Recording;

/// <summary>The addresses under which readers could read an entry, or a story: what a search engine or an archive is to be told of.</summary>
internal static class PublicAddresses
{
    private static readonly string[] OfStory =
        ["", "/timeline", "/overview", "/corrections", "/changes", "/live", "/replay", "/timemap", "/feed.atom"];

    /// <summary>All of them; those that filter or page an answer aside.</summary>
    /// <param name="story">The story.</param>
    /// <param name="entry">The entry; null where it is the whole story.</param>
    /// <param name="shown">The public versions in which it was shown.</param>
    public static IEnumerable<string> Of(string story, string? entry, IReadOnlyList<(long From, long To)> shown)
    {
        if (shown.Count == 0)
            yield break;
        var root = $"/stories/{story}";
        foreach (var path in OfStory)
            yield return root + path;
        yield return $"/embed/{story}";
        if (entry is not null)
        {
            yield return $"{root}/entries/{entry}";
            yield return $"/embed/{story}/{entry}";
        }

        foreach (var version in shown.SelectMany(range => Range(range.From, range.To)))
        {
            var asOf = string.Create(CultureInfo.InvariantCulture, $"?asOf={version}");
            yield return root + asOf;
            yield return $"{root}/timeline{asOf}";
            yield return $"{root}/overview{asOf}";
            if (entry is not null)
                yield return $"{root}/entries/{entry}{asOf}";
            yield return string.Create(CultureInfo.InvariantCulture, $"{root}/changes?after={version - 1}&to={version}");
        }
    }

    private static IEnumerable<long> Range(long from, long to)
    {
        for (var version = from; version <= to; version++)
            yield return version;
    }
}
