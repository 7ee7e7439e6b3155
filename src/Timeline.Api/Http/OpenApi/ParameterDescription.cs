using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Http.OpenApi;

/// <summary>Describes a parameter from what its route declares of it.</summary>
internal static class ParameterDescription
{
    public static OpenApiParameter Of(Parameter parameter)
    {
        var schema = parameter switch
        {
            SlugParameter => Slug(),
            SlugsParameter slugs => new OpenApiSchema { Type = JsonSchemaType.Array, Items = Slug(), MinItems = 1, MaxItems = slugs.Most },
            TextParameter text => Text(text.Longest),
            HeaderParameter header => Text(header.Longest),
            DateParameter => new OpenApiSchema { Type = JsonSchemaType.String, Format = Schemas.Edtf },
            FlagParameter => new OpenApiSchema { Type = JsonSchemaType.Boolean, Default = false },
            NumberParameter number => Number(number),
            WordParameter words => new OpenApiSchema { Type = JsonSchemaType.String, Enum = Schemas.Words(words.Words), Default = words.Words[0] },
            WordsParameter words => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Schemas.Words(words.Words) },
            },
            KindsParameter => new OpenApiSchema
            {
                Type = JsonSchemaType.Array,
                Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = Schemas.Words(KindList.All.Select(k => k.Name)) },
            },
            MomentParameter => new OpenApiSchema
            {
                OneOf =
                [
                    Instant(), new OpenApiSchema { Type = JsonSchemaType.String, Format = "date" },
                    new OpenApiSchema { Type = JsonSchemaType.Integer, Format = "int64", Minimum = "1" },
                ],
            },
            _ => throw new InvalidOperationException($"Nobody has said what {parameter.GetType().Name} looks like."),
        };
        var example = Example(parameter);
        // A page that tries a route out sends every example of a parameter, so those that only may be sent stand in the schema.
        if (!parameter.Required && example is not null)
            schema.Examples = [example];
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = parameter is HeaderParameter ? ParameterLocation.Header : ParameterLocation.Query,
            Description = parameter.About,
            Required = parameter.Required,
            Schema = schema,
            Example = parameter.Required ? example : null,
        };
    }

    private static JsonNode? Example(Parameter parameter) => parameter switch
    {
        { Example: null } => null,
        KindsParameter or WordsParameter or SlugsParameter => new JsonArray(parameter.Example),
        NumberParameter or MomentParameter when long.TryParse(parameter.Example, CultureInfo.InvariantCulture, out var number) => number,
        _ => parameter.Example,
    };

    /// <summary>What ids look like.</summary>
    public static OpenApiSchema Slug() => new()
    {
        Type = JsonSchemaType.String,
        MaxLength = SlugAttribute.MaxLength,
        Pattern = Schemas.Pattern(SlugAttribute.Expression),
    };

    private static OpenApiSchema Text(int? longest) => new() { Type = JsonSchemaType.String, MaxLength = longest };

    private static OpenApiSchema Instant() => new() { Type = JsonSchemaType.String, Format = "date-time" };

    private static OpenApiSchema Number(NumberParameter number) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = number.Most > int.MaxValue ? "int64" : "int32",
        Minimum = number.Least.ToString(CultureInfo.InvariantCulture),
        Maximum = number.Most > int.MaxValue ? null : number.Most.ToString(CultureInfo.InvariantCulture),
        Default = number.Otherwise is null or long.MaxValue ? null : number.Otherwise,
    };
}
