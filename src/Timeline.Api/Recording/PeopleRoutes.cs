using Timeline.Api.Http;
using Timeline.Domain.People;
using Wolverine;

namespace Timeline.Api.Recording;

/// <summary>The register, as editors write it.</summary>
internal static class PeopleRoutes
{
    public static void MapRegister(this WebApplication app) =>
        app.MapPut("/people/{person}", RegisterAsync)
            .RequireAuthorization(Roles.Editor)
            .WithTags("Record").WithName("RegisterPerson")
            .WithSummary("Register a person or body, or say all that the register says of one anew; with If-Match where they are in it")
            .Takes(Parameters.IfMatch)
            .Produces<PersonCommandAnswer>(200).Produces<PersonCommandAnswer>(201).ProducesProblem(412).ProducesProblem(428)
            .DescribeBody(RegisterPerson.Example);

    private static async Task<IResult> RegisterAsync(string person, HttpContext context, IMessageBus bus)
    {
        var (body, problem) = await RequestBody.ReadAsync(context.Request, required: true);
        if (body is null)
            return problem!;
        (var content, problem) = body.As(typeof(PersonRecord));
        if (content is not PersonRecord record)
            return problem!;
        return EntryETag.Read(context.Request.Headers.IfMatch) is { } seen
            ? await Commands.ExecuteAsync(context, bus, StreamId.OfPerson(person),
                new RegisterPerson(record) { Person = person, IfUpdatedAt = seen.States, AnyState = seen.Any }, body)
            : EditorialRoutes.InvalidIfMatch;
    }
}
