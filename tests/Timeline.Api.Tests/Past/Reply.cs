using System.Net;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Past;

/// <summary>An answer that was read to its end.</summary>
internal sealed record Reply(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public bool IsImmutable => this["Cache-Control"]?.Contains("immutable", StringComparison.Ordinal) is true;
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
