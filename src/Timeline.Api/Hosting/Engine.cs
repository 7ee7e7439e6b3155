#if MARTEN
using Timeline.Marten;
#else
using Timeline.Chronology;
#endif

namespace Timeline.Api.Hosting;

/// <summary>The engine that this build has. The one place that knows of two.</summary>
internal static class Engine
{
    /// <summary>For people: the banner and <c>/health/ready</c>.</summary>
    public const string Name =
#if MARTEN
        "marten";
#else
        "native";
#endif

    /// <summary>Adds what carries out commands.</summary>
    public static void AddEngine(this WebApplicationBuilder builder, Database database)
    {
#if MARTEN
        builder.AddMartenEngine(database.Log, database.OpenForOthers());
#else
        builder.Services.AddSingleton<INewsroom, Newsroom>();
        builder.Services.AddSingleton<EmbargoClock>();
        builder.Services.AddHostedService<EmbargoClockService>();
#endif
    }

    /// <summary>Adds the routes that only one engine has.</summary>
    public static void MapEngine(this WebApplication app)
    {
#if MARTEN
        app.MapMartenAdministration();
#endif
    }
}
