using System.Globalization;
using System.Text;
using Timeline.Api.Reading;
using Timeline.Chronology.Reading;

namespace Timeline.Api.Live;

/// <summary>One public change as a server-sent event, encoded once for all its readers.</summary>
/// <param name="Version">The public version that it made: the event's id.</param>
/// <param name="Bytes">The event (WHATWG HTML, section 9.2).</param>
internal sealed record Frame(long Version, byte[] Bytes)
{
    // The JSON has no line breaks, so one data line holds it.
    public static Frame Of(PublicChangeRecord change, StoryDocument story) => new(change.Version, Encoding.UTF8.GetBytes(
        string.Create(CultureInfo.InvariantCulture,
            $"id: {change.Version}\nevent: {change.Type}\ndata: {Changes.Json(change, story)}\n\n")));
}

/// <summary>
/// What a hub has at hand at one moment: the last frames, in order and without gaps. The moment ends with the next frames,
/// or when it is time for a sign of life.
/// </summary>
/// <param name="after">The version before the first frame.</param>
/// <param name="frames">The frames.</param>
internal sealed class Recent(long after, Frame[] frames)
{
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long After => after;

    public long Head => after + frames.Length;

    public Frame[] Frames => frames;

    public Task Over => _over.Task;

    public void End() => _over.TrySetResult();
}
