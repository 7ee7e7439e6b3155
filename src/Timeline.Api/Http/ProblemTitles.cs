using Microsoft.AspNetCore.Mvc;
using Npgsql;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Http;

/// <summary>
/// Writes every problem, whoever makes it. Its <c>title</c> is a sentence for readers, in their language; its <c>detail</c> tells whoever
/// writes the program what to do, in English, as names of fields and parameters are.
/// </summary>
internal sealed class ProblemTitles(TimelineDatabase db) : IProblemDetailsWriter
{
    public const string TypePrefix = "urn:timeline:problem:";

    public bool CanWrite(ProblemDetailsContext context) => true;

    public async ValueTask WriteAsync(ProblemDetailsContext context)
    {
        var (http, problem) = (context.HttpContext, context.ProblemDetails);
        var (words, _) = await LanguageAsync(http, http.GetRouteValue("story") as string);
        // Some of them are made once for all requests.
        await http.Response.WriteAsJsonAsync(new ProblemDetails
        {
            Type = problem.Type,
            Title = Sentence(words, problem.Status ?? http.Response.StatusCode, problem.Type, HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)),
            Status = problem.Status,
            Detail = problem.Detail,
            Extensions = problem.Extensions,
        }, options: null, "application/problem+json", http.RequestAborted);
    }

    /// <summary>What readers are told: of this very problem, or of its status.</summary>
    public static string Sentence(Language words, int status, string? type, bool reads) =>
        words.Find($"error.{type?[(type.LastIndexOf(':') + 1)..]}") ?? words.Find($"error.{status}")
            // What is not implemented (501) will not be in a moment, either.
            ?? words[status is < 400 or (>= 500 and not 501) ? "error.service" : reads ? "error.request" : "error.sent"];

    /// <summary>The language in which a reader is told what is wrong: that which the address names, else the story's, else one that the reader
    /// accepts, and the answer says so (RFC 9110, section 12.5.5).</summary>
    public async Task<(Language Words, StoryDocument? Story)> LanguageAsync(HttpContext context, string? story)
    {
        var (about, language) = await StoryAsync(story, context);
        var tag = AskedLanguage.In(context.Request) ?? language;
        return (tag is null ? AskedLanguage.Of(context) : Language.Of(tag), about);
    }

    // Not where the database has trouble already.
    private async Task<(StoryDocument? Story, string? Language)> StoryAsync(string? story, HttpContext context)
    {
        try
        {
            if (story is null || !SlugAttribute.IsSlug(story) || context.Response.StatusCode is >= 500 or StatusCodes.Status429TooManyRequests)
                return default;
            var about = (await db.StoryAsync(story, context.RequestAborted))?.Story;
            return (about, about?.Language ?? await GoneStories.LanguageAsync(story, db, context.RequestAborted));
        }
        catch (NpgsqlException)
        {
            return default;
        }
    }
}
