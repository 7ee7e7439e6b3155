using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Timeline.Api.Reading;
using Timeline.Domain;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Live;

/// <summary>One public change as a server-sent event, encoded once for all its readers.</summary>
/// <param name="Version">The public version that it made.</param>
/// <param name="Recorded">When.</param>
/// <param name="Id">The line of the event's id for who follows this story alone.</param>
/// <param name="Bytes">The event without its id: who follows several stories is where all of them are.</param>
/// <param name="OfPast">Whether what was kept of the frames before it is no longer good.</param>
internal sealed record Frame(long Version, DateTimeOffset Recorded, byte[] Id, byte[] Bytes, bool OfPast)
{
    private const int MostLanguages = 16;

    private static readonly byte[] Event = "event: "u8.ToArray();
    private static readonly byte[] Data = "\ndata: "u8.ToArray();
    private static readonly byte[] End = "\n\n"u8.ToArray();

    private readonly ConcurrentDictionary<string, byte[]> _said = new(StringComparer.Ordinal);

    /// <summary>The event with its dates said in another language, encoded once for all who read that; null leaves it as it is.</summary>
    /// <param name="language">The language (BCP 47).</param>
    /// <param name="timeZone">The story's.</param>
    public byte[] In(string? language, string timeZone)
    {
        if (language is null)
            return Bytes;
        if (_said.TryGetValue(language, out var said))
            return said;
        // One line of JSON stands between the name of the event and its end.
        var start = Bytes.AsSpan().IndexOf(Data) + Data.Length;
        var json = Encoding.UTF8.GetString(Bytes, start, Bytes.Length - start - 2);
        said = [.. Bytes.AsSpan(0, start), .. Encoding.UTF8.GetBytes(InLanguage.Of(json, language, timeZone)), .. "\n\n"u8];
        if (_said.Count < MostLanguages)
            _said.TryAdd(language, said);
        return said;
    }

    public static Frame Of(PublicChangeRecord change, string story, string lineage) => new(change.Version, change.Recorded,
        IdOf($"{change.Version}"), BytesOf(change.Type, PublicChanges.Json(change, story, lineage)), change.OfPast);

    /// <summary>
    /// Tells a reader that what it has is of a history that is no longer; its id is where the stream goes on.
    /// </summary>
    public static Frame Reset(PublicStory current) => new(current.Version, current.UpdatedAt, IdOf($"{current.Version}"),
        BytesOf("story-reset", string.Create(CultureInfo.InvariantCulture,
            $"{{\"storyId\":\"{current.Story.Id}\",\"version\":{current.Version},\"lineage\":\"{current.Lineage}\"}}")), OfPast: false);

    /// <summary>Tells a reader of several stories that there is none of this id.</summary>
    public static byte[] Unknown(string story) => BytesOf("unknown-story", $"{{\"storyId\":{JsonSerializer.Serialize(story)}}}");

    /// <summary>Tells a reader of several stories that one was taken down, by the problem (RFC 9457) that its own routes answer with.</summary>
    public static byte[] Removed(string story, ProblemDetails problem) => BytesOf("story-removed", new JsonObject
    {
        ["storyId"] = story,
        ["type"] = problem.Type,
        ["status"] = problem.Status,
        ["detail"] = problem.Detail,
    }.ToJsonString(DomainJson.Stored));

    /// <summary>The line of an event's id (WHATWG HTML, section 9.2).</summary>
    public static byte[] IdOf(string id) => Encoding.ASCII.GetBytes($"id: {id}\n");

    // What is a line of JSON needs no formatter; the framework's would make three copies more of what may have 100 KB.
    private static byte[] BytesOf(string type, string json)
    {
        // PostgreSQL breaks lines between the items of a list; in a text none is broken.
        json = json.Replace('\n', ' ');
        var bytes = new byte[Event.Length + Encoding.ASCII.GetByteCount(type) + Data.Length + Encoding.UTF8.GetByteCount(json) + End.Length];
        var at = Put(Event, 0);
        at += Encoding.ASCII.GetBytes(type, bytes.AsSpan(at));
        at = Put(Data, at);
        at += Encoding.UTF8.GetBytes(json, bytes.AsSpan(at));
        Put(End, at);
        return bytes;

        int Put(byte[] part, int start)
        {
            part.CopyTo(bytes, start);
            return start + part.Length;
        }
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
