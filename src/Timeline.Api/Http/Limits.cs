namespace Timeline.Api.Http;

/// <summary>
/// How much of the service one client, and all of them together, may take: the section <c>Limits</c> of the configuration.
/// What an editor may send has its limits in the domain, a command's body is read up to 256 KB.
/// </summary>
internal sealed record Limits
{
    /// <summary>
    /// The most streams (<c>live</c>, <c>replay</c>) that one client may have open; 429 beyond. An office or a village may be
    /// behind one address, each reader with a page or two.
    /// </summary>
    public int ClientStreams { get; init; } = 200;

    /// <summary>The most streams of all clients together; 429 beyond. Each costs some 15 KB and a connection.</summary>
    public int Streams { get; init; } = 10_000;

    /// <summary>
    /// How many costly reads (search, filters, past states, differences, across stories, pages of a day, a language or a place) are
    /// worked on at once, over connections of their own. More would not be done sooner on a few processors, and would leave nothing of them to readers
    /// of a plain timeline.
    /// </summary>
    public int CostlyReads { get; init; } = 4;

    /// <summary>How many more may wait for their turn; 429 beyond. At some 20 ms each, the last waits a fraction of a second.</summary>
    public int CostlyQueue { get; init; } = 48;

    /// <summary>How many of these one client may have, so that none fills the queue alone; 429 beyond.</summary>
    public int ClientCostlyReads { get; init; } = 12;

    /// <summary>
    /// After so long PostgreSQL gives up a costly read, and a reader stops waiting for a turn; 503 and 429. Nobody waits longer
    /// for a search, and what takes longer is mostly nobody's honest question.
    /// </summary>
    public TimeSpan CostlyPatience { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// The most megabytes of finished answers that are kept, with their headers and keys. Enough for the pages that are in use;
    /// a reader who invents queries pushes out the answers that were used least.
    /// </summary>
    public int CacheMegabytes { get; init; } = 64;

    /// <summary>The most megabytes of finished events that all streams together keep for their readers.</summary>
    public int StreamMegabytes { get; init; } = 16;

    /// <summary>The most megabytes of a picture that is uploaded; 413 beyond.</summary>
    public int PictureMegabytes { get; init; } = 20;

    /// <summary>
    /// The most megapixels of one; refused beyond, before it is decoded: a file of a few kilobytes may say that it has more pixels
    /// than there is memory. Each takes 4 bytes, and one picture is decoded at a time.
    /// </summary>
    public int PictureMegapixels { get; init; } = 60;

    /// <summary>How many uploads may wait for their turn; 429 beyond.</summary>
    public int PictureQueue { get; init; } = 8;

    /// <summary>The section of the configuration.</summary>
    /// <exception cref="ConfigurationException">A limit is no number, or less than 1.</exception>
    public static Limits Of(IConfiguration configuration)
    {
        Limits limits;
        try
        {
            limits = configuration.GetSection("Limits").Get<Limits>() ?? new();
        }
        catch (InvalidOperationException error)
        {
            throw new ConfigurationException($"Limits cannot be read: {error.Message}");
        }

        int[] counts =
        [
            limits.ClientStreams, limits.Streams, limits.CostlyReads, limits.ClientCostlyReads, limits.CacheMegabytes, limits.StreamMegabytes,
            limits.PictureMegabytes, limits.PictureMegapixels, limits.PictureQueue,
        ];
        return counts.Min() >= 1 && limits.CostlyQueue >= 0 && limits.CostlyPatience > TimeSpan.Zero ? limits
            : throw new ConfigurationException("Each of Limits__* must be 1 or more; Limits__CostlyQueue may be 0.");
    }
}
