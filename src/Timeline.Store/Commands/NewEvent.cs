using System.Text.Json;
using JasperFx.Events;
using Marten;
using Timeline.Domain;
using Timeline.Store.Proof;

namespace Timeline.Store.Commands;

/// <summary>An accepted event on its way to Marten.</summary>
/// <param name="Id">By which a stored event is known again.</param>
/// <param name="Event">The event.</param>
/// <param name="Recorded">When it is recorded.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Salt">See <see cref="HashChain"/>.</param>
internal sealed record NewEvent(Guid Id, StoryEvent Event, DateTimeOffset Recorded, Submission By, string Salt)
{
    private IEvent? _marten;

    /// <summary>See <see cref="HashChain"/>; empty until it is signed.</summary>
    public string Hash { get; private set; } = "";

    /// <summary>Its number among all events; 0 until it is known to be committed.</summary>
    public long Position { get; set; }

    /// <summary>The digest of what it says.</summary>
    public string Digest()
    {
        using var data = JsonSerializer.SerializeToDocument(Event, Event.GetType(), DomainJson.Stored);
        return FieldDigests.Of(data.RootElement, Salt);
    }

    /// <summary>Signs it.</summary>
    /// <returns>Its hash.</returns>
    public string Sign(string previousHash, string stream, long version, string digest) => Hash = HashChain.Next(
        previousHash, stream, version, EventTypes.Alias(Event.GetType()), Recorded, By.Actor, By.CorrelationId, null, digest);

    /// <summary>The event as Marten appends it.</summary>
    public IEvent For(IDocumentSession session)
    {
        _marten = session.Events.BuildEvent(Event);
        _marten.Id = Id;
        _marten.Timestamp = Recorded;
        _marten.CorrelationId = By.CorrelationId;
        _marten.SetHeader("actor", By.Actor);
        _marten.SetHeader("salt", Salt);
        _marten.SetHeader("hash", Hash);
        return _marten;
    }

    /// <summary>To be called after the commit; Marten tells the position before it, and of what was never committed, too.</summary>
    public void Committed() => Position = _marten!.Sequence;
}

/// <summary>What to answer to a command, once the group that it is in is committed.</summary>
/// <param name="Message">The command.</param>
/// <param name="Result">The answer; of what was stored, without its position.</param>
/// <param name="Event">What is stored, or null.</param>
/// <param name="Repeated">Whether it is the answer that was given to the same request before.</param>
internal sealed record CommandAnswer(CarryOut Message, CommandResult Result, NewEvent? Event = null, bool Repeated = false)
{
    /// <summary>The answer after the commit.</summary>
    public CommandResult Final => Result is CommandResult.Stored stored && Event is not null
        ? stored with { Position = Event.Position }
        : Result;
}
