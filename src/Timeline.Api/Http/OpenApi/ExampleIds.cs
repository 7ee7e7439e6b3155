using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Npgsql;
using Swashbuckle.AspNetCore.SwaggerGen;
using Timeline.Domain.Editorial;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Http.OpenApi;

/// <summary>
/// Ids in examples that only the service can give: where the first story is there, those of entries of it, so that the examples
/// can be tried out on it.
/// </summary>
internal sealed class ExampleIds(TimelineDatabase db) : IDocumentAsyncFilter
{
    /// <summary>The first story.</summary>
    public const string Story = "navalny-2021";

    private static readonly string[] NamingEntries = ["entry", "after"];

    public async Task ApplyAsync(OpenApiDocument swaggerDoc, DocumentFilterContext context, CancellationToken cancellationToken)
    {
        if (await EntryAsync(db, cancellationToken) is not { } entry)
            return;
        foreach (var content in swaggerDoc.Paths.Values.SelectMany(p => p.Operations ?? [])
            .SelectMany(o => o.Value.RequestBody?.Content ?? new Dictionary<string, IOpenApiMediaType>())
            .Select(c => c.Value).OfType<OpenApiMediaType>())
        {
            if (content.Example is not JsonObject example)
                continue;
            foreach (var field in NamingEntries.Where(f => example[f] is JsonValue v && v.TryGetValue(out string? id) && id == LinkEntry.Example.Entry))
                example[field] = entry;
        }
    }

    /// <summary>The entry that they name; null where there is none, or the database is away.</summary>
    public static async Task<string?> EntryAsync(TimelineDatabase db, CancellationToken ct)
    {
        try
        {
            return await db.TimelineAsync(Story, new TimelineQuery { Limit = 1 }, ct) is { Entries: [var entry, ..] } ? entry : null;
        }
        catch (NpgsqlException)
        {
            // The description is good without it.
            return null;
        }
    }
}
