using Timeline.Api.Http;

namespace Timeline.Api.Reading;

/// <summary>The route of a story's chronology (<see cref="Timelines"/>).</summary>
internal static class TimelineRoutes
{
    // What answers is made once, and not bound anew for each of its many readers.
    public static void MapTimelines(this WebApplication app) =>
        app.MapMethods("/stories/{story}/timeline", AnswerSending.Reads, ActivatorUtilities.CreateInstance<Timelines>(app.Services).GetAsync).Conditional()
            .WithName("GetTimeline").WithSummary("The chronology of a story")
            .Takes([.. Parameters.Filters, Parameters.AsOf, Parameters.Hidden, Parameters.Status, Parameters.AcceptDatetime])
            .WithMetadata(Mementos.Headers)
            .ShowsDrafts().Produces<TimelineAnswer>().ProducesProblem(400).ProducesProblem(404).ProducesProblem(429);
}
