using Timeline.Api.Hosting;
using Timeline.Api.Reading;
using Timeline.Api.Writing;
using Timeline.EventLog.Embedded;

try
{
    var builder = WebApplication.CreateBuilder(args);
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
    await using var database = await Database.OpenAsync(builder.Configuration, builder.Environment);

    builder.AddSignIn();
    builder.Services.AddTimeline(database);
    builder.Services.AddProblems();
    builder.Services.AddApiDescription();

    var app = builder.Build();
    app.UseProblems();
    app.UseOpenReading();
    app.UseAuthentication();
    app.UseAuthorization();
    app.UseApiDescription();

    app.MapStories();
    app.MapRecording();
    app.MapEditorial();
    app.MapTimeline();
    app.MapEntries();
    app.MapChanges();
    app.MapAcrossStories();
    app.MapHistory();
    app.MapHealth();

    await app.StartAsync();
    await app.PlantFirstStoryAsync();
    app.ShowBanner();
    await app.WaitForShutdownAsync();
    return 0;
}
catch (Exception error) when (error is EmbeddedPostgresException or ConfigurationException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return 1;
}
