using JasperFx.Events.Daemon;
using JasperFx.Events.Projections;
using Marten;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Wolverine;
using Wolverine.Marten.Subscriptions;

namespace Timeline.Marten;

/// <summary>
/// Across all stories, under Marten's daemon: schedules the end of embargoes that this engine did not set itself, as when
/// it takes over a database of the native one. A second message for one end does no harm.
/// </summary>
internal sealed class EmbargoSubscription : BatchSubscription
{
    /// <summary>Marten's name of it.</summary>
    public const string Name = "TimelineEmbargoes";

    public EmbargoSubscription() : base(Name)
    {
        // A row that says nothing of an archive would be left out too.
        IncludeArchivedEvents = true;
        foreach (var (_, type) in EventTypes.All)
        {
            if (type == typeof(EntryEmbargoed) || type.IsSubclassOf(typeof(EntryRecorded)))
                IncludeType(type);
        }
    }

    public override async Task ProcessEventsAsync(
        EventRange page, ISubscriptionController controller, IDocumentOperations operations, IMessageBus bus,
        CancellationToken cancellationToken)
    {
        var now = DateTimeOffset.UtcNow;
        foreach (var stored in page.Events)
        {
            if (stored.Data is not StoryEvent @event || Embargoes.EndOf(@event) is not { } end)
                continue;
            var entry = @event switch
            {
                EntryRecorded recorded => recorded.Entry,
                EntryChanged changed => changed.Entry,
                _ => throw new InvalidOperationException("Only entries have embargoes."),
            };
            await bus.ScheduleAsync(new LiftWhenDue(stored.StreamKey!, entry), end > now ? end : now);
        }
    }
}
