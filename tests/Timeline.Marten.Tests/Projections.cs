using JasperFx.Events;
using Marten;
using Marten.Events.Projections;
using Timeline.Domain;
using Timeline.Domain.Kinds;

namespace Timeline.Marten.Tests;

/// <summary>A story as another Marten application might fold it.</summary>
public sealed partial class StoryFile
{
    public string Id { get; set; } = "";

    public string Title { get; set; } = "";

    public int Arrests { get; set; }

    public string? Charge { get; set; }

    public void Apply(StoryOpened opened) => Title = opened.Title;

    public void Apply(ArrestRecorded arrest)
    {
        Arrests++;
        Charge = arrest.Body.Charges is [var first, ..] ? first : null;
    }
}

/// <summary>Across all stories: each position, in a table that takes none twice.</summary>
internal sealed class SeenProjection : IProjection
{
    public const string Table = "create table seen (position bigint primary key, story text, version bigint, at serial)";

    public static void Add(StoreOptions options) =>
        options.Projections.Add(new SeenProjection(), JasperFx.Events.Projections.ProjectionLifecycle.Async, "Seen");

    public Task ApplyAsync(IDocumentOperations operations, IReadOnlyList<IEvent> events, CancellationToken cancellation)
    {
        foreach (var e in events)
            operations.QueueSqlCommand("insert into seen (position, story, version) values (?, ?, ?)", e.Sequence, e.StreamKey!, e.Version);
        return Task.CompletedTask;
    }
}
