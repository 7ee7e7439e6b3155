using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Desk.SigningIn;

namespace Timeline.Api.Tests.Desk;

/// <summary>Somebody at the desk without a browser: keeps cookies, follows nothing by itself.</summary>
internal sealed partial class DeskVisitor : IDisposable
{
    private readonly HttpClient _client;

    public DeskVisitor(Uri address)
    {
        Handler = new() { CookieContainer = Cookies, AllowAutoRedirect = false };
        _client = new(Handler) { BaseAddress = address };
    }

    public CookieContainer Cookies { get; } = new();

    /// <summary>Reads this language, and no other (BCP 47).</summary>
    public string Reads
    {
        set => _client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(value);
    }

    /// <summary>Asks for pages, as a browser does.</summary>
    public void AcceptsPages() => _client.DefaultRequestHeaders.Accept.ParseAdd("text/html");

    /// <summary>Sends forms from a page, as a browser does (Fetch Metadata).</summary>
    /// <param name="page">The page; null for one of another site.</param>
    public void Browses(Uri? page)
    {
        AcceptsPages();
        _client.DefaultRequestHeaders.Referrer = page;
        _client.DefaultRequestHeaders.Remove("Sec-Fetch-Site");
        _client.DefaultRequestHeaders.Add("Sec-Fetch-Site", page is null ? "cross-site" : "same-origin");
    }

    private HttpClientHandler Handler { get; }

    /// <summary>One who has signed in by a link.</summary>
    public static async Task<DeskVisitor> SignedInAsync(TestService service, string name = "anna", params string[] roles)
    {
        var visitor = new DeskVisitor(service.Address);
        var link = service.App.Services.GetRequiredService<SignInLinks>().Make(roles is [] ? ["editor"] : roles)!;
        using var signedIn = await visitor.PostAsync(link, "/desk/sign-in", ("name", name), ("link", link.Split('=')[1]));
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return visitor;
    }

    public Task<HttpResponseMessage> GetAsync(string address) => _client.GetAsync(new Uri(address, UriKind.RelativeOrAbsolute), Expect.Stop);

    /// <summary>The text of a page.</summary>
    public async Task<string> TextAsync(string address)
    {
        using var answer = await GetAsync(address);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{address}: {answer.StatusCode} {answer.Headers.Location}");
        return await answer.Content.ReadAsStringAsync(Expect.Stop);
    }

    /// <summary>Follows server-sent events.</summary>
    public async Task<DeskNewsReader> FollowAsync(string address) =>
        new(await _client.GetStreamAsync(new Uri(address, UriKind.Relative), Expect.Stop));

    /// <summary>Sends a form, with what the page that it is on says that it is ours.</summary>
    public async Task<HttpResponseMessage> PostAsync(string page, string address, params (string Name, string Value)[] fields)
    {
        using var shown = await GetAsync(page);
        var html = await shown.Content.ReadAsStringAsync(Expect.Stop);
        return await PostBareAsync(address, [.. fields, ("__RequestVerificationToken", TokenOf(html))]);
    }

    /// <summary>Sends a form with a file, as a browser does without scripts.</summary>
    public async Task<HttpResponseMessage> PostFileAsync(string address, (string Name, string Value)[] fields, string name, byte[] file)
    {
        using var form = new MultipartFormDataContent { { new ByteArrayContent(file), name, "photo.jpg" } };
        foreach (var (field, value) in fields.Append(("__RequestVerificationToken", TokenOf(await TextAsync(address)))))
            form.Add(new StringContent(value), field);
        return await _client.PostAsync(new Uri(address, UriKind.Relative), form, Expect.Stop);
    }

    /// <summary>Sends whatever there is.</summary>
    public Task<HttpResponseMessage> SendAsync(string address, HttpContent content) => _client.PostAsync(new Uri(address, UriKind.Relative), content, Expect.Stop);

    /// <summary>What a page's forms say that they are ours.</summary>
    public static string TokenOf(string html) => Token().Match(html).Groups[1].Value;

    /// <summary>What a hidden field of a page says.</summary>
    public static string Hidden(string html, string name) => WebUtility.HtmlDecode(Regex.Match(html, $"name=\"{name}\" value=\"([^\"]*)\"").Groups[1].Value);

    /// <summary>Sends a page's form as it is shown there, but for a few fields, as a browser does.</summary>
    public async Task<(HttpStatusCode Status, string Html)> SendShownAsync(string html, params (string Name, string Value)[] otherwise)
    {
        using var page = new HtmlParser().ParseDocument(html);
        var form = page.QuerySelector("form[data-draft]")!;
        var shown = form.QuerySelectorAll("[name]").Select(e => (Name: e.GetAttribute("name")!, Value: e switch
        {
            IHtmlInputElement { Type: "file" } or IHtmlInputElement { Type: "checkbox" or "radio", IsChecked: false } => null,
            IHtmlInputElement input => input.Value,
            IHtmlTextAreaElement area => area.Value,
            IHtmlSelectElement select => select.Value,
            _ => null,
        })).Where(f => f.Value is not null && otherwise.All(o => o.Name != f.Name)).Select(f => (f.Name, f.Value!));
        using var answer = await PostBareAsync(form.GetAttribute("action")!, [.. shown, .. otherwise]);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Expect.Stop));
    }

    /// <summary>Sends a form as another site would.</summary>
    public async Task<HttpResponseMessage> PostBareAsync(string address, params (string Name, string Value)[] fields)
    {
        using var form = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value)));
        return await _client.PostAsync(new Uri(address, UriKind.Relative), form, Expect.Stop);
    }

    public void Dispose()
    {
        _client.Dispose();
        Handler.Dispose();
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}

/// <summary>Reads server-sent events one by one.</summary>
internal sealed class DeskNewsReader(Stream stream) : IAsyncDisposable
{
    private readonly StreamReader _reader = new(stream);

    /// <summary>What the last of them that had an id had for one.</summary>
    public string? LastId { get; private set; }

    /// <summary>The data of the next event of a name that is looked for; others are passed over.</summary>
    public async Task<string> NextAsync(string name, Func<string, bool>? wanted = null)
    {
        string? current = null;
        while (true)
        {
            var line = await _reader.ReadLineAsync(Expect.Stop) ?? throw new EndOfStreamException();
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                LastId = line[4..];
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
                current = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal) && current == name && wanted?.Invoke(line[6..]) is not false)
                return line[6..];
        }
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await stream.DisposeAsync();
    }
}
