namespace Timeline.Api.Http;

/// <summary>
/// The address by which readers know the service: <c>PublicUrl</c> in the configuration, else that of the request.
/// </summary>
internal sealed class PublicAddress(IConfiguration configuration)
{
    private readonly string? _configured = Read(configuration["PublicUrl"]);

    /// <summary>Scheme, host and path base, without a slash at the end.</summary>
    /// <exception cref="BadHttpRequestException">The request's <c>Host</c> is none.</exception>
    public string Of(HttpRequest request)
    {
        var address = _configured ?? $"{request.Scheme}://{request.Host}{request.PathBase}";
        return Uri.TryCreate(address, UriKind.Absolute, out _) ? address
            : throw new BadHttpRequestException("The Host header names no host; send the service's address.");
    }

    /// <summary>The address of the same answer, as another query asks for it.</summary>
    public string Of(HttpRequest request, RouteQuery query) => $"{Of(request)}{request.Path}{query}";

    private static string? Read(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.Query.Length == 0
            ? text.TrimEnd('/')
            : throw new ConfigurationException("PublicUrl must be an address such as https://timeline.example.org.");
}
