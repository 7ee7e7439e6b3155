using System.Text.Json.Serialization;
using Timeline.Api.Http;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>The register of people and bodies: who is in it, and one of them with all entries that name them.</summary>
internal static class People
{
    private static readonly TextParameter Words = new("q", "Only those with these words, or beginnings of words, in one of their names.") { Example = "Navalny" };

    private static readonly SlugParameter OfStory = Parameters.Story with { About = "Only those whom entries of this story name." };

    private static readonly NumberParameter Limit = Parameters.Limit with { About = "The most people of one answer." };

    private static readonly TextParameter Lang = Parameters.Lang with
    {
        About = "The language (BCP 47) of names and dates; where it is absent that of Accept-Language.",
    };

    /// <summary>What the address of one of them takes.</summary>
    public static Parameter[] OfOne { get; } =
        [Parameters.Story, Parameters.Limit, Parameters.Cursor, Lang, Parameters.AsOfAcross, Parameters.Hidden];

    public static void MapPeople(this WebApplication app) =>
        app.MapMethods("/people", AnswerSending.Reads, ListAsync).Conditional()
            .WithName("ListPeople").WithSummary("The people and bodies who have a page, in the order of their ids, in pages")
            .Takes(Words, OfStory, Limit, Parameters.Cursor, Lang, Parameters.Hidden)
            .Produces<PeopleAnswer>().ProducesProblem(400).ProducesProblem(404);

    private static async Task ListAsync(HttpContext context, TimelineDatabase db)
    {
        var (hidden, problem) = await Visibility.ReadAsync(context);
        var read = new QueryReader(context.Request.Query);
        var (words, limit, cursor) = (read.Text(Words), (int)read.Number(Limit), read.Text(Parameters.Cursor));
        var (language, _) = LanguageOf(context, read);
        if (cursor is not null && !SlugAttribute.IsSlug(cursor))
            read.Fail(Parameters.Cursor, "is none of ours; take it from the field next of the page before.");
        var story = read.Slug(OfStory);
        problem ??= read.Problem;
        if (problem is null && story is not null && await db.StoryAsync(story, hidden, context.RequestAborted) is null)
            problem = await Problems.UnknownStory(story).OrGoneAsync(context, story, db);
        if (problem is not null)
        {
            await context.SendAsync(problem);
            return;
        }

        var page = await db.PeopleAsync(words, story, cursor, limit, hidden, context.RequestAborted);
        var next = page.Next is null ? null : $"/people{RouteQuery.Of(context).With(Parameters.Cursor, page.Next)}";
        await context.SendAsync(Answer.Of(
            AnswerSending.Json(new PeopleAnswer([.. page.People.Select(p => PersonDocument.Of(p, language, hidden))], next)),
            Answer.Json, hidden ? CacheLifetime.Private : CacheLifetime.Present));
    }

    /// <summary>Somebody with a page of the entries that name them, as JSON or in another way.</summary>
    /// <param name="person">The id.</param>
    /// <param name="context">The request.</param>
    /// <param name="db">The database.</param>
    /// <param name="service">The service's address.</param>
    /// <param name="write">Writes the answer; null for JSON.</param>
    public static async Task<AnswerOrProblem> MakeAsync(
        string person, HttpContext context, TimelineDatabase db, PublicAddress service, Func<PersonDocument, FoundPage, Language, string?, Task<Answer>>? write = null)
    {
        var ct = context.RequestAborted;
        var (asked, problem) = await Across.ReadAsync(context, db, service);
        var read = new QueryReader(context.Request.Query);
        var (language, tag) = LanguageOf(context, read);
        if ((problem ?? read.Problem) is { } wrong)
            return wrong;
        var query = asked!.Query;
        if (!SlugAttribute.IsSlug(person) || await db.RegisteredAsync(person, query.AsOf, query.Hidden, ct) is not { } registered)
            return Problems.UnknownPerson(person);
        // Not even of the past for long: who is public today need not be so tomorrow.
        var lifetime = query.Hidden ? CacheLifetime.Private : CacheLifetime.Present;
        if (registered.MergedInto is { } into)
        {
            context.Response.StatusCode = StatusCodes.Status307TemporaryRedirect;
            context.Response.Headers.Location = $"/people/{into}{RouteQuery.Of(context)}";
            return Answer.Of(AnswerSending.Json(new MergedAnswer(into)), Answer.Json, lifetime);
        }

        var found = await db.PersonAsync(person, query, ct);
        found = found with { Entries = [.. found.Entries.Select(e => e with { Doc = InLanguage.Of(e.Doc, tag, e.Story.TimeZone) })] };
        var document = PersonDocument.Of(registered, language, query.Hidden);
        var answer = write is null ? asked.Answer(context, "person", document, found) : await write(document, found, language, asked.Next(context, found));
        return answer with { ETag = EntryETag.Of(registered.UpdatedAt, answer.Body), Lifetime = lifetime };
    }

    // Of several stories, so that it is the reader's that counts; where the reader asks for none, dates are each story's own.
    private static (Language Language, string? Tag) LanguageOf(HttpContext context, QueryReader read)
    {
        var preferred = AskedLanguage.Of(context);
        var asked = context.Request.Headers.AcceptLanguage.ToString().Contains(preferred.Own, StringComparison.OrdinalIgnoreCase);
        var tag = read.Language(Lang) ?? (asked ? preferred.Tag : null);
        return (tag is null ? preferred : Language.Of(tag), tag);
    }
}

/// <summary>That an id stands for nobody of its own any more.</summary>
/// <param name="MergedInto">The id that does.</param>
internal sealed record MergedAnswer(string MergedInto);

/// <summary>A page of the register.</summary>
/// <param name="People">In the order of their ids.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record PeopleAnswer(
    IReadOnlyList<PersonDocument> People, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);

/// <summary>A person or body in the register.</summary>
/// <param name="Id">The id, the same in every story.</param>
/// <param name="Name">What readers of the language call them; of somebody protected the description.</param>
/// <param name="Type">What they are.</param>
/// <param name="TypeLabel">The same in words.</param>
/// <param name="Names">Other names; for the public those that are marked as shown.</param>
/// <param name="Description">Who they are, in a line.</param>
/// <param name="Wikidata">The id in Wikidata.</param>
/// <param name="Picture">A picture of them.</param>
/// <param name="Visibility">How public they are.</param>
public sealed record PersonDocument(
    string Id, string Name, [property: OneOf("person", "body", "group", "unnamed-group")] string Type, string TypeLabel,
    IReadOnlyList<OtherName> Names, string? Description, string? Wikidata, Media? Picture,
    [property: OneOf(PersonRecord.Public, PersonRecord.Private, PersonRecord.Protected)] string Visibility)
{
    /// <summary>As readers of a language see them.</summary>
    public static PersonDocument Of(RegisteredPerson person, Language language, bool hidden)
    {
        var record = person.Record;
        var shown = record.Names.Where(n => n.Shown).ToList();
        var own = shown.FirstOrDefault(n => n.Language?.Split('-')[0].Equals(language.Own, StringComparison.OrdinalIgnoreCase) is true);
        return new(person.Id, own?.Name ?? record.Shown, record.Type, language.Word(record.Type),
            hidden ? record.Names : shown, record.Description, record.Wikidata, record.Picture, record.Visibility);
    }
}

/// <summary>A person or body in all stories.</summary>
/// <param name="Person">The person.</param>
/// <param name="AsOf">The recorded moment that was asked for; null for the present.</param>
/// <param name="Total">How many entries there are on all pages; 1,000 at most.</param>
/// <param name="TotalIsExact">Whether there are no more than that.</param>
/// <param name="Entries">The entries, in the order of their dates, each with its <c>story</c>.</param>
/// <param name="Next">The address of the next page; null at the end.</param>
internal sealed record PersonAnswer(
    PersonDocument Person, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? AsOf,
    int Total, bool TotalIsExact, IReadOnlyList<EntryOfStory> Entries,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
