using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Timeline.Api.Tests.Past;

/// <summary>An answer that was read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    // What a failed test shows of many.
    public override string ToString() => $"{Status}, {this["Cache-Control"]}, {this["Content-Location"]}";

    public string? this[string header] => Headers.GetValueOrDefault(header);

    /// <summary>Whether it is about a version, which stays as it is: shared caches keep it for a year, browsers for an hour.</summary>
    public bool IsKeptLong => this["Cache-Control"] == "public, max-age=3600" && this["Surrogate-Control"] == "max-age=31536000"
        && this["Surrogate-Key"] is not null;

    /// <summary>The version that it names in its <c>Content-Location</c>.</summary>
    public long? Version => Regex.Match(this["Content-Location"] ?? "", "[?&]asOf=([0-9]+)(&|$)") is { Success: true } found
        ? long.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : null;
}

internal static class Replies
{
    /// <summary>Gets an answer.</summary>
    public static async Task<Reply> ReadAsync(this HttpClient client, string address, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
        var all = answer.Headers.Concat(answer.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        return new(answer.StatusCode, all, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public static Task<Reply> ReadAsync(this TestService service, string address, params (string Name, string Value)[] headers) =>
        service.Public.ReadAsync(address, headers);
}
