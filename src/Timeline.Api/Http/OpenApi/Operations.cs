using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;

namespace Timeline.Api.Http.OpenApi;

/// <summary>Describes a route from what it declares: its parameters, role, example and headers; and what follows from these.</summary>
internal sealed class Operations : IOperationFilter
{
    private const string Problem = "application/problem+json";

    // Entries have ids that nobody can know beforehand.
    private static readonly Dictionary<string, (string About, string? Example)> InPath = new()
    {
        ["story"] = ("The story's id.", ExampleIds.Story),
        ["entry"] = ("The entry's id, as the service gave it: in the timeline, and in the answer to the command that recorded it.", null),
        ["person"] = ("The id of the person or body, the same in every story.", "alexei-navalny"),
    };

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var metadata = context.ApiDescription.ActionDescriptor.EndpointMetadata;
        foreach (var inPath in (operation.Parameters ?? []).OfType<OpenApiParameter>().Where(p => p.In == ParameterLocation.Path))
        {
            (inPath.Description, var example) = InPath[inPath.Name!];
            // A page that tries a route out sends the examples: what is stored must go only where somebody has said.
            (inPath.Schema, inPath.Example) = (ParameterDescription.Slug(), context.ApiDescription.HttpMethod == HttpMethods.Get ? example : null);
        }

        var taken = metadata.OfType<Parameter>().OrderBy(p => p is HeaderParameter).ToList();
        operation.Parameters = [.. operation.Parameters ?? [], .. taken.Select(ParameterDescription.Of)];
        if (metadata.OfType<BodyExample>().FirstOrDefault() is { } body)
        {
            foreach (var content in operation.RequestBody!.Content!.Values.OfType<OpenApiMediaType>())
                content.Example = JsonSerializer.SerializeToNode(body.Value, body.Value.GetType(), DomainJson.Stored);
        }

        var role = metadata.OfType<IAuthorizeData>().FirstOrDefault()?.Policy;
        var responses = operation.Responses!;
        if (!metadata.OfType<KnownParameters.PassesOver>().Any())
            Refuse(responses, context, 400);
        // Who can be refused can also find the database away.
        if (responses.Values.Any(r => r.Content?.ContainsKey(Problem) is true))
            Refuse(responses, context, 503);
        if (role is not null || taken.Contains(Parameters.Hidden))
        {
            Refuse(responses, context, 401);
            Refuse(responses, context, 403);
            var roles = Roles.Of(role ?? Roles.Newsroom);
            IEnumerable<OpenApiSecurityRequirement> needed = roles.Select(one => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference(ApiDescription.Bearer, context.Document)] = [one],
            });
            operation.Security = role is null ? [[], .. needed] : [.. needed];
            if (role is not null)
                operation.Description = $"{operation.Description} Needs a token with the role `{string.Join("` or `", roles)}`.".TrimStart();
        }

        foreach (var (status, response) in responses.Select(r => (r.Key, (OpenApiResponse)r.Value)))
        {
            response.Description = About(status, taken, context.ApiDescription.HttpMethod) ?? response.Description;
            foreach (var (type, content) in response.Content ?? new Dictionary<string, IOpenApiMediaType>())
            {
                if (content is OpenApiMediaType sent && !type.EndsWith("json", StringComparison.Ordinal))
                    sent.Schema = new OpenApiSchema { Type = JsonSchemaType.String };
            }

            var headers = metadata.OfType<AnswerHeader>().Where(h => h.Statuses.Contains(int.Parse(status, CultureInfo.InvariantCulture)))
                .Concat(Headers(status, taken, response)).ToList();
            if (headers.Count > 0)
                response.Headers = headers.ToDictionary(h => h.Name, IOpenApiHeader (h) => new OpenApiHeader
                {
                    Description = h.About,
                    Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                });
        }

        operation.Responses = [];
        foreach (var (status, response) in responses.OrderBy(r => r.Key, StringComparer.Ordinal))
            operation.Responses.Add(status, response);
    }

    private static void Refuse(OpenApiResponses responses, OperationFilterContext context, int status) =>
        responses.TryAdd(status.ToString(CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Content = new Dictionary<string, IOpenApiMediaType>
            {
                [Problem] = new OpenApiMediaType
                {
                    Schema = context.SchemaGenerator.GenerateSchema(typeof(ProblemDetails), context.SchemaRepository),
                },
            },
        });

    // What goes with every answer of that status.
    private static IEnumerable<AnswerHeader> Headers(string status, List<Parameter> taken, OpenApiResponse response)
    {
        if (taken.Contains(Parameters.IfNoneMatch) && status is "200" or "304")
        {
            yield return new("ETag", "Names this very answer; send it as If-None-Match.");
            yield return new("Cache-Control", "How long it may be kept.");
        }

        if (taken.Contains(Parameters.IdempotencyKey) && status is "200" or "201")
        {
            yield return new("ETag", "Names the new state of the entry, or of the story; send it as If-Match."
                + (status == "200" && taken.Contains(Parameters.DryRun) ? " Absent of a dry run." : ""));
        }

        if (status == "201")
            yield return new("Location", "The address of what was made.");
        if (status[0] is '4' or '5')
            yield return new("Cache-Control", "no-store: what is refused now may be answered a moment later.");
        if (status == "401")
            yield return new("WWW-Authenticate", "Bearer, and what is wrong with the token.");
        if (status == "429")
            yield return new("Retry-After", "Seconds to wait.");
        if (status == "503" && response.Content!.ContainsKey(Problem))
            yield return new("Retry-After", "Seconds to wait.");
    }

    private static string? About(string status, List<Parameter> taken, string? method) => status switch
    {
        "200" => taken.Contains(Parameters.DryRun) ? "Nothing was stored: it would have changed nothing, or was a dry run."
            : !taken.Contains(Parameters.IdempotencyKey) ? "The answer."
            // What was made before is stored anew.
            : method == HttpMethods.Put ? "Stored; or it would have changed nothing, so nothing was stored: `unchanged` says so then."
            : "It would have changed nothing, so nothing was stored.",
        "201" => "Stored. Sent again with the same Idempotency-Key, it is answered so again and stored once.",
        "304" => "The reader has it already.",
        "400" => "A parameter, a header or the body cannot be read; `errors` names the parameter or field.",
        "401" => "No bearer token was sent, or none that is good.",
        "403" => "The token lacks the role.",
        "404" => "There is nothing of that id that this reader may see.",
        "409" => "It does not fit the present state.",
        "410" => "The version that the reader has, or its lineage, is no longer of this story: an older backup was restored. Read the timeline anew.",
        "412" => "The entry, or the story, has changed since the state that If-Match names.",
        "413" => "The body has more than 256 KB.",
        "415" => "The body is not sent as application/json.",
        "422" => "The command breaks a rule; `errors` names every field at fault. Or the Idempotency-Key was used for another body.",
        "428" => "If-Match is missing.",
        "429" => "Too many at once, of one client or in all; come again in a moment.",
        "503" => "The database cannot be reached, a command did not get its turn, or whether it was stored cannot be told; come again in a moment.",
        "501" => "Only JSON is spoken here.",
        _ => null,
    };
}
