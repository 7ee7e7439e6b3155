using Timeline.Api.Http;
using Timeline.Store.Embedded;
using Timeline.Store.Proof.Checkpoints;
using Wolverine;

namespace Timeline.Api.Hosting;

/// <summary>How checkpoints are signed, and when.</summary>
internal static class Checkpointing
{
    private const string EveryHour = "7 * * * *";

    /// <summary>
    /// <c>Checkpoints:Keys</c>, a folder; else one in the data folder, where there is one to stay: in Development, or where
    /// TIMELINE_DATA says so. A key that is gone with the container would prove nothing.
    /// </summary>
    /// <exception cref="ConfigurationException">There is no such folder, or it holds something else.</exception>
    public static CheckpointKeys Keys(WebApplicationBuilder builder)
    {
        var folder = builder.Configuration["Checkpoints:Keys"] is { Length: > 0 } given ? given : null;
        if (folder is null && !builder.Environment.IsDevelopment()
            && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("TIMELINE_DATA")))
            return CheckpointKeys.None;
        try
        {
            return CheckpointKeys.Read(folder, DataFolder.Default);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"The keys of Checkpoints__Keys cannot be used: {error.Message}");
        }
    }

    /// <summary><c>Checkpoints:Schedule</c>, a cron expression in UTC, or <c>never</c>; every hour by default.</summary>
    /// <exception cref="ConfigurationException">It is none.</exception>
    public static CronSchedule? Schedule(WebApplicationBuilder builder)
    {
        var text = builder.Configuration["Checkpoints:Schedule"] is { Length: > 0 } given ? given : EveryHour;
        if (text == "never")
            return null;
        return CronSchedule.TryParse(text, TimeZoneInfo.Utc, out var schedule)
            ? schedule
            : throw new ConfigurationException($"Checkpoints__Schedule must be a cron expression, such as '{EveryHour}', or never; not '{text}'.");
    }
}
