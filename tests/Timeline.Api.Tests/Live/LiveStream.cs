using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Live;

/// <summary>One server-sent event; a comment has only text.</summary>
internal sealed record LiveEvent(string IdText, string Type, string Data)
{
    public long Id => long.Parse(IdText, CultureInfo.InvariantCulture);

    public bool IsComment => Type.Length == 0;

    public JsonNode Change => JsonNode.Parse(Data)!;
}

/// <summary>A reader of a live stream (WHATWG HTML, section 9.2), as strict as the tests need.</summary>
internal sealed class LiveStream : IAsyncDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private LiveStream(HttpResponseMessage answer, StreamReader lines) => (_answer, _lines) = (answer, lines);

    public HttpResponseMessage Answer => _answer;

    /// <summary>Opens a stream: after a version by <c>Last-Event-ID</c>, or from now on.</summary>
    public static Task<LiveStream> OpenAsync(TestService service, long? lastEventId, string story = "story") =>
        OpenAsync(service.Public, lastEventId, story);

    /// <summary>The same by way of whatever this client leads to.</summary>
    public static Task<LiveStream> OpenAsync(HttpClient client, long? lastEventId, string story = "story") =>
        OpenAtAsync(client, $"/stories/{story}/live", lastEventId?.ToString(CultureInfo.InvariantCulture));

    /// <summary>A stream at any address.</summary>
    public static async Task<LiveStream> OpenAtAsync(HttpClient client, string address, string? lastEventId = null)
    {
        var ct = TestContext.Current.CancellationToken;
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (lastEventId is not null)
            request.Headers.Add("Last-Event-ID", lastEventId);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return new LiveStream(answer, new StreamReader(await answer.Content.ReadAsStreamAsync(ct), Encoding.UTF8));
    }

    /// <summary>The changes, as they come.</summary>
    public async IAsyncEnumerable<LiveEvent> ChangesAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        while (await NextAsync(ct) is { } next)
        {
            if (!next.IsComment)
                yield return next;
        }
    }

    /// <summary>So many changes.</summary>
    public async Task<List<LiveEvent>> TakeAsync(int count)
    {
        // A stream on which nothing more comes goes on for ever.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        var changes = new List<LiveEvent>();
        while (changes.Count < count && await NextAsync(limit.Token) is { } next)
        {
            if (!next.IsComment)
                changes.Add(next);
        }

        return changes;
    }

    /// <summary>The next event or comment; null at the end of the stream.</summary>
    public async Task<LiveEvent?> NextAsync(CancellationToken ct)
    {
        var (id, type, data) = ("", "", (string?)null);
        while (await _lines.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith(':'))
                return new("", "", line);
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                type = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data = line[6..];
            else if (line.Length > 0)
                Assert.StartsWith("retry: ", line, StringComparison.Ordinal);
            else if (data is not null)
                return new(id, type, data);
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _lines.Dispose();
        _answer.Dispose();
        return ValueTask.CompletedTask;
    }
}
