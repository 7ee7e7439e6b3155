using Marten;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Timeline.Domain.Kinds;
using Wolverine;

namespace Timeline.Benchmarks.Ordinary;

/// <summary>The ordinary application with a minimal API, in a process of its own.</summary>
internal static class OrdinaryApi
{
    public static async Task ServeAsync(string connectionString)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        OrdinaryApp.Add(builder, connectionString);
        var app = builder.Build();
        app.MapGet("/health/ready", () => "ready");
        app.MapPost("/stories", (OpenOrdinary command, IMessageBus bus) => bus.InvokeAsync(command));
        app.MapPost("/stories/{story}/detentions", async (string story, Detention body, IMessageBus bus) =>
        {
            var recorded = await bus.InvokeAsync<OrdinaryRecorded>(new RecordOrdinary(story, body));
            return Results.Created($"/stories/{story}/entries/{recorded.Entry}", recorded);
        });
        app.MapGet("/stories/{story}/timeline", (string story, IQuerySession session, CancellationToken ct) =>
            session.Query<OrdinaryEntry>().Where(e => e.Story == story).OrderBy(e => e.When).Take(100).ToListAsync(ct));
        await app.StartAsync();
        // Until the other end of standard input is gone.
        while (await Console.In.ReadLineAsync() is not null)
        {
        }
    }
}
