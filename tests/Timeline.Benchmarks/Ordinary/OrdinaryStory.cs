using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Wolverine.Marten;

namespace Timeline.Benchmarks.Ordinary;

/// <summary>The aggregate: what a command of the ordinary application decides on.</summary>
public sealed class OrdinaryStory
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public int Version { get; set; }

    public int Entries { get; set; }

    public void Apply(StoryOpened opened) => Title = opened.Title;

    public void Apply(EntryRecorded _) => Entries++;
}

/// <summary>The read model: one document per entry.</summary>
public sealed class OrdinaryEntry
{
    public string Id { get; set; } = "";

    public string Story { get; set; } = "";

    public string Kind { get; set; } = "";

    public string When { get; set; } = "";

    public DateTimeOffset RecordedAt { get; set; }

    public bool Key { get; set; }

    // The kind's own record, written with all its fields; read back as JSON.
    public object? Body { get; set; }
}

/// <summary>Keeps the documents.</summary>
public sealed partial class OrdinaryEntries : EventProjection
{
    public OrdinaryEntries()
    {
        IncludeType<StoryEvent>();
        Options.DeleteViewTypeOnTeardown<OrdinaryEntry>();
    }

    public override async ValueTask ApplyAsync(IDocumentOperations operations, IEvent e, CancellationToken cancellation)
    {
        switch (e.Data)
        {
            case EntryRecorded recorded:
                operations.Store(new OrdinaryEntry
                {
                    Id = recorded.Entry,
                    Story = e.StreamKey!,
                    Kind = KindList.Of(recorded.Content).Name,
                    When = recorded.Content.When.Edtf,
                    RecordedAt = e.Timestamp,
                    Key = recorded.Content.Key,
                    Body = recorded.Content,
                });
                break;
            case EntryKeyMarked marked when await operations.LoadAsync<OrdinaryEntry>(marked.Entry, cancellation) is { } entry:
                entry.Key = marked.Key;
                operations.Store(entry);
                break;
        }
    }
}

public sealed record OpenOrdinary(string Id, string Title);

public sealed record RecordOrdinary(string OrdinaryStoryId, EntryBody Body);

public sealed record OrdinaryRecorded(string Entry, long Version);

public static class OrdinaryHandler
{
    public static IStartStream Handle(OpenOrdinary command) => MartenOps.StartStream<OrdinaryStory>(
        command.Id, new StoryOpened(command.Id, command.Title, "en", "Europe/Moscow", "2021-01-01", null));

    [AggregateHandler]
    public static (OrdinaryRecorded, Events) Handle(RecordOrdinary command, OrdinaryStory story)
    {
        var entry = Guid.CreateVersion7().ToString("N");
        return (new(entry, story.Version + 1), [KindList.Of(command.Body).Recorded(entry, command.Body)]);
    }
}
