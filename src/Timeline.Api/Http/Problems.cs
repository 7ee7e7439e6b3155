using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Store.Commands;

namespace Timeline.Api.Http;

/// <summary>
/// Every error as <c>application/problem+json</c> (RFC 9457): <c>type</c> is <c>urn:timeline:problem:</c> and a stable code,
/// <c>title</c> is for readers (<see cref="ProblemTitles"/>), <c>detail</c> says what to do, <c>errors</c> names the fields at fault.
/// </summary>
internal static class Problems
{
    private static readonly ProblemHttpResult TokenRefused = Of(401, "not-signed-in",
        "This token is not taken; WWW-Authenticate says why where that can be told. Get a new one from where this service gets " +
        "its key, and send it as Authorization: Bearer <token>.");

    private static readonly ProblemHttpResult TooLong = Of(503, "read-too-long",
        "This takes the database too long to read. Ask for less: rarer words, a shorter range, or one story; or try again later.");

    private static readonly ProblemHttpResult CommitUnknown = Of(503, "outcome-unknown",
        "The database went away while this was being stored, and whether it was cannot be told at present. Send it again with " +
        "the same Idempotency-Key; without one, look into the story first.");

    public static void AddProblems(this IServiceCollection services)
    {
        // Before the framework's own, which writes what it can first.
        services.AddSingleton<ProblemTitles>();
        services.AddSingleton<IProblemDetailsWriter>(s => s.GetRequiredService<ProblemTitles>());
        services.AddProblemDetails();
    }

    /// <summary>Makes a problem of whatever goes wrong.</summary>
    /// <param name="app">The service.</param>
    /// <param name="send">Sends what was thrown: to readers at a browser as a page.</param>
    public static void UseProblems(this WebApplication app, Func<HttpContext, ProblemHttpResult, Task> send)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            // What a client does wrong is no news for the service's log.
            SuppressDiagnosticsCallback = context => IsOfClient(context.Exception),
            ExceptionHandler = async context =>
            {
                // What was on its way is gone, its headers too.
                context.OpenToAllOrigins();
                var error = context.Features.Get<IExceptionHandlerFeature>()!.Error;
                if (error is ConnectionResetException)
                {
                    // Else Kestrel, which may not know it yet, would read on where it was broken off, and tell its log of that.
                    // And what operators count would be an error of the service's.
                    context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
                    context.Abort();
                    return;
                }

                var status = StatusOf(error);
                context.Response.StatusCode = status;
                try
                {
                    await send(context, error switch
                    {
                        CommitUnknownException => CommitUnknown,
                        PostgresException { SqlState: PostgresErrorCodes.QueryCanceled } => TooLong,
                        _ => Of(status),
                    });
                }
                catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
                {
                    // Who is gone is told nothing, and that is no error of the handler's.
                }
            },
        });
        // What the framework answers by itself: no such route, wrong method, not signed in. Whatever the reader accepts.
        app.UseStatusCodePages(context => (context.HttpContext.Response.StatusCode is StatusCodes.Status401Unauthorized
                && context.HttpContext.Request.Headers.Authorization.Count > 0 ? TokenRefused
            : Of(context.HttpContext.Response.StatusCode)).ExecuteAsync(context.HttpContext));
        app.Use((context, next) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            // What there is not may be there a second later; shared caches would keep a 404 for minutes.
            context.Response.OnStarting(static state =>
            {
                var response = ((HttpContext)state).Response;
                if (response.StatusCode >= 400)
                    response.Headers.CacheControl = "no-store";
                if (response.StatusCode == StatusCodes.Status503ServiceUnavailable && response.Headers.RetryAfter.Count == 0)
                    response.Headers.RetryAfter = "1";
                return Task.CompletedTask;
            }, context);
            // PostgreSQL cannot hold NUL in text, so no name or word can contain one.
            return context.Request.Path.Value?.Contains('\0', StringComparison.Ordinal) is true
                || context.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) is true
                ? Of(400, "nul-character", "The address contains a NUL character; remove it.").ExecuteAsync(context)
                : next(context);
        });
    }

    /// <summary>Whether something went wrong since a client sends what is none, or goes away while it sends.</summary>
    public static bool IsOfClient(Exception error) => error is BadHttpRequestException or ConnectionResetException;

    /// <summary>The status of what went wrong: 503 where it may go right in a moment.</summary>
    public static int StatusOf(Exception error) => error switch
    {
        BadHttpRequestException bad => bad.StatusCode,
        // What it will refuse again, for the fault is ours: a value, a constraint, a statement, a limit.
        PostgresException { SqlState: ['2', '2' or '3', ..] or ['4', '2', ..] or ['5', '4', ..] or ['P' or 'T' or 'X', ..] } =>
            StatusCodes.Status500InternalServerError,
        // The database is away, stopping, or out of room: the reader may come again, and nothing is lost.
        NpgsqlException or TimeoutException or CommitUnknownException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static ProblemHttpResult Of(int status)
    {
        var (code, sentence) = Say(status);
        return Of(status, code, sentence);
    }

    public static ProblemHttpResult Of(int status, string code, string sentence) => Of(status, code, sentence, []);

    public static ProblemHttpResult Field(string field, string sentence) =>
        Of(400, "invalid-parameter", $"{field}: {sentence}", [new(field, Sentence.ForPrograms(sentence))]);

    public static ProblemHttpResult Of(Refusal refusal) => Of(
        refusal.Reason switch
        {
            RefusalReason.NotAllowed => 403,
            RefusalReason.Unknown => 404,
            RefusalReason.State => 409,
            RefusalReason.Stale => 412,
            RefusalReason.PreconditionMissing => 428,
            RefusalReason.Busy => 503,
            _ => 422,
        },
        refusal.Code, refusal.Sentence.ToString(), refusal.Fields);

    public static ProblemHttpResult Of(int status, string code, string sentence, IReadOnlyList<FieldProblem> fields) =>
        TypedResults.Problem(
            sentence, statusCode: status, type: ProblemTitles.TypePrefix + code,
            extensions: fields.Count == 0
                ? null
                : new Dictionary<string, object?>
                {
                    ["errors"] = fields.GroupBy(f => f.Field).ToDictionary(g => g.Key, g => g.Select(f => f.Sentence.ToString())),
                });

    public static ProblemHttpResult UnknownStory(string story) => Of(404, "unknown-story",
        Domain.Values.SlugAttribute.IsSlug(story)
            ? $"There is no story '{story}'. GET /stories lists them all."
            : "There is no story of that name: an id has only lower-case letters, digits and hyphens.");

    public static ProblemHttpResult NotYet(string story) =>
        Of(404, "not-yet", $"The story '{story}' had not been opened at that moment; ask for a later one.");

    public static ProblemHttpResult UnknownPerson(string person) => Of(404, "unknown-person",
        Domain.Values.SlugAttribute.IsSlug(person)
            ? $"There is no page of '{person}'. GET /people lists everybody who has one; the entries of a story that name somebody are found by person=."
            : "There is nobody of that name: an id has only lower-case letters, digits and hyphens.");

    /// <summary>Of what a reader has in mind after an older backup was restored.</summary>
    public static ProblemHttpResult StoryReset(string story) => Of(410, "story-reset",
        $"What you have of this story is of a history that is no longer: an older backup was restored. Read /stories/{story}/timeline anew.");

    /// <summary>Of what was taken down: 451 (RFC 7725) or 410; null where readers are not told.</summary>
    public static ProblemHttpResult? Removed(string? face, string? text) => face switch
    {
        Domain.TakeDowns.PublicFace.Legal => Of(451, "removed-on-legal-grounds", Ended(text)),
        Domain.TakeDowns.PublicFace.Editorial => Of(410, "removed-by-editors", Ended(text)),
        _ => null,
    };

    // A date may end with a full stop of its own.
    private static string Ended(string? text) => text?.TrimEnd('.') + ".";

    /// <summary>Of an entry that is not there for who asks.</summary>
    /// <param name="entry">What was asked for.</param>
    /// <param name="past">Whether it was asked for as of a recorded moment.</param>
    /// <param name="hidden">Whether whoever asks sees what the public does not.</param>
    public static ProblemHttpResult UnknownEntry(string entry, bool past, bool hidden = false)
    {
        var name = entry.Length > 64 ? entry[..64] + "…" : entry;
        return Of(404, "unknown-entry",
            (past ? $"The story had no entry '{name}' at that moment; ask for a later one." : $"The story has no entry '{name}'{(hidden ? "" : " in public")}.") +
            (hidden ? "" : " An editor's token and hidden=true show drafts, and what is held or under an embargo."));
    }

    private static (string Code, string Sentence) Say(int status) => status switch
    {
        400 => ("bad-request", "The request cannot be read; check it against /swagger."),
        401 => ("not-signed-in", "Send a bearer token: Authorization: Bearer <token>."),
        403 => ("not-allowed", "The token lacks the role that this needs, or says of nobody whose it is (sub)."),
        404 => ("no-such-address", "There is nothing at this address; /swagger lists all addresses."),
        405 => ("method-not-allowed", "This address does not take this method; /swagger says which it takes."),
        408 => ("too-slow", "The request did not arrive in time; send it again."),
        413 => ("too-large", "The request is too large; 256 KB is the most, but for pictures."),
        429 => ("too-many-requests", "Too many requests at once. Try again in a moment."),
        415 => ("wrong-content-type", "Send Content-Type: application/json."),
        503 => ("database-unavailable", "The database cannot be reached at present. Try again in a moment."),
        _ => ("internal-error", "Something is wrong in the service; it is in its log."),
    };
}
