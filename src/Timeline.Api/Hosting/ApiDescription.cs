using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Domain.Values;

namespace Timeline.Api.Hosting;

/// <summary>OpenAPI and its page at <c>/swagger</c>.</summary>
internal static class ApiDescription
{
    public static void AddApiDescription(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(o => o.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "Timeline",
                Version = "v1",
                Description = "An event-sourced timeline of a news story. Reading is public; writing needs a bearer token.",
            });
            options.SupportNonNullableReferenceTypes();
            options.SchemaFilter<DomainSchemas>();
            options.OperationFilter<Examples>();
            options.AddSecurityDefinition("bearer", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "dotnet run --project src/Timeline.Cli -- token --role editor",
            });
            options.AddSecurityRequirement(document => new OpenApiSecurityRequirement
            {
                [new OpenApiSecuritySchemeReference("bearer", document)] = [],
            });
            foreach (var xml in Directory.EnumerateFiles(AppContext.BaseDirectory, "Timeline.*.xml"))
                options.IncludeXmlComments(xml);
        });
    }

    public static void UseApiDescription(this WebApplication app)
    {
        app.UseSwagger();
        app.UseSwaggerUI(options => options.SwaggerEndpoint("/swagger/v1/swagger.json", "Timeline"));
    }

    /// <summary>The domain's own rules, as far as attributes of the framework do not say them.</summary>
    private sealed class DomainSchemas : ISchemaFilter
    {
        public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
        {
            if (schema is not OpenApiSchema open)
                return;
            if (context.MemberInfo?.GetCustomAttribute<OneOfAttribute>() is { } words)
                open.Enum = [.. words.Words.Select(w => (JsonNode)w)];
        }
    }

    /// <summary>A worked example for each kind, and for opening a story.</summary>
    private sealed class Examples : IOperationFilter
    {
        public void Apply(OpenApiOperation operation, OperationFilterContext context)
        {
            var body = context.ApiDescription.ParameterDescriptions.FirstOrDefault(p => p.Source == BindingSource.Body)?.Type
                ?? context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IAcceptsMetadata>().FirstOrDefault()?.RequestType;
            object? example = body == typeof(OpenStory)
                ? OpenStory.Example
                : KindList.All.FirstOrDefault(k => k.BodyType == body)?.Example;
            if (example is null || operation.RequestBody?.Content is not { } contents)
                return;
            foreach (var content in contents.Values.OfType<OpenApiMediaType>())
                content.Example = JsonSerializer.SerializeToNode(example, body!, DomainJson.Stored);
        }
    }
}
