using System.Text.Json;
using Microsoft.Net.Http.Headers;
using Timeline.Store.Projections;

namespace Timeline.Api.Http;

/// <summary>Sends answers: conditional requests, and reading from any origin.</summary>
internal static class AnswerSending
{
    /// <summary>The methods of what is read. Routes are mapped with them by ASP.NET's own <c>MapMethods</c>, whose handlers its
    /// generator binds when the service is built: else each is compiled whenever a service starts.</summary>
    public static readonly string[] Reads = ["GET", "HEAD"];

    public static byte[] Json<T>(T value) => JsonSerializer.SerializeToUtf8Bytes(value, AnswerJson.Options);

    /// <summary>Says of a route that it sends an <see cref="Answer"/>.</summary>
    public static RouteHandlerBuilder Conditional(this RouteHandlerBuilder route) =>
        route.WithTags("Read").Takes(Parameters.IfNoneMatch).Produces(304).WithMetadata(new SendsAnswer());

    /// <summary>Sends the answer, or 304 where the reader has it (RFC 9110, section 13.1.2); what is not 200 is sent as it is.</summary>
    public static Task SendAsync(this HttpContext context, Answer answer)
    {
        var response = context.Response;
        // What was kept is encoded already.
        if (answer.Encoding is null)
            answer = context.RequestServices.GetRequiredService<Compression>().Encode(context, answer);
        // Also where only that it still holds is said, and nothing is encoded.
        response.Headers.ETag = answer.Encoding is { Length: > 0 } ? $"W/{answer.ETag}" : answer.ETag;
        if (answer.Encoding is not null)
            response.Headers.Append(HeaderNames.Vary, HeaderNames.AcceptEncoding);
        response.Headers.CacheControl = answer.Lifetime.CacheControl;
        if (answer.Lifetime.SurrogateControl is { } surrogates)
            (response.Headers["Surrogate-Control"], response.Headers["Surrogate-Key"]) = (surrogates, answer.Lifetime.SurrogateKey);
        foreach (var (name, value) in answer.Headers)
            response.Headers.Append(name, value);
        if (response.StatusCode == StatusCodes.Status200OK && Has(context.Request, answer.ETag))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        if (answer.Encoding is { Length: > 0 } encoding)
            response.Headers.ContentEncoding = encoding;
        response.ContentType = answer.ContentType;
        response.ContentLength = answer.Body.Length;
        // Without the request's token: Kestrel ends the write of a reader who goes away by itself.
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : response.Body.WriteAsync(answer.Body).AsTask();
    }

    /// <summary>Sends the answer, or the problem in its place.</summary>
    public static Task SendAsync(this HttpContext context, AnswerOrProblem made) =>
        made.Answer is { } answer ? context.SendAsync(answer) : made.Problem!.ExecuteAsync(context);

    /// <summary>Reading is open to pages of every origin (CORS), in what a shared cache keeps too.</summary>
    public static void UseOpenReading(this WebApplication app) => app.Use((context, next) =>
    {
        var (method, headers) = (context.Request.Method, context.Response.Headers);
        context.OpenToAllOrigins();
        if (HttpMethods.IsOptions(method) && context.Request.Headers.ContainsKey(HeaderNames.AccessControlRequestMethod))
        {
            headers.AccessControlAllowOrigin = "*";
            headers.AccessControlAllowMethods = "GET, HEAD";
            headers.AccessControlAllowHeaders = "Authorization, Accept, Accept-Datetime, If-None-Match, Last-Event-ID, Cache-Control";
            headers.AccessControlMaxAge = "86400";
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        return next(context);
    });

    public static void OpenToAllOrigins(this HttpContext context)
    {
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
            return;
        context.Response.Headers.AccessControlAllowOrigin = "*";
        context.Response.Headers.AccessControlExposeHeaders = "ETag, Link, Memento-Datetime, Content-Location, Location, Retry-After";
    }

    private static bool Has(HttpRequest request, string etag)
    {
        var header = request.Headers.IfNoneMatch;
        if (header.Count == 0)
            return false;
        return header == etag
            || (EntityTagHeaderValue.TryParseList([.. header.OfType<string>()], out var tags)
                && tags.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Tag == etag));
    }

    /// <summary>Of a route that sends an <see cref="Answer"/>, which is encoded already.</summary>
    internal sealed record SendsAnswer;
}
