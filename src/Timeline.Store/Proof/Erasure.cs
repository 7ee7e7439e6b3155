namespace Timeline.Store.Proof;

/// <summary>What proves the rest of an event of which a take-down erased fields, in the place of its salt.</summary>
/// <param name="Keys">The keys of the fields that stay, by their names, in hexadecimal.</param>
/// <param name="Digests">The digests of the fields that went, or say something else since, by their names, in hexadecimal.</param>
public sealed record Erasure(IReadOnlyDictionary<string, string> Keys, IReadOnlyDictionary<string, string> Digests);
