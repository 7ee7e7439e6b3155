using System.Text.Json;
using Timeline.Domain;
using Timeline.Domain.Kinds;

namespace Timeline.Benchmarks.Killing;

/// <summary>What the service promised by a 201.</summary>
internal sealed record Told(string Entry, long Version, long EventVersion, long Position);

/// <summary>What a caller knows after it has sent something.</summary>
internal enum Outcome
{
    /// <summary>201.</summary>
    Told,

    /// <summary>No answer, or the answer that nobody can tell: perhaps it is stored.</summary>
    Unknown,

    /// <summary>The service said that it stored nothing, or could not even be reached.</summary>
    NotStored,
}

/// <summary>
/// A detention that is sent, perhaps several times. Its headline is nobody else's, so that every stored event can be told whose
/// it is, whether its caller had an answer or not.
/// </summary>
internal sealed class Sent(string story, int number, string? key)
{
    private readonly Lock _gate = new();

    public string Story => story;

    public string? Key => key;

    public string Headline { get; } = $"Detention {number}";

    public string Body => JsonSerializer.Serialize(Detention.Example with { Headline = Headline }, DomainJson.Stored);

    /// <summary>The first 201.</summary>
    public Told? Told { get; private set; }

    /// <summary>How often its outcome was not known.</summary>
    public int Unknown { get; private set; }

    public void Lose()
    {
        lock (_gate)
            Unknown++;
    }

    /// <returns>Whether it is what was told before, where something was.</returns>
    public bool Tell(Told told)
    {
        lock (_gate)
            return (Told ??= told) == told;
    }

    public override string ToString() => $"{story}, {Headline}, key {key ?? "none"}, told {Told?.ToString() ?? "nothing"}, unknown {Unknown} times";
}
