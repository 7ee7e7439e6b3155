using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain.Values;

namespace Timeline.Api.Http.OpenApi;

/// <summary>Describes what is sent, by the domain's attributes and the checks of its values.</summary>
internal static class CommandSchemas
{
    public static void Describe(OpenApiSchema schema, object empty)
    {
        var missing = Checks.Problems(empty).Select(p => p.Field.Split('.')[0]).ToHashSet();
        schema.Required = new HashSet<string>();
        foreach (var (name, field, property) in Schemas.Fields(schema, empty.GetType()).ToList())
        {
            if (missing.Contains(name) && (field.IsDefined(typeof(RequiredAttribute)) || (field.IsDefined(typeof(MinLengthAttribute)) && !field.IsDefined(typeof(RequiredWithoutAttribute)))))
                schema.Required.Add(name);
            schema.Properties![name] = Shorthand(field, property);
            if (property is not OpenApiSchema open)
                continue;
            // Null is taken for absent, but nobody need send it.
            open.Type &= ~JsonSchemaType.Null;
            var (text, list) = CheckedField.Limits(field);
            if (open.Type == JsonSchemaType.Array)
            {
                open.MaxItems = list;
                open.MinItems = field.IsDefined(typeof(MinLengthAttribute)) ? 1 : null;
                if (open.Items is OpenApiSchema { Type: JsonSchemaType.String } item)
                {
                    (item.Pattern, item.MaxLength) = (Schemas.NotBlank, text);
                    if (field.GetCustomAttribute<OneOfAttribute>() is { } words)
                        (item.Enum, item.Pattern, item.MaxLength) = (Schemas.Words(words.Words), null, null);
                }
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
        rule.Properties = new Dictionary<string, IOpenApiSchema> { [field] = new OpenApiSchema { Enum = Schemas.Words(words) } };
        return rule;
    }

    private static OpenApiSchema Not(params IOpenApiSchema[] any) => new() { Not = new OpenApiSchema { AnyOf = [.. any] } };

    // One alone, or a list of several.
    public static void DescribeBy(OpenApiSchema schema, SchemaFilterContext context)
    {
        OpenApiSchema One() => new()
        {
            AnyOf = [Schemas.Who(), context.SchemaGenerator.GenerateSchema(typeof(UnnamedSource), context.SchemaRepository)],
        };
        Instead(schema, [.. One().AnyOf!, new OpenApiSchema { Type = JsonSchemaType.Array, Items = One(), MinItems = 1, MaxItems = By.Most }]);
    }

    public static void DescribeAbout(OpenApiSchema schema, SchemaFilterContext context) => Instead(schema,
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
                    new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200, Pattern = Schemas.NotBlank },
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
                    text.Enum = Schemas.Words(words.Words);
                    break;
                case SlugAttribute:
                    (text.Pattern, longest) = (Schemas.Pattern(SlugAttribute.Expression), SlugAttribute.MaxLength);
                    break;
                case LanguageTagAttribute:
                    text.Pattern = Schemas.Pattern(LanguageTagAttribute.Expression);
                    break;
                case WebAddressAttribute:
                    text.Format = "uri";
                    break;
                case TimeZoneNameAttribute:
                    (text.Format, longest) = ("time-zone", TimeZoneNameAttribute.MaxLength);
                    break;
                case EdtfTextAttribute:
                    text.Format = Schemas.Edtf;
                    break;
            }
        }

        if (text.Enum is not null || text.Format == "date-time")
            return;
        text.MaxLength = longest;
        if (text.MinLength > 0)
            text.Pattern ??= Schemas.NotBlank;
    }
}
