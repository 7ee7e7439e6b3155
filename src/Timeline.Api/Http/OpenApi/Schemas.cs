using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;
using Timeline.Domain.Kinds;
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

    private const string NotBlank = "\\S";

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: not null } open || context.MemberInfo is not null)
            return;
        if (context.Type == typeof(ProblemDetails))
            DescribeProblem(open);
        else if (context.Type == typeof(By))
            DescribeBy(open, context);
        else if (context.Type == typeof(About))
            DescribeAbout(open, context);
        // A record that can be made empty is one that an editor fills in; what the service makes has all its parts at once.
        else if (context.Type.Assembly == typeof(Command).Assembly && context.Type.GetConstructor([]) is { } make)
            DescribeCommand(open, make.Invoke(null));
        else
            DescribeAnswer(open, context);
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

    private static void DescribeCommand(OpenApiSchema schema, object empty)
    {
        var missing = Checks.Problems(empty).Select(p => p.Field.Split('.')[0]).ToHashSet();
        schema.Required = new HashSet<string>();
        foreach (var (name, field, property) in Fields(schema, empty.GetType()).ToList())
        {
            if (missing.Contains(name) && (field.IsDefined(typeof(RequiredAttribute)) || (field.IsDefined(typeof(MinLengthAttribute)) && !field.IsDefined(typeof(RequiredWithoutAttribute)))))
                schema.Required.Add(name);
            schema.Properties![name] = Shorthand(field, property);
            if (property is not OpenApiSchema open)
                continue;
            // Null is taken for absent, but nobody need send it.
            open.Type &= ~JsonSchemaType.Null;
            var (text, list) = Checks.Limits(field);
            if (open.Type == JsonSchemaType.Array)
            {
                open.MaxItems = list;
                open.MinItems = field.IsDefined(typeof(MinLengthAttribute)) ? 1 : null;
                if (open.Items is OpenApiSchema { Type: JsonSchemaType.String } item)
                    (item.Pattern, item.MaxLength) = (NotBlank, text);
            }
            else if (open.Type == JsonSchemaType.String)
            {
                DescribeText(open, field, text);
            }

            if (field.GetValue(empty) is string { Length: > 0 } or bool)
                open.Default = JsonValue.Create(field.GetValue(empty));
            if (field.GetCustomAttribute<RequiredWithoutAttribute>() is { } without)
                schema.AnyOf = [Has(name), Has(JsonNamingPolicy.CamelCase.ConvertName(without.Other))];
        }

        DescribeRules(schema, empty);
    }

    // What a value's own check says.
    private static void DescribeRules(OpenApiSchema schema, object empty)
    {
        switch (empty)
        {
            case Tally:
                schema.OneOf = [Has("value"), Has("from", "to"), Has("atLeast"), Has("atMost"), Has("about"), Has("words")];
                schema.AnyOf = [Has("from", "to"), Not(Has("from"), Has("to"))];
                break;
            case AboutMembers:
                schema.AnyOf = [Has("entry"), Has("claim")];
                break;
            case Link:
                schema.AnyOf = [With("relation", [Link.Caused], Has("relation", "claim")), Not(With("relation", [Link.Caused], Has("relation")), Has("claim"))];
                break;
            case Claim:
                string[] nothing = [Claim.Declined, Claim.Silent];
                var said = new OpenApiSchema { AnyOf = [Has("text"), Has("quote"), Has("original")] };
                schema.AnyOf =
                [
                    new OpenApiSchema { AllOf = [Not(With("verb", nothing, Has("verb"))), said] },
                    With("verb", ["denies", "confirms"], Has("verb", "about")),
                    new OpenApiSchema { AllOf = [With("verb", nothing, Has("verb")), Not(said)] },
                ];
                break;
        }
    }

    private static OpenApiSchema Has(params string[] fields) => new() { Required = fields.ToHashSet() };

    private static OpenApiSchema With(string field, string[] words, OpenApiSchema rule)
    {
        rule.Properties = new Dictionary<string, IOpenApiSchema> { [field] = new OpenApiSchema { Enum = Words(words) } };
        return rule;
    }

    private static OpenApiSchema Not(params IOpenApiSchema[] any) => new() { Not = new OpenApiSchema { AnyOf = [.. any] } };

    // One alone, or a list of several.
    private static void DescribeBy(OpenApiSchema schema, SchemaFilterContext context)
    {
        OpenApiSchema One() => new()
        {
            AnyOf = [Who(), context.SchemaGenerator.GenerateSchema(typeof(UnnamedSource), context.SchemaRepository)],
        };
        Instead(schema, [.. One().AnyOf!, new OpenApiSchema { Type = JsonSchemaType.Array, Items = One(), MinItems = 1, MaxItems = By.Most }]);
    }

    private static void DescribeAbout(OpenApiSchema schema, SchemaFilterContext context) => Instead(schema,
        [new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 64 },
            context.SchemaGenerator.GenerateSchema(typeof(AboutMembers), context.SchemaRepository)]);

    private static void Instead(OpenApiSchema schema, List<IOpenApiSchema> any) =>
        (schema.Type, schema.Properties, schema.Required, schema.AdditionalPropertiesAllowed, schema.AnyOf) = (null, null, null, true, any);

    // What may stand alone, or as a number or words alone.
    private static IOpenApiSchema Shorthand(PropertyInfo field, IOpenApiSchema schema) =>
        field.IsDefined(typeof(OneOrMoreAttribute)) && schema is OpenApiSchema { Items: { } item }
            ? new OpenApiSchema { Description = schema.Description, AnyOf = [item, schema] }
            : field.IsDefined(typeof(NumberOrWordsAttribute))
            ? new OpenApiSchema
            {
                Description = schema.Description,
                AnyOf =
                [
                    schema is OpenApiSchema { AllOf: [var other] } ? other : schema, new OpenApiSchema { Type = JsonSchemaType.Number },
                    new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200, Pattern = NotBlank },
                ],
            }
            : schema;

    private static void DescribeText(OpenApiSchema text, PropertyInfo field, int longest)
    {
        foreach (var rule in field.GetCustomAttributes<ValidationAttribute>())
        {
            switch (rule)
            {
                case OneOfAttribute words:
                    text.Enum = Words(words.Words);
                    break;
                case SlugAttribute:
                    (text.Pattern, longest) = (Pattern(SlugAttribute.Expression), SlugAttribute.MaxLength);
                    break;
                case LanguageTagAttribute:
                    text.Pattern = Pattern(LanguageTagAttribute.Expression);
                    break;
                case WebAddressAttribute:
                    text.Format = "uri";
                    break;
                case TimeZoneNameAttribute:
                    (text.Format, longest) = ("time-zone", TimeZoneNameAttribute.MaxLength);
                    break;
                case EdtfTextAttribute:
                    text.Format = Edtf;
                    break;
            }
        }

        if (text.Enum is not null || text.Format == "date-time")
            return;
        text.MaxLength = longest;
        if (text.MinLength > 0)
            text.Pattern ??= NotBlank;
    }

    private static void DescribeAnswer(OpenApiSchema schema, SchemaFilterContext context)
    {
        // A later version may say more.
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string>();
        foreach (var (name, field, _) in Fields(schema, context.Type).ToList())
        {
            if (field.GetCustomAttribute<SentAsAttribute>() is { } sent)
                schema.Properties![name] = context.SchemaGenerator.GenerateSchema(sent.Type, context.SchemaRepository);
            if (field.Name == nameof(EntryDocument.Details) && field.PropertyType == typeof(EntryBody))
                schema.Properties![name] = Details(context);
            if (field.GetCustomAttribute<OneOfAttribute>() is { } words && schema.Properties![name] is OpenApiSchema text)
                text.Enum = Words(words.Words);

            var canBeNull = new NullabilityInfoContext().Create(field).ReadState == NullabilityState.Nullable;
            var always = field.GetCustomAttribute<JsonIgnoreAttribute>()?.Condition == JsonIgnoreCondition.Never;
            if (!canBeNull || always)
                schema.Required.Add(name);
            if (schema.Properties![name] is OpenApiSchema open)
                schema.Properties[name] = Nullable(open, canBeNull && always);
        }
    }

    private static OpenApiSchema Nullable(OpenApiSchema schema, bool nullable)
    {
        if (schema.AllOf is [var other])
        {
            schema.Type = null;
            if (nullable)
                (schema.AllOf, schema.AnyOf) = (null, [other, new OpenApiSchema { Type = JsonSchemaType.Null }]);
        }
        else if (schema.Type is { } type)
        {
            schema.Type = nullable ? type | JsonSchemaType.Null : type & ~JsonSchemaType.Null;
        }

        return schema;
    }

    // One schema for each kind, of the fields that only it has.
    private static OpenApiSchema Details(SchemaFilterContext context) => new()
    {
        Description = "The fields that only its kind has; absent in a tombstone.",
        AnyOf = [.. KindList.All.Select(kind =>
        {
            var name = $"{kind.BodyType.Name}Details";
            if (context.SchemaRepository.Schemas.ContainsKey(name))
                return new OpenApiSchemaReference(name);
            context.SchemaGenerator.GenerateSchema(kind.BodyType, context.SchemaRepository);
            var body = context.SchemaRepository.Schemas[kind.BodyType.Name];
            var properties = body.Properties!.Where(p => kind.OwnFields.Contains(p.Key)).ToDictionary();
            return context.SchemaRepository.AddDefinition(name, new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = $"The details of an entry of kind `{kind.Name}`.",
                Properties = properties,
                Required = properties.Where(p => p.Value.Type == JsonSchemaType.Array).Select(p => p.Key).ToHashSet(),
            });
        })],
    };

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

    private static IEnumerable<(string Name, PropertyInfo Field, IOpenApiSchema Schema)> Fields(OpenApiSchema schema, Type type) =>
        AnswerJson.Options.GetTypeInfo(type).Properties
            .Where(p => schema.Properties!.ContainsKey(p.Name))
            .Select(p => (p.Name, (PropertyInfo)p.AttributeProvider!, schema.Properties![p.Name]));
}
