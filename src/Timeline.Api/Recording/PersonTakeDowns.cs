using System.ComponentModel.DataAnnotations;
using Timeline.Api.Http;
using Timeline.Domain;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Commands;
using Timeline.Store.TakeDowns;

namespace Timeline.Api.Recording;

/// <summary>A take-down for a person: first every place in all stories where they are named, then, of those that are ticked, one act.</summary>
internal static class PersonTakeDowns
{
    private static readonly TextParameter Name = new("name", "Also places with this name, exactly as it stands there.") { Example = "Anna K." };

    public static void MapPersonTakeDowns(this WebApplication app)
    {
        app.MapMethods("/people/{person}/places", AnswerSending.Reads, ListAsync).WithTags("Read")
            .RequireAuthorization(Roles.Legal)
            .WithName("ListPlaces")
            .WithSummary("Every place in all stories, past states too, where a person is named: by their id, by each name that entries give them, and by those " +
                "that are asked for")
            .Takes(Name).WithMetadata(AnswerHeader.NotKept).Produces<PlaceList>().ProducesProblem(400);
        app.MapPost("/people/{person}/takedown", TakeDownAsync)
            .RequireAuthorization(Roles.Legal)
            .WithTags("Edit").WithName("TakeDownPerson").WithSummary("Take a person down in the places that are ticked, in all stories at once")
            .Produces<PersonTakeDownAnswer>(201).ProducesProblem(404)
            .DescribeBody(PersonTakeDown.Example);
    }

    /// <summary>Every place where somebody is named: under a name that entries give them, or under another one.</summary>
    public static async Task<PlaceList> PlacesAsync(TimelineDatabase db, string person, string? name, CancellationToken ct)
    {
        var names = (await db.NamesAsync(person, ct)).Union(name is null ? [] : [name]).ToList();
        return new(names, await db.PlacesAsync(names, ct));
    }

    /// <summary>Takes somebody down in the places that are ticked: in all of them, or in none and why.</summary>
    public static async Task<(PersonTakeDownAnswer? Answer, Refusal? Refusal)> CarryOutAsync(
        HttpContext context, string person, PersonTakeDown asked, GroupCommit commands)
    {
        var places = asked.Places.Select(NamedPlace.Parse).ToList();
        IReadOnlyList<FieldProblem> problems = [.. Checks.Problems(asked), .. places.Index().Where(p => p.Item is null)
            .Select(p => new FieldProblem($"places[{p.Index}]", Sentence.Of("refused.place-none")))];
        if (problems.Count > 0)
            return (null, Refusal.Invalid(problems));
        var by = new Submission(Roles.Subject(context.User), context.TraceIdentifier);
        var results = await commands.CarryOutTogetherAsync(
        [
            .. places.GroupBy(p => p!.Value.Story).Select(story => new CarryOut(
                story.Key, Of(story.Key, asked.Asked, story.Select(p => p!.Value.Field).ToHashSet()), by)),
        ]);
        if (results.OfType<CommandResult.Refused>().FirstOrDefault() is { } refused)
            return (null, refused.Refusal);
        // Each with its own result: in some nothing may have been left to do.
        var stored = places.Select(p => p!.Value.Story).Distinct().Zip(results)
            .SelectMany(r => r.Second is CommandResult.Stored one ? [(Story: r.First, Result: one)] : Array.Empty<(string Story, CommandResult.Stored Result)>()).ToList();
        return (new PersonTakeDownAnswer(
            [.. stored.Select(s => new StoredInStory(s.Story, s.Result.PublicVersion, s.Result.EventVersion, s.Result.Position))],
            // What the register says has no address but that of the person.
            [.. stored.Where(s => StreamId.PersonOf(s.Story) is null).SelectMany(s => PublicAddresses.Of(Commands.AddressOf(context), s.Story, s.Result.Gone!))
                .Append($"/people/{person}").Distinct()]), null);
    }

    private static async Task<IResult> ListAsync(string person, HttpContext context, TimelineDatabase db)
    {
        context.Response.Headers.CacheControl = CacheLifetime.Private.CacheControl;
        var read = new QueryReader(context.Request.Query);
        var asked = read.Text(Name);
        if (read.Problem is { } wrong)
            return wrong;
        return TypedResults.Json(await PlacesAsync(db, person, asked, context.RequestAborted), Timeline.Store.Projections.AnswerJson.Options);
    }

    private static async Task<IResult> TakeDownAsync(string person, HttpContext context, GroupCommit commands)
    {
        var (_, asked, problem) = await RequestBody.ReadAsync<PersonTakeDown>(context.Request);
        if (asked is null)
            return problem!;
        var (answer, refusal) = await CarryOutAsync(context, person, asked, commands);
        return refusal is null ? TypedResults.Created((string?)null, answer) : Problems.Of(refusal);
    }

    private static Command Of(string stream, AskedTakeDown asked, HashSet<StoredField> only) => StreamId.PersonOf(stream) is { } person
        ? new TakeDownRecord { Person = person, Asked = asked, Only = only }
        : new TakeDownPlaces { Asked = asked, Only = only };
}

/// <summary>Where somebody is named.</summary>
/// <param name="Names">The names that were looked for.</param>
/// <param name="Places">The places, by story and event.</param>
internal sealed record PlaceList(IReadOnlyList<string> Names, IReadOnlyList<NamedPlace> Places);

/// <summary>What was taken down of a person.</summary>
/// <param name="Stories">What was stored, by story.</param>
/// <param name="Addresses">The public addresses that gave what went, to be told to search engines and archives.</param>
internal sealed record PersonTakeDownAnswer(IReadOnlyList<StoredInStory> Stories, IReadOnlyList<string> Addresses);

/// <summary>A story's share of an act that is of many.</summary>
/// <param name="Story">The story; of what the register says, <c>person:</c> and the person's id.</param>
/// <param name="Version">The story's public version; 0 of what the register says.</param>
/// <param name="EventVersion">The number of events in its stream.</param>
/// <param name="Position">The event's position among all events.</param>
internal sealed record StoredInStory(string Story, long Version, long EventVersion, long Position);

/// <summary>What is to be taken down of a person, and where.</summary>
public sealed record PersonTakeDown
{
    /// <summary>What is asked for: <c>remove</c>, without fields, or <c>replace</c>.</summary>
    public AskedTakeDown Asked { get; init; } = new();

    /// <summary>The places that were ticked, by their ids.</summary>
    [Required, MinLength(1, ErrorMessage = "refused.places-none"), MaxLength(10_000)]
    public IReadOnlyList<string> Places { get; init; } = [];

    /// <summary>A worked example.</summary>
    public static PersonTakeDown Example => new()
    {
        Asked = new()
        {
            Grounds = "Private individual, proceedings ended.",
            Authority = "The person concerned",
            Reference = "2026-11/17",
            Form = AskedTakeDown.Replace,
            Replacements = [new() { Words = "Anna K.", By = "a passenger" }],
        },
        Places = ["navalny-2021:3:/body/summary"],
    };
}
