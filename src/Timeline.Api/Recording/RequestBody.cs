using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using Timeline.Api.Http;
using Timeline.Domain;

namespace Timeline.Api.Recording;

/// <summary>A body that was read whole, and its digest.</summary>
internal sealed record RequestBody(byte[] Bytes, byte[] Fingerprint)
{
    /// <summary>The largest body, in bytes.</summary>
    public const int Limit = 256 * 1024;

    /// <summary>Reads a JSON body as a value of a type, or says what is wrong with it.</summary>
    public static async Task<(RequestBody? Body, T? Value, ProblemHttpResult? Problem)> ReadAsync<T>(HttpRequest request)
        where T : class
    {
        var (body, value, problem) = await ReadAsync(request, typeof(T));
        return (body, (T?)value, problem);
    }

    /// <summary>The same.</summary>
    /// <param name="request">The request.</param>
    /// <param name="type">The type; null where nothing need be sent, and then the value is null, too.</param>
    public static async Task<(RequestBody? Body, object? Value, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, Type? type)
    {
        var (body, problem) = await ReadAsync(request, required: type is not null);
        if (body is null || (type is null && body.Bytes.Length == 0))
            return (body, null, problem);
        (var value, problem) = body.As(type ?? typeof(NoFields));
        return (problem is null ? body : null, value, problem);
    }

    private static async Task<(RequestBody? Body, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, bool required)
    {
        var ct = request.HttpContext.RequestAborted;
        if (request.ContentLength > Limit)
            return (null, Problems.Of(413, "too-large", $"The body has {request.ContentLength} bytes; {Limit} is the most."));

        if (request.Headers.ContentEncoding.ToString() is not ("" or "identity"))
            return (null, Problems.Of(415, "compressed-body", "Send the body as it is, without Content-Encoding."));

        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await ReadAsync(request, chunk, ct)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > Limit)
                return (null, Problems.Of(413, "too-large", $"The body has more than {Limit} bytes, which is the most."));
        }

        if ((required || buffer.Length > 0) && !IsJson(request))
            return (null, Problems.Of(415, "wrong-content-type", "Send the command as JSON in UTF-8, with Content-Type: application/json."));

        // RFC 8259, section 8.1: a byte order mark may be passed over, and editors on Windows write one.
        var bytes = buffer.ToArray();
        return (Of(request, bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes), null);
    }

    // Of most that cannot be read the server says itself that it is the client's; of a chunk whose size no number holds it does not.
    private static async ValueTask<int> ReadAsync(HttpRequest request, byte[] chunk, CancellationToken ct)
    {
        try
        {
            return await request.Body.ReadAsync(chunk, ct);
        }
        catch (IOException error) when (!Problems.IsOfClient(error))
        {
            throw new BadHttpRequestException("The body cannot be read.", StatusCodes.Status400BadRequest, error);
        }
    }

    /// <summary>A body of a request that carries it in another form.</summary>
    public static RequestBody Of(HttpRequest request, byte[] bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(bytes);
        return new(bytes, hash.GetHashAndReset());
    }

    private static bool IsJson(HttpRequest request) => request.HasJsonContentType()
        && HeaderUtilities.RemoveQuotes(request.GetTypedHeaders().ContentType!.Charset) is var charset
        && (charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private (object? Value, ProblemHttpResult? Problem) As(Type type)
    {
        var value = CommandReader.Read(Bytes, type, out var problem);
        return problem is null
            ? (value, null)
            : (null, problem.Field.Length == 0
                ? Problems.Of(400, "malformed-json", problem.Sentence.ToString())
                : Problems.Of(400, "invalid-fields", $"Nothing was stored. {problem.Field}: {problem.Sentence}", [problem]));
    }

    private sealed record NoFields;
}
