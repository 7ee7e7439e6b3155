using System.Globalization;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Reading;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Pages;

/// <summary>The page of one entry, and the small one for frames.</summary>
internal sealed class EntryPages(
    CostlyReads reads, AnswerCache cache, ComponentRenderer renderer, PublicAddress address, ErrorPages errors, StoryIndex index, StoryPages stories)
{
    /// <summary>The page at <c>/stories/{story}/entries/{entry}</c>.</summary>
    public async Task SendPageAsync(HttpContext context, string story, string entry, TimelineDatabase database)
    {
        var (chosen, problem) = Mementos.IsAsked(context.Request) ? await Mementos.ChooseAsync(context, story, database) : (null, null);
        if (problem is not null)
            await errors.SendAsync(context, story, problem);
        else
            await SendAsync(context, story, $"page of {entry} at {chosen?.Version}", db => MakeAsync(story, entry, context, chosen, framed: false, db));
    }

    /// <summary>The page at <c>/embed/{story}/{entry}</c>.</summary>
    public Task SendEmbedAsync(HttpContext context, string story, string entry) =>
        SendAsync(context, story, $"embed of {entry}", db => MakeAsync(story, entry, context, null, framed: true, db));

    private async Task SendAsync(HttpContext context, string story, string route, Func<TimelineDatabase, Task<AnswerOrProblem>> make)
    {
        var asked = RouteQuery.Of(context);
        var made = await cache.GetAsync(context, story, route, asked, () => reads.MakeAsync(context, PageParameters.AreCostly(asked), make));
        await (made.Problem is { } problem ? errors.SendAsync(context, story, problem) : context.SendAsync(made));
    }

    private async Task<AnswerOrProblem> MakeAsync(
        string story, string entry, HttpContext context, PublicVersion? chosen, bool framed, TimelineDatabase db)
    {
        var ct = context.RequestAborted;
        // A frame shows the present, whatever else stands in its address.
        var read = new QueryReader(framed ? QueryCollection.Empty : context.Request.Query);
        var (limit, before, language) = ((int)read.Number(Entries.Limit), (int)Math.Min(read.Number(Entries.Before), int.MaxValue), read.Language(Parameters.Lang));
        if (read.Problem is { } wrong)
            return wrong;
        var (found, moment, problem) = chosen is null && !framed
            ? await Stories.FindAsync(context, story, db, hidden: false)
            : await Stories.FindAsync(story, chosen is null ? null : new Moment(chosen.Recorded, chosen.Version, false), db, hidden: false, ct);
        if (problem is not null)
            return problem;
        var at = moment?.Instant;
        if (!SlugAttribute.IsSlug(entry) || await db.EntryAsync(story, entry, at, hidden: false, int.MaxValue, 1, ct) is not [{ To: null } present])
            return Problems.UnknownEntry(entry, at is not null);

        var shown = ShownEntry.Parse(InLanguage.Of(present.Doc, language, found!.Story.TimeZone));
        if (shown.Status == "removed" && Problems.Removed(shown.Takedown?.Public, shown.Takedown?.Text) is { } removed)
            return removed;
        var query = PageQuery.Of(found.Current.Closing is null) with
        {
            Whole = true,
            Lang = language,
            AsOf = moment is null ? null : chosen?.Version.ToString(CultureInfo.InvariantCulture) ?? context.Request.Query[Parameters.AsOf.Name],
        };
        var model = await stories.ModelAsync(context, found, moment, query, [shown], db) with
        {
            // As the list has them, so that the one before and the one after are those that stand there.
            All = [.. (await index.OfAsync(found, at, db, ct)).All.OrderBy(e => e.Aftermath)],
        };
        if (framed)
        {
            return (await renderer.PageAsync<EntryFrame>("*", (nameof(EntryFrame.Model), model)) with { Until = present.Until })
                .Indexed(unlisted: shown.Takedown?.Unlisted is true);
        }

        var states = await db.EntryAsync(story, entry, at, hidden: false, before, limit + 1, ct);
        var revisions = Revisions.Of([.. states.Select(s => s with { Doc = InLanguage.Of(s.Doc, language, found.Story.TimeZone) })], limit, shown.Retraction is not null);
        var answer = await renderer.PageAsync<EntryPage>("'self'",
            (nameof(EntryPage.Model), model),
            (nameof(EntryPage.History), revisions.Page.Select(r => StateInWords.Of(r, shown.Kind, model.Words, model.Zone)).ToList()),
            (nameof(EntryPage.LinksFrom), (await db.LinksToAsync(story, entry, at, ct)).ToList()),
            (nameof(EntryPage.Older), revisions.Next is { } older ? $"{model.EntryPath(entry)}{((query.AsOf ?? query.Lang) is null ? "?" : "&")}before={older.ToString(CultureInfo.InvariantCulture)}" : null));
        var addresses = MementoAddresses.OfEntry(address, context.Request, RouteQuery.Of(context).Without(Parameters.AsOf));
        return (answer with
        {
            Until = present.Until,
            Headers = [.. answer.Headers, .. await PageMementos.HeadersAsync(context, story, addresses, moment, found.Version, chosen is not null, db)],
        }).Indexed(unlisted: shown.Takedown?.Unlisted is true);
    }
}
