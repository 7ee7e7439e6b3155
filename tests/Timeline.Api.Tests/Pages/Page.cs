using System.Net;
using System.Text.RegularExpressions;

namespace Timeline.Api.Tests.Pages;

/// <summary>A page as a browser asks for it.</summary>
/// <param name="Status">The status.</param>
/// <param name="Headers">All headers.</param>
/// <param name="Html">The text.</param>
internal sealed partial record Page(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Html)
{
    public const string BrowsersAccept = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    /// <summary>What its data block says.</summary>
    public string JsonLd => DataBlock().Match(Html).Groups[1].Value;

    /// <summary>Its elements, without the data block and the page's own script.</summary>
    public string Markup => DataBlock().Replace(Html, "");

    public static async Task<Page> GetAsync(TestService service, string address, string accept = BrowsersAccept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await service.Public.SendAsync(request, TestContext.Current.CancellationToken);
        var headers = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new(answer.StatusCode, headers, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [GeneratedRegex("<script type=\"(?:application/ld\\+json\">(.*?)|module\" src=\"/pages/page\\.[0-9a-f]+\\.js\">)</script>", RegexOptions.Singleline)]
    private static partial Regex DataBlock();
}
