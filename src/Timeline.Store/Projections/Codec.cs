using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>Between the domain's events and the log's rows.</summary>
public static class Codec
{
    /// <summary>The event as the log stores it.</summary>
    public static NewEvent Write(StoryEvent @event)
    {
        var type = @event.GetType();
        return new(EventTypes.Alias(type), $"{type.FullName}, {type.Assembly.GetName().Name}",
            JsonSerializer.Serialize(@event, type, DomainJson.Stored));
    }

    /// <summary>The event that a row of the log holds.</summary>
    /// <exception cref="UnreadableEventException">The alias is unknown here, the data is not of its shape, or it was recorded at
    /// no instant.</exception>
    public static StoryEvent Read(StoredEvent stored)
    {
        if (EventTypes.Find(stored.Type) is not { } type)
        {
            throw new UnreadableEventException(stored,
                $"This service does not know events of type '{stored.Type}'; run a version that does.");
        }

        if (!StoredEvent.IsInstant(stored.Recorded))
            throw new UnreadableEventException(stored, $"This '{stored.Type}' was recorded at no instant of the years 2 to 9998.");

        try
        {
            return (StoryEvent?)JsonSerializer.Deserialize(stored.Data, type, DomainJson.Stored)
                ?? throw new JsonException("The data is null.");
        }
        catch (JsonException error)
        {
            throw new UnreadableEventException(stored, $"The data of this '{stored.Type}' cannot be read: {error.Message}", error);
        }
    }

    /// <summary>
    /// Refuses an event that lacks what ours never do, or names what cannot be a name here: another application stores what
    /// it likes.
    /// </summary>
    /// <exception cref="InvalidOperationException">It is such an event.</exception>
    internal static void Check(StoryEvent @event, string stream)
    {
        var sound = @event switch
        {
            StoryOpened opened => opened.Id == stream && SlugAttribute.IsSlug(stream)
                && opened is { Title: not null, Language: not null, TimeZone: not null, From: not null },
            EntryRecorded { Entry: { } entry, Content: not null } => SlugAttribute.IsSlug(entry),
            EntryChanged { Entry: { } entry } => SlugAttribute.IsSlug(entry),
            _ => false,
        };
        if (!sound)
            throw new InvalidOperationException("a name or a field that it needs is missing, or is none.");
    }
}

/// <summary>An event that cannot be folded: its story stops there, in sight, until a service can read it.</summary>
public sealed class UnreadableEventException : Exception
{
    /// <summary>Names the event and what is wrong with it.</summary>
    public UnreadableEventException(StoredEvent stored, string message, Exception? inner = null) : base(message, inner) =>
        Stored = stored;

    /// <summary>The event.</summary>
    public StoredEvent Stored { get; }
}
