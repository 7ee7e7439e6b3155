using Timeline.Api.Http;
using Timeline.Domain.Values;

namespace Timeline.Api.Formats;

/// <summary>Where the pages are, and whose they are.</summary>
/// <param name="Address">The service's public address, without a slash at the end.</param>
/// <param name="Publisher">Who publishes.</param>
public sealed record Site(string Address, Publisher Publisher)
{
    /// <summary>The path under which everything is; mostly empty.</summary>
    public string Root { get; } = new Uri(Address).AbsolutePath.TrimEnd('/');

    /// <summary>The publisher's name; the host's where none is configured.</summary>
    public string Name { get; } = Publisher.Name ?? new Uri(Address).Host;

    /// <summary>Whether its reader is at the desk, where pictures are seen that the public does not see.</summary>
    public bool IsDesk { get; init; }

    /// <summary>The address of a picture or recording on a page.</summary>
    public string? Media(string? url) => PictureName.Of(url) is null ? url : Root + (IsDesk ? "/desk" : "") + url;

    /// <summary>The same, whole, for others than pages of ours.</summary>
    public string? Absolute(string? url) => PictureName.Of(url) is null ? url : Address + url;

    /// <summary>Where they are, as this reader calls it.</summary>
    internal static Site Of(PublicAddress address, HttpRequest request) =>
        new(address.Of(request), request.HttpContext.RequestServices.GetRequiredService<Publisher>());
}
