using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Api.Http.OpenApi;

/// <summary>
/// Describes what is sent and answered by the rules that hold for it: of commands the domain's attributes, of answers what
/// <see cref="AnswerJson"/> writes.
/// </summary>
internal sealed class Schemas : ISchemaFilter
{
    /// <summary>The format of dates in the world.</summary>
    public const string Edtf = "edtf";

    /// <summary>The pattern of a text of which readers see something.</summary>
    public const string NotBlank = "\\S";

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: not null } open || context.MemberInfo is not null)
            return;
        if (context.Type == typeof(ProblemDetails))
            DescribeProblem(open);
        else if (context.Type == typeof(By))
            CommandSchemas.DescribeBy(open, context);
        else if (context.Type == typeof(About))
            CommandSchemas.DescribeAbout(open, context);
        // A record that can be made empty is one that an editor fills in; what the service makes has all its parts at once.
        else if (context.Type.Assembly == typeof(Command).Assembly && context.Type.GetConstructor([]) is { } make)
            CommandSchemas.Describe(open, make.Invoke(null));
        else
            AnswerSchemas.Describe(open, context);
    }

    /// <summary>An expression of .NET in the dialect of JSON Schema.</summary>
    public static string Pattern(string expression) => expression.Replace("\\z", "$", StringComparison.Ordinal);

    /// <summary>A person or body as it stands in JSON.</summary>
    public static OpenApiSchema Who() => new()
    {
        Type = JsonSchemaType.String,
        Pattern = NotBlank,
        MaxLength = Domain.Values.Who.MaxLength,
        Description = "A person or body: an id, or a name.",
    };

    public static IList<JsonNode> Words(IEnumerable<string> words) => [.. words.Select(w => (JsonNode)w)];

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "Why a request was refused (RFC 9457).";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "A stable name of the problem, for programs.",
                Examples = ["urn:timeline:problem:unknown-story"],
            },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "The status in words." },
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int32", Description = "The status." },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong and how to mend it." },
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "The fields, parameters or headers at fault, each with what is wrong with it.",
                AdditionalProperties = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema { Type = JsonSchemaType.String },
                },
            },
        };
        schema.Required = new HashSet<string> { "type", "title", "status", "detail" };
        (schema.AdditionalProperties, schema.AdditionalPropertiesAllowed) = (null, true);
    }

    /// <summary>The fields of a type that its schema shows.</summary>
    public static IEnumerable<(string Name, PropertyInfo Field, IOpenApiSchema Schema)> Fields(OpenApiSchema schema, Type type) =>
        AnswerJson.Options.GetTypeInfo(type).Properties
            .Where(p => schema.Properties!.ContainsKey(p.Name))
            .Select(p => (p.Name, (PropertyInfo)p.AttributeProvider!, schema.Properties![p.Name]));
}
