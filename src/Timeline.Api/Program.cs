using Microsoft.AspNetCore.Connections;
using Npgsql;
using Timeline.Api.Hosting;
using Timeline.Api.Http;
using Timeline.Store.Embedded;

try
{
    await using var app = await TimelineApp.CreateAsync(args, plant: true);
    await app.StartAsync();
    app.ShowBanner();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is EmbeddedPostgresException or ConfigurationException or NpgsqlException
    || error.InnerException is AddressInUseException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
