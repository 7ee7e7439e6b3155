using Timeline.Chronology;
#if MARTEN
using Timeline.Marten;
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

    // Marten's engine lifts embargoes by messages; the clock is there for those that were lost, or failed too often.
    private static readonly TimeSpan EmbargoGrace =
#if MARTEN
        TimeSpan.FromSeconds(2);
#else
        TimeSpan.Zero;
#endif

    /// <summary>Adds what carries out commands.</summary>
    public static void AddEngine(this WebApplicationBuilder builder, Database database)
    {
#if MARTEN
        builder.AddMartenEngine(database.Log, database.OpenForOthers());
#else
        builder.Services.AddSingleton<INewsroom, Newsroom>();
#endif
        builder.Services.AddSingleton(services => ActivatorUtilities.CreateInstance<EmbargoClock>(services, EmbargoGrace));
        builder.Services.AddHostedService<EmbargoClockService>();
    }

    /// <summary>Adds the routes that only one engine has.</summary>
    public static void MapEngine(this WebApplication app)
    {
#if MARTEN
        app.MapMartenAdministration();
#endif
    }
}
