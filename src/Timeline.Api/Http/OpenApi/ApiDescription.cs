using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;

namespace Timeline.Api.Http.OpenApi;

/// <summary>OpenAPI 3.1 and its page at <c>/swagger</c>.</summary>
internal static class ApiDescription
{
    /// <summary>How a token is sent.</summary>
    public const string Bearer = "bearer";

    public static void AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o =>
        {
            o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
            o.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        });
        services.AddSingleton<DescriptionAnswer>();
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc(DescriptionAnswer.Version, new OpenApiInfo
            {
                Title = "Timeline",
                Version = "v1",
                Description = "An event-sourced timeline of a news story. Reading is public; writing needs a bearer token. " +
                    "Dates in the world are EDTF (ISO 8601-2); recorded times are ISO 8601 with an offset. What is refused is " +
                    "`application/problem+json` (RFC 9457) that says what to do.",
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            });
            // HEAD is GET without a body, and so says nothing of its own.
            options.DocInclusionPredicate((_, api) => api.HttpMethod != HttpMethods.Head);
            options.SupportNonNullableReferenceTypes();
            options.UseAllOfToExtendReferenceSchemas();
            options.MapType<JsonNode>(() => new OpenApiSchema());
            options.MapType<JsonElement>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
            options.MapType<JsonObject>(() => new OpenApiSchema { Type = JsonSchemaType.Object, MinProperties = 1 });
            options.MapType<Domain.Dates.Instant>(() => new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "ISO 8601, to the second; years before 0000 and after 9999 expanded: a sign and six to nine digits, in UTC.",
                Pattern = @"^(\d{4}|[+-]\d{6,9})-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)$",
                Examples = ["2021-01-17T00:00:00+03:00", "-000043-03-15T00:00:00Z"],
            });
            options.MapType<TimeSpan>(() => new OpenApiSchema { Type = JsonSchemaType.String, Examples = ["00:00:01.5"] });
            options.MapType<Domain.Values.Who>(Schemas.Who);
            options.MapType<Domain.Languages.Sentence>(() => new OpenApiSchema { Type = JsonSchemaType.String });
            // Only as an entry's details, which Schemas describes.
            options.MapType<EntryBody>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
            options.SchemaFilter<Schemas>();
            options.OperationFilter<Operations>();
            options.DocumentFilter<Tags>();
            options.DocumentAsyncFilter<ExampleIds>();
            options.AddSecurityDefinition(Bearer, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = Bearer,
                BearerFormat = "JWT",
                Description = "In Development: dotnet run --project src/Timeline.Cli -- token --role editor",
            });
            foreach (var xml in Directory.EnumerateFiles(AppContext.BaseDirectory, "Timeline.*.xml"))
                options.IncludeXmlComments(xml);
        });
    }

    public static void UseApiDescription(this WebApplication app)
    {
        // Beside the way of all the others, who would pass through it twice, and readers of a stream stay in it.
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/swagger"), swagger => swagger.UseSwaggerUI(options =>
        {
            options.SwaggerEndpoint($"{DescriptionAnswer.Version}/swagger.json", "Timeline");
            options.EnablePersistAuthorization();
        }));
        app.MapMethods($"/swagger/{DescriptionAnswer.Version}/swagger.json", AnswerSending.Reads,
            (HttpContext context, DescriptionAnswer description) => description.SendAsync(context)).Conditional().ExcludeFromDescription();
    }

    private sealed class Tags : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) => swaggerDoc.Tags = new HashSet<OpenApiTag>
        {
            new() { Name = "Read", Description = "For everybody, from any page (CORS)." },
            new() { Name = "Record", Description = "What happened: a route for each kind of entry." },
            new() { Name = "Edit", Description = "Commands on an entry of any kind." },
            new() { Name = "Widget", Description = "The story on other sites' pages." },
            new() { Name = "Administer", Description = "Looking after the service." },
            new() { Name = "Health", Description = "Whether the service lives, and whether it is up to date." },
        };
    }
}
