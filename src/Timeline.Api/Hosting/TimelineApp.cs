using Timeline.Api.Admin;
using Timeline.Api.Desk;
using Timeline.Api.Formats;
using Timeline.Api.Http;
using Timeline.Api.Http.OpenApi;
using Timeline.Api.Live;
using Timeline.Api.Pages;
using Timeline.Api.Past;
using Timeline.Api.Pictures;
using Timeline.Api.Reading;
using Timeline.Api.Recording;
using Timeline.Api.Widget;
using Timeline.Store;

namespace Timeline.Api.Hosting;

/// <summary>Puts the service together.</summary>
internal static class TimelineApp
{
    /// <summary>Opens the database and composes the service, ready to start.</summary>
    /// <param name="args">Of the command line.</param>
    /// <param name="plant">Whether an empty database is filled with the first story in Development.</param>
    /// <param name="compose">What else is to be set, last.</param>
    /// <param name="ct">Cancels; what was opened is closed then.</param>
    public static async Task<WebApplication> CreateAsync(
        string[] args, bool plant = false, Action<WebApplicationBuilder>? compose = null, CancellationToken ct = default)
    {
        // Settings are read once. To hear of their changes ASP.NET would watch every folder beneath the one it was started in.
        var builder = WebApplication.CreateBuilder(["--hostBuilder:reloadConfigOnChange=false", .. args]);
        builder.WebHost.ConfigureKestrel(RequestSize.Configure);
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null)
            builder.WebHost.UseUrls("http://localhost:5080");
        // What keeps it from starting is thrown, and said once by whoever starts it.
        var started = false;
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", level => started && level >= LogLevel.Warning);
        builder.AddSignIn();
        var database = await Database.OpenAsync(builder.Configuration, ct);
        var limits = Limits.Of(builder.Configuration);
        builder.Services.AddTimeline(database, limits);
        builder.LimitConnections(database.Timeline.MostConnections + limits.CostlyReads);
        // Half of what orderly stops are mostly given: who sends or reads nothing any more is cut off, and the rest stops after.
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(5));
        ClientAddress.Configure(builder);
        builder.Services.AddProblems();
        builder.Services.AddOpenStreams();
        builder.AddTimelineStore(
            database.Timeline, SharedCaches(builder.Configuration), keys: Checkpointing.Keys(builder),
            checkpoints: Checkpointing.Schedule(builder), pictures: Decoding.Folder(builder));
        builder.AddLiveStreams();
        builder.Services.AddPages();
        builder.Services.AddDesk();
        builder.Services.AddApiDescription();
        // After the store, which takes it; the server itself starts last of all.
        if (plant)
            builder.Services.AddHostedService<FirstStory>();
        compose?.Invoke(builder);

        var app = builder.Build();
        app.Lifetime.ApplicationStarted.Register(() => started = true);
        try
        {
            await app.MigrateAsync(ct);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        app.WarnOfOpenDoors();
        app.UseForwardedHeaders();
        Compression.Use(app);
        app.UseProblems(ErrorPages.SendAsync);
        app.UseRequestSize();
        app.UseOpenReading();
        app.UseSignIn();
        app.UseKnownParameters();
        app.UseOpenStreams();
        app.UseApiDescription();
        ErrorPages.Use(app);

        app.MapStories();
        app.MapKinds();
        app.MapStanding();
        app.MapRecording();
        app.MapEditorial();
        app.MapPictures();
        app.MapRegister();
        app.MapNewsroomNotes();
        app.MapTodo();
        app.MapPersonTakeDowns();
        app.MapTimelines();
        app.MapTimeMap();
        app.MapDifferences();
        app.MapReplay();
        app.MapChanges();
        app.MapLiveStreams();
        app.MapWidget();
        app.MapPages();
        app.MapOverview();
        app.MapDesk();
        app.MapFeed();
        app.MapOEmbed();
        app.MapPeople();
        app.MapPersonPages();
        app.MapSearch();
        app.MapHistory();
        app.MapCheckpoints();
        app.MapArchives();
        app.MapTakeDowns();
        app.MapRebuild();
        app.MapDeadLetters();
        app.MapHealth();
        return app;
    }

    private static Uri[] SharedCaches(ConfigurationManager configuration) =>
    [
        .. configuration.GetSection("SharedCaches").GetChildren().Select(setting =>
            Uri.TryCreate(setting.Value, UriKind.Absolute, out var cache) && cache.Scheme is "http" or "https"
                ? cache
                : throw new ConfigurationException($"SharedCaches__{setting.Key} must be the http address of a cache that takes a PURGE.")),
    ];
}
