using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Timeline.Api.Http;

/// <summary>
/// How long an address and the headers of a request may be. The server itself refuses without a word, so it takes more, and what
/// is too long hears from us what to do.
/// </summary>
internal static class RequestSize
{
    private const int LongestAddress = 8 * 1024;
    private const int MostHeaders = 100;
    private const int HeaderBytes = 32 * 1024;

    public static void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestLineSize = 8 * LongestAddress;
        kestrel.Limits.MaxRequestHeaderCount = 4 * MostHeaders;
        kestrel.Limits.MaxRequestHeadersTotalSize = 4 * HeaderBytes;
    }

    public static void UseRequestSize(this WebApplication app) => app.Use((context, next) =>
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget.Length > LongestAddress
            ? Problems.Of(414, "address-too-long", $"The address has more than {LongestAddress} characters, which is the most; ask for less at once.").ExecuteAsync(context)
        : context.Request.Headers.Count > MostHeaders || Size(context.Request.Headers) > HeaderBytes
            ? Problems.Of(431, "headers-too-large",
                $"The headers have more than {HeaderBytes} characters, or are more than {MostHeaders}; send fewer (cookies are not needed here).").ExecuteAsync(context)
        : next(context));

    private static int Size(IHeaderDictionary headers)
    {
        var size = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
                size += name.Length + (value?.Length ?? 0) + 4;
        }

        return size;
    }
}
