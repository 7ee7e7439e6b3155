using System.Globalization;
using Timeline.Store.TakeDowns;

namespace Timeline.Api.Recording;

/// <summary>The addresses under which readers could read what is taken down: what search engines and archives are to be told of.</summary>
internal static class PublicAddresses
{
    private static readonly string[] OfStory =
    [
        "", "/timeline", "/overview", "/overview.png", "/standing", "/corrections", "/changes", "/diff", "/live", "/replay", "/timemap", "/feed.atom",
    ];

    private static readonly string[] OfAll = ["/", "/stories", "/live", "/search", "/people"];

    private static readonly string[] Formats = ["json", "xml"];

    /// <summary>All of them. Of those that filter or page an answer only what is before the question mark, such as <c>/search</c>; of several
    /// entries each in the versions that it made itself.</summary>
    /// <param name="service">The service's own address, as readers know it.</param>
    /// <param name="story">The story.</param>
    /// <param name="gone">What they were shown.</param>
    public static IEnumerable<string> Of(string service, string story, Gone gone)
    {
        var root = $"/stories/{story}";
        if (gone.Shown.Count == 0)
            yield break;
        foreach (var path in OfStory)
            yield return root + path;
        foreach (var page in OfAll.Concat(gone.People.Select(p => $"/people/{p}")).Concat(gone.Pictures.Select(p => $"/pictures/{p}")))
            yield return page;
        foreach (var address in Framed(service, story, root).Concat(gone.Entries.SelectMany(e => Framed(service, $"{story}/{e.Entry}", $"{root}/entries/{e.Entry}"))))
            yield return address;
        foreach (var (entry, made) in gone.Entries)
        {
            yield return $"{root}/entries/{entry}";
            foreach (var version in gone.Entry is null ? made : gone.Shown.SelectMany(Range))
                yield return $"{root}/entries/{entry}{AsOf(version)}";
        }

        foreach (var version in gone.Shown.SelectMany(Range))
        {
            yield return root + AsOf(version);
            yield return $"{root}/timeline{AsOf(version)}";
            yield return $"{root}/overview{AsOf(version)}";
            yield return string.Create(CultureInfo.InvariantCulture, $"{root}/changes?after={version - 1}&to={version}");
            if (version > 1)
                yield return string.Create(CultureInfo.InvariantCulture, $"{root}/diff?from={version - 1}&to={version}");
        }
    }

    // The frame of a page, and how other sites are told of it (oEmbed).
    private static IEnumerable<string> Framed(string service, string framed, string page) =>
        Formats.Select(format => "/oembed" + QueryString.Create("url", service + page).Add("format", format)).Prepend($"/embed/{framed}");

    private static string AsOf(long version) => string.Create(CultureInfo.InvariantCulture, $"?asOf={version}");

    private static IEnumerable<long> Range((long From, long To) range)
    {
        for (var version = range.From; version <= range.To; version++)
            yield return version;
    }
}
