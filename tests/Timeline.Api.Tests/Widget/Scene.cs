using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Widget;

/// <summary>A newspaper's page with the widget on it, the service behind a network, and an editor.</summary>
internal sealed partial class Scene : IAsyncDisposable
{
    private readonly List<string> _errors = [];
    private TestService _service;
    private ForeignSite? _site;
    private IBrowserContext? _context;

    private Scene(TestService service)
    {
        _service = service;
        Relay = new Relay(service.Address);
    }

    public Relay Relay { get; }

    public TestService Service => _service;

    public IPage Page { get; private set; } = null!;

    public IBrowserContext Context => _context!;

    public ILocator Widget => Page.Locator("story-timeline").First;

    public ILocator Entries => Widget.Locator("article");

    public ILocator Notice => Widget.Locator(".notice");

    /// <summary>The sentence in place of entries.</summary>
    public ILocator Fault => Widget.Locator(".fault");

    public ILocator Status => Widget.Locator(".status");

    /// <summary>Uncaught errors of the page and violations of its policy.</summary>
    public IReadOnlyList<string> Errors => _errors;

    /// <summary>A service with an empty story, before anybody looks at it.</summary>
    public static async Task<Scene> SetAsync()
    {
        var scene = new Scene(await TestService.StartAsync());
        await scene._service.OpenAsync();
        return scene;
    }

    /// <summary>
    /// Opens the page. <c>SERVICE</c> in the texts stands for the address of the service. Where nothing else is said the latest that
    /// happened is first.
    /// </summary>
    public async Task<Scene> OpenAsync(
        Browser browser, string attributes = "", string head = "", string body = "", string? policy = null,
        BrowserNewContextOptions? options = null, Func<IPage, Task>? before = null, string fragment = "",
        string title = "The story story")
    {
        var html = $"""
            <!doctype html>
            <html lang="en"><head><title>The paper</title>
            <meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <script type="module" src="SERVICE/widget/story-timeline.js"></script>{head}</head>
            <body><main><h1>The paper</h1>{body}
            <story-timeline src="SERVICE/stories/story" {attributes} by="happened" order="desc"></story-timeline></main></body></html>
            """;
        var service = Relay.Address.ToString().TrimEnd('/');
        _site = await ForeignSite.StartAsync(html.Replace("SERVICE", service), policy?.Replace("SERVICE", service));
        _context = await browser.NewContextAsync(options);
        Page = await _context.NewPageAsync();
        Page.PageError += (_, error) => _errors.Add(error);
        Page.Console += (_, message) =>
        {
            if (message.Type == "error" && PolicyWords().IsMatch(message.Text))
                _errors.Add(message.Text);
        };
        if (before is not null)
            await before(Page);
        await Page.GotoAsync(_site.Address + fragment);
        await Assertions.Expect(Widget.Locator(".title")).ToContainTextAsync(title);
        return this;
    }

    /// <summary>Waits until the stream is open.</summary>
    public async Task<Scene> LiveAsync()
    {
        await Assertions.Expect(Status).ToHaveTextAsync("Live");
        return this;
    }

    public ILocator Entry(string id) => Widget.Locator($"article[id='{id}']");

    public async Task<string> RecordAsync(string headline, string edtf = "2021-01-22", string plural = "reactions") =>
        await RecordAsync(plural, new { when = new { edtf }, headline });

    public async Task<string> RecordAsync(string plural, object body) => (await _service.RecordAsync(plural, body)).Id;

    /// <summary>Records so many entries, the newest last, tall enough that a few fill the window.</summary>
    public async Task<string[]> FillAsync(int count)
    {
        var ids = new List<string>();
        for (var i = 1; i <= count; i++)
        {
            ids.Add(await RecordAsync("reactions", new
            {
                when = new { edtf = $"2021-01-{i:00}" },
                headline = $"Entry {i}",
                summary = string.Join(' ', Enumerable.Repeat("A sentence of some length that fills the line.", 20)),
            }));
        }

        return [.. ids];
    }

    /// <summary>An editorial command, such as a correction.</summary>
    public Task EditAsync(string entry, string route, object? body = null) => _service.StoreAsync("story", entry, route, body, "*");

    public Task CorrectAsync(string entry, string wrong, object changes) =>
        EditAsync(entry, "corrections", new { @class = "correction", wrong, changes });

    /// <summary>Ends the service at once; what was connected to it breaks.</summary>
    public async Task KillAsync()
    {
        Relay.Cut();
        await _service.DisposeAsync();
    }

    /// <summary>Starts another service on the same database, not yet within reach of the page.</summary>
    public async Task ReviveAsync()
    {
        _service = await TestService.StartAsync(_service.ConnectionString);
        Relay.Service = _service.Address;
    }

    /// <summary>Waits until the page shows what the service answers: the same entries, in order, each once.</summary>
    public async Task AgreesAsync(string query = "order=desc")
    {
        var answer = await _service.GetAsync($"/stories/story/timeline?limit=500&{query}");
        var expected = answer["entries"]!.AsArray().Select(e => $"{e!["id"]} {e["headline"] ?? "This entry was withdrawn."}");
        await Page.WaitForFunctionAsync(
            """
            expected => JSON.stringify(
              [...document.querySelector('story-timeline').shadowRoot.querySelectorAll('article')]
              .map(article => `${article.id} ${article.querySelector('.headline').textContent}`)) === expected
            """,
            JsonSerializer.Serialize(expected, Plain), new() { Timeout = 30_000 });
    }

    /// <summary>How far an entry is below the upper edge of the window, in CSS pixels.</summary>
    public Task<double> TopAsync(string entry) =>
        Entry(entry).EvaluateAsync<double>("e => e.getBoundingClientRect().top");

    public async ValueTask DisposeAsync()
    {
        if (_context is not null)
            await _context.DisposeAsync();
        await Relay.DisposeAsync();
        if (_site is not null)
            await _site.DisposeAsync();
        await _service.DisposeAsync();
    }

    // As JSON.stringify writes.
    private static readonly JsonSerializerOptions Plain =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [GeneratedRegex("Content Security Policy|TrustedHTML|integrity", RegexOptions.IgnoreCase)]
    private static partial Regex PolicyWords();
}
