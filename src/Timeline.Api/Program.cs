using Microsoft.AspNetCore.Connections;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Api.Http;
using Timeline.Store;
using Timeline.Store.Embedded;

if (args is ["codegen", ..])
    return await GeneratedCode.RunAsync(args);
try
{
    await using var app = await TimelineApp.CreateAsync(args, plant: true);
    await app.StartAsync();
    app.ShowBanner();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (NpgsqlException error)
{
    await Console.Error.WriteLineAsync(Database.Explain(error));
    return 1;
}
catch (Exception error) when (error is EmbeddedPostgresException or ConfigurationException
    || error.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
