using System.Reflection;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;
using Timeline.Store.Projections;

namespace Timeline.Api.Http.OpenApi;

/// <summary>Describes what is answered, as <see cref="AnswerJson"/> writes it.</summary>
internal static class AnswerSchemas
{
    public static void Describe(OpenApiSchema schema, SchemaFilterContext context)
    {
        // A later version may say more.
        schema.AdditionalPropertiesAllowed = true;
        schema.Required = new HashSet<string>();
        foreach (var (name, field, _) in Schemas.Fields(schema, context.Type).ToList())
        {
            if (field.GetCustomAttribute<SentAsAttribute>() is { } sent)
                schema.Properties![name] = context.SchemaGenerator.GenerateSchema(sent.Type, context.SchemaRepository);
            if (field.Name == nameof(EntryDocument.Details) && field.PropertyType == typeof(EntryBody))
                schema.Properties![name] = Details(context);
            if (field.GetCustomAttribute<OneOfAttribute>() is { } words && schema.Properties![name] is OpenApiSchema text)
                text.Enum = Schemas.Words(words.Words);

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
}
