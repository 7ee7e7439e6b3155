using System.CommandLine;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Timeline.Cli.Frame;

/// <summary>
/// What a command speaks HTTP to: the service of <c>--url</c>, or else one of the command's own on the database, which lives
/// as long as the command. So there is one way for both, and the same answers.
/// </summary>
internal sealed class Service : IAsyncDisposable
{
    private static readonly Option<string?> Url = new("--url")
    {
        Description = "The address of a service, such as https://timeline.example.org; without it the database is opened.",
    };

    private static readonly Option<string?> TokenFile = new("--token-file")
    {
        Description = "A file with the token for --url. Without it, TIMELINE_TOKEN is the token, if it is set.",
    };

    // Of a service that is too busy; before it says so, it waits for some seconds itself.
    private const int MostTries = 5;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly IAsyncDisposable? _own;

    private Service(HttpClient client, IAsyncDisposable? own) => (_client, _own) = (client, own);

    /// <summary>Gives a command its work to do, and the options that say with whom.</summary>
    /// <param name="command">The command.</param>
    /// <param name="work">What it does.</param>
    /// <param name="records">Whether it sends commands, and not only questions.</param>
    public static void SetAction(Command command, Func<ParseResult, Service, CancellationToken, Task<int>> work, bool records = false)
    {
        AddOptions(command);
        command.SetAction(async (asked, ct) =>
        {
            await using var service = await OpenAsync(asked, records, ct);
            return await work(asked, service, ct);
        });
    }

    /// <summary>Gives a command the options that say with whom it speaks.</summary>
    public static void AddOptions(Command command)
    {
        command.Options.Add(Url);
        command.Options.Add(TokenFile);
    }

    /// <summary>Whether a command can speak with a service of elsewhere.</summary>
    public static bool TakesUrl(Command command) => command.Options.Contains(Url);

    /// <summary>Whether a service of elsewhere is meant.</summary>
    public static bool IsMeant(ParseResult asked) => asked.GetValue(Url) is { Length: > 0 };

    /// <summary>A JSON answer.</summary>
    /// <param name="address">The path and query, from the service's own address on.</param>
    /// <param name="ct">Cancels.</param>
    /// <exception cref="FailedException">The service refuses: its own sentence.</exception>
    /// <exception cref="UnreachableException">It is away.</exception>
    public async Task<JsonObject> GetAsync(string address, CancellationToken ct)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, Of(address)), ct);
        return await ReadAsync(answer, ct);
    }

    /// <summary>A JSON answer with its ETag.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<(JsonObject Answer, string ETag)> GetTaggedAsync(string address, CancellationToken ct)
    {
        using var answer = await SendAsync(new(HttpMethod.Get, Of(address)), ct);
        return (await ReadAsync(answer, ct), answer.Headers.ETag?.ToString() ?? "*");
    }

    /// <summary>A JSON answer. A service that is too busy, as while it imports the story, has stored nothing: it is asked again after a while.</summary>
    /// <param name="address">The path and query, from the service's own address on.</param>
    /// <param name="body">What is sent; the caller's to dispose of.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="headers">What else is sent.</param>
    /// <exception cref="FailedException">The service refuses, or stays too busy: its own sentence.</exception>
    /// <exception cref="UnreachableException">It is away.</exception>
    public async Task<JsonObject> PostAsync(string address, HttpContent body, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        for (var tries = 1; ; tries++)
        {
            // Not disposed of: that would dispose of the body, too.
            var request = new HttpRequestMessage(HttpMethod.Post, Of(address)) { Content = body };
            foreach (var (name, value) in headers)
                request.Headers.TryAddWithoutValidation(name, value);
            try
            {
                using var answer = await SendAsync(request, ct);
                return await ReadAsync(answer, ct);
            }
            catch (FailedException busy) when (busy.BusyFor is not null && tries < MostTries)
            {
                await Task.Delay(busy.BusyFor.Value < LongestPause ? busy.BusyFor.Value : LongestPause, ct);
            }
        }
    }

    /// <summary>An answer of any type, whose body is read as it comes. Dispose of it.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public Task<HttpResponseMessage> OpenAsync(string address, string accept, CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, Of(address));
        request.Headers.Accept.ParseAdd(accept);
        return SendAsync(request, ct);
    }

    /// <summary>The same; null where it is not for whoever asks.</summary>
    /// <inheritdoc cref="GetAsync"/>
    public async Task<HttpResponseMessage?> TryOpenAsync(string address, string accept, CancellationToken ct)
    {
        try
        {
            return await OpenAsync(address, accept, ct);
        }
        catch (FailedException refused) when (refused.IsForbidden)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (_own is not null)
            await _own.DisposeAsync();
    }

    /// <summary>Opens the one that is meant.</summary>
    public static async Task<Service> OpenAsync(ParseResult asked, bool records, CancellationToken ct)
    {
        if (asked.GetValue(Url) is not { Length: > 0 } url)
        {
            var own = await OwnService.StartAsync(records, ct);
            return new(Client(own.Address, own.Token), own);
        }

        if (!Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
            throw new FailedException($"--url must be an http or https address, not '{url}'.");
        var token = asked.GetValue(TokenFile) is { Length: > 0 } file
            ? (await GivenFile.TextAsync(file, ct)).Trim() is { Length: > 0 } kept ? kept : throw new FailedException($"{file} is empty.")
            : Surroundings.Of("TIMELINE_TOKEN");
        return new(Client(address, token), null);
    }

    private static HttpClient Client(Uri address, string? token)
    {
        var client = new HttpClient(new SocketsHttpHandler
        {
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = TimeSpan.FromSeconds(15),
        })
        { BaseAddress = address };
        if (token is { Length: > 0 })
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    // Below the address, which may have a path of its own.
    private static Uri Of(string address) => new(address.TrimStart('/'), UriKind.Relative);

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        }
        catch (HttpRequestException error)
        {
            throw new UnreachableException($"{_client.BaseAddress} cannot be reached: {error.Message}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new UnreachableException($"{_client.BaseAddress} does not answer.");
        }

        if (answer.IsSuccessStatusCode)
            return answer;
        using (answer)
        {
            var (type, said, fields) = Problem(await answer.Content.ReadAsStringAsync(ct));
            // What the service says of headers is for programs.
            var sentence = answer.StatusCode == HttpStatusCode.Unauthorized
                ? $"{_client.BaseAddress} {(_client.DefaultRequestHeaders.Authorization is null ? "asks for a token" : "does not take this token")}: " +
                    "set TIMELINE_TOKEN, or give --token-file. 'token' makes one where the service's key is."
                : said ?? $"{_client.BaseAddress} answers {(int)answer.StatusCode} {answer.ReasonPhrase}.";
            if (type == "urn:timeline:problem:too-busy")
                throw new FailedException(sentence) { BusyFor = answer.Headers.RetryAfter?.Delta ?? TimeSpan.FromSeconds(1) };
            throw answer.StatusCode is HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout
                ? new UnreachableException(sentence)
                : new FailedException(sentence) { Status = answer.StatusCode, Problem = type, Fields = fields ?? new() };
        }
    }

    private async Task<JsonObject> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            await using var body = await answer.Content.ReadAsStreamAsync(ct);
            return await JsonNode.ParseAsync(body, cancellationToken: ct) as JsonObject
                ?? throw new FailedException($"{_client.BaseAddress} is no Timeline: it answers JSON of another form.");
        }
        catch (JsonException)
        {
            throw new FailedException($"{_client.BaseAddress} is no Timeline: it does not answer JSON.");
        }
    }

    // Of RFC 9457, with the fields that a Timeline names.
    private static (string? Type, string? Sentence, Dictionary<string, string>? Fields) Problem(string text)
    {
        try
        {
            return JsonNode.Parse(text) is JsonObject problem
                ? ((string?)problem["type"], (string?)problem["detail"] ?? (string?)problem["title"],
                    (problem["errors"] as JsonObject ?? []).ToDictionary(e => e.Key, e => string.Join(' ', (e.Value as JsonArray ?? []).Select(s => (string?)s))))
                : default;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return default;
        }
    }
}
