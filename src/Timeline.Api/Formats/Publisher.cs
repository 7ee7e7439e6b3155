using Timeline.Api.Http;

namespace Timeline.Api.Formats;

/// <summary>Who publishes, by configuration (<c>Publisher__Name</c>, <c>Publisher__Logo</c>, <c>Publisher__ErrorsTo</c>).</summary>
/// <param name="Name">What it is called; null for the host's name.</param>
/// <param name="Logo">The https address of its logo; null where it has none.</param>
/// <param name="ErrorsTo">Where readers report errors: a mail address, or the web address of a form; null for nowhere.</param>
public sealed record Publisher(string? Name, string? Logo, string? ErrorsTo)
{
    /// <summary>Nobody in particular.</summary>
    public static Publisher None { get; } = new(null, null, null);

    /// <summary>Reads the configuration.</summary>
    /// <exception cref="ConfigurationException">An address is none.</exception>
    internal static Publisher Of(IConfiguration configuration)
    {
        var section = configuration.GetSection("Publisher");
        var (logo, errors) = (Text(section["Logo"]), Text(section["ErrorsTo"]));
        if (logo is not null && !IsWeb(logo))
            throw new ConfigurationException("Publisher__Logo must be the https address of a picture.");
        if (errors is not null && !IsWeb(errors) && (!errors.Contains('@', StringComparison.Ordinal) || errors.AsSpan().ContainsAny(" ?&:/")))
            throw new ConfigurationException("Publisher__ErrorsTo must be a mail address, or the https address of a form.");
        return new(Text(section["Name"]), logo, errors);
    }

    /// <summary>Where an error in something is reported; null where it cannot be.</summary>
    /// <param name="subject">What it is in, in words.</param>
    /// <param name="address">Its address.</param>
    /// <param name="version">The public version in which it was read.</param>
    public string? ReportOf(string subject, string address, long version) => ErrorsTo is not { } to ? null
        : to.Contains('@', StringComparison.Ordinal) && !IsWeb(to)
            ? $"mailto:{to}?subject={Uri.EscapeDataString(subject)}&body={Uri.EscapeDataString($"{address} ({version})\n\n")}"
            : $"{to}{(to.Contains('?', StringComparison.Ordinal) ? '&' : '?')}url={Uri.EscapeDataString(address)}&version={version}";

    private static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";

    private static string? Text(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
