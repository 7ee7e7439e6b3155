using System.Globalization;
using System.Net.ServerSentEvents;
using Timeline.Api.Reading;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>One public change as a server-sent event, encoded once for all its readers.</summary>
/// <param name="Version">The public version that it made: the event's id.</param>
/// <param name="Recorded">When.</param>
/// <param name="Bytes">The event.</param>
/// <param name="OfPast">Whether what was kept of the frames before it is no longer good.</param>
internal sealed record Frame(long Version, DateTimeOffset Recorded, byte[] Bytes, bool OfPast)
{
    public static async Task<Frame> OfAsync(PublicChangeRecord change, string lineage) =>
        new(change.Version, change.Recorded, await BytesAsync(PublicChanges.Event(change, lineage)), change.OfPast);

    /// <summary>
    /// Tells a reader that what it has is of a history that is no longer; its id is where the stream goes on.
    /// </summary>
    public static async Task<Frame> ResetAsync(PublicStory current) => new(current.Version, current.UpdatedAt, await BytesAsync(
        new(string.Create(CultureInfo.InvariantCulture, $"{{\"version\":{current.Version},\"lineage\":\"{current.Lineage}\"}}"), "story-reset")
        { EventId = current.Version.ToString(CultureInfo.InvariantCulture) }), OfPast: false);

    private static async Task<byte[]> BytesAsync(SseItem<string> item)
    {
        using var bytes = new MemoryStream();
        await SseFormatter.WriteAsync(new[] { item }.ToAsyncEnumerable(), bytes);
        return bytes.ToArray();
    }
}

/// <summary>
/// What a hub has in memory at one moment: the last frames, in order and without gaps. The moment ends with the next frames,
/// or when it is time for a sign of life.
/// </summary>
/// <param name="after">The version before the first frame.</param>
/// <param name="frames">The frames.</param>
internal sealed class Recent(long after, Frame[] frames)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long After => after;

    public long Last => after + frames.Length;

    public Frame[] Frames => frames;

    public Task Over => _over.Task;

    public void End() => _over.TrySetResult();
}
