using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Timeline.Api.Http;

/// <summary>
/// Compresses what is text, by Brotli or gzip as the reader takes it. An <see cref="Answer"/> is compressed whole, before it is
/// kept; what is sent as it comes is compressed on its way, but for live streams, of which each event must arrive at once.
/// </summary>
internal sealed class Compression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    // Below, what is saved is less than one packet.
    private const int Least = 1024;

    private static readonly string[] Types =
    [
        .. ResponseCompressionDefaults.MimeTypes, "application/problem+json", "application/x-ndjson", "application/ld+json",
        "application/atom+xml", "application/link-format", "application/json+oembed", "text/xml+oembed", "text/calendar", "text/csv",
        "image/svg+xml",
    ];

    private readonly ReadOnce<ICompressionProvider?> _accepted = new();

    public static void Add(IServiceCollection services)
    {
        services.AddResponseCompression(options =>
        {
            // What guessing by length (BREACH) finds out are secrets beside a reader's own words; no answer has any.
            options.EnableForHttps = true;
            options.MimeTypes = Types;
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        services.Configure<GzipCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
        services.AddSingleton<Compression>();
        services.AddSingleton<IResponseCompressionProvider>(provider => provider.GetRequiredService<Compression>());
    }

    /// <summary>Compresses on its way what is no <see cref="Answer"/>.</summary>
    public static void Use(WebApplication app) => app.UseWhen(
        context => context.GetEndpoint()?.Metadata.GetMetadata<AnswerSending.SendsAnswer>() is null, rest => rest.UseResponseCompression());

    /// <summary>The encoding that a reader gets; empty for none.</summary>
    public string Encoding(HttpContext context) => Chosen(context)?.EncodingName ?? "";

    /// <summary>The answer as this reader gets it; itself where it is too short, no text, or encoded already.</summary>
    /// <param name="context">The request.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="forGood">Whether it is made once and sent for as long as the service runs: then it may take its time.</param>
    public Answer Encode(HttpContext context, Answer answer, bool forGood = false)
    {
        if (answer.Encoding is not null || answer.Body.Length < Least || !IsText(answer.ContentType))
            return answer;
        if (Chosen(context) is not { } chosen)
            return answer with { Encoding = "" };
        using var encoded = new MemoryStream();
        using (var stream = forGood ? Smallest(chosen.EncodingName, encoded) : chosen.CreateStream(encoded))
            stream.Write(answer.Body);
        return answer with { Encoding = chosen.EncodingName, Body = encoded.ToArray() };
    }

    /// <inheritdoc/>
    public override ICompressionProvider? GetCompressionProvider(HttpContext context) =>
        _accepted.Of(context.Request.Headers.AcceptEncoding.ToString(), context, base.GetCompressionProvider);

    /// <inheritdoc/>
    public override bool ShouldCompressResponse(HttpContext context)
    {
        if (context.Response.ContentLength < Least || !base.ShouldCompressResponse(context))
            return false;
        // A strong tag names the very bytes, and these depend on the encoding (RFC 9110, section 8.8.3).
        var headers = context.Response.Headers;
        if (Chosen(context) is not null && headers.ETag.ToString() is ['"', ..] strong)
            headers.ETag = $"W/{strong}";
        return true;
    }

    private static Stream Smallest(string encoding, Stream to) => encoding == "br"
        ? new BrotliStream(to, CompressionLevel.SmallestSize, leaveOpen: true)
        : new GZipStream(to, CompressionLevel.SmallestSize, leaveOpen: true);

    private ICompressionProvider? Chosen(HttpContext context) =>
        CheckRequestAcceptsCompression(context) ? GetCompressionProvider(context) : null;

    private static bool IsText(string contentType) =>
        Types.Contains(contentType.Split(';')[0], StringComparer.OrdinalIgnoreCase);
}
