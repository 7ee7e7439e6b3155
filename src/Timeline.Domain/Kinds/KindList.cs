namespace Timeline.Domain.Kinds;

/// <summary>Every kind that can be recorded: one line each.</summary>
public static class KindList
{
    /// <summary>The kinds, in the order in which an editor is offered them.</summary>
    public static IReadOnlyList<Kind> All { get; } =
    [
        Kind.Of<Arrest>(),
        Kind.Of<Detention>(),
        Kind.Of<Release>(),
        Kind.Of<Sentencing>(),
        Kind.Of<Investigation>(),
        Kind.Of<Attack>(),
        Kind.Of<Statement>(),
        Kind.Of<Warning>(),
        Kind.Of<ContentRemoval>(),
        Kind.Of<Rally>(),
        Kind.Of<Publication>(),
        Kind.Of<Reaction>(),
        Kind.Of<Charge>(),
        Kind.Of<Hearing>(),
        Kind.Of<Ruling>(),
        Kind.Of<Search>(),
        Kind.Of<Vote>(),
        Kind.Of<Election>(),
        Kind.Of<Law>(),
        Kind.Of<Appointment>(),
        Kind.Of<Departure>(),
        Kind.Of<Agreement>(),
        Kind.Of<Meeting>(),
        Kind.Of<Sanction>(),
        Kind.Of<Ban>(),
        Kind.Of<Incident>(),
        Kind.Of<Death>(),
        Kind.Of<Journey>(),
        Kind.Of<Development>(),
    ];

    private static readonly Dictionary<string, Kind> ByName = All.ToDictionary(k => k.Name);
    private static readonly Dictionary<Type, Kind> ByBody = All.ToDictionary(k => k.BodyType);

    /// <summary>The kind of that name, or null.</summary>
    public static Kind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The kind of a body.</summary>
    public static Kind Of(EntryBody body) => ByBody[body.GetType()];
}
