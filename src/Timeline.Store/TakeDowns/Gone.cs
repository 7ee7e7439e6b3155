namespace Timeline.Store.TakeDowns;

/// <summary>What readers were shown of what is taken down: where it has to be forgotten elsewhere, and what else speaks of it here.</summary>
/// <param name="Entry">The entry that it is of; null where it is of the story.</param>
/// <param name="Shown">The public versions in which readers were shown that: from each to each.</param>
/// <param name="Entries">The entries of which something went, or that one alone, each with the public versions that it made itself; none that readers never saw.</param>
/// <param name="People">The people and bodies whom those entries named, by id: their pages show them, too.</param>
/// <param name="Pictures">The names of the uploaded pictures that went.</param>
/// <param name="Beside">Where else in the story something is said of the entry: where things stand, a claim of another entry.</param>
public sealed record Gone(
    string? Entry, IReadOnlyList<(long From, long To)> Shown, IReadOnlyList<(string Entry, IReadOnlyList<long> Made)> Entries,
    IReadOnlyList<string> People, IReadOnlyList<string> Pictures, IReadOnlyList<NamedPlace> Beside);
