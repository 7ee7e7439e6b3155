using Microsoft.AspNetCore.Http.HttpResults;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Http;

/// <summary>What is said in the place of a story that is taken down whole, at whatever address of it.</summary>
internal static class GoneStories
{
    /// <summary>The same problem, or, where there is no such story since it was taken down and readers are told so, that.</summary>
    public static async Task<ProblemHttpResult> OrGoneAsync(this ProblemHttpResult problem, HttpContext context, string? story, TimelineDatabase db) =>
        problem.StatusCode == StatusCodes.Status404NotFound && await GoneAsync(context, story, db) is { } gone ? gone : problem;

    /// <summary>What is said of a story that was taken down whole and readers are told so; null of any other.</summary>
    public static async Task<ProblemHttpResult?> GoneAsync(HttpContext context, string? story, TimelineDatabase db) =>
        await FindAsync(story, db, context.RequestAborted) is { TakenDown: { } taken } gone
            ? Problems.Removed(taken.Public, TakeDownDocument.Of(taken, gone, AskedLanguage.In(context.Request))?.Text)
            : null;

    /// <summary>The language of such a story (BCP 47); null of any other.</summary>
    public static async Task<string?> LanguageAsync(string? story, TimelineDatabase db, CancellationToken ct) => (await FindAsync(story, db, ct))?.Language;

    // What the public never saw is as if it had never been there.
    private static async Task<Story?> FindAsync(string? story, TimelineDatabase db, CancellationToken ct) =>
        SlugAttribute.IsSlug(story ?? "")
        && await db.StoryAtAsync(story!, null, hidden: true, ct) is { PublicSince: not null, TakenDown: { Whole: true, Public: not PublicFace.Silent } } gone ? gone : null;
}
