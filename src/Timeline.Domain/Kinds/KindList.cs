namespace Timeline.Domain.Kinds;

/// <summary>Every kind that can be recorded: one line each.</summary>
public static class KindList
{
    /// <summary>The kinds, in the order in which an editor is offered them.</summary>
    public static IReadOnlyList<Kind> All { get; } =
    [
        Kind.Of<Arrest, ArrestRecorded>(),
        Kind.Of<Detention, DetentionRecorded>(),
        Kind.Of<Release, ReleaseRecorded>(),
        Kind.Of<Sentencing, SentencingRecorded>(),
        Kind.Of<Investigation, InvestigationRecorded>(),
        Kind.Of<Attack, AttackRecorded>(),
        Kind.Of<Statement, StatementRecorded>(),
        Kind.Of<Warning, WarningRecorded>(),
        Kind.Of<ContentRemoval, ContentRemovalRecorded>(),
        Kind.Of<Rally, RallyRecorded>(),
        Kind.Of<Publication, PublicationRecorded>(),
        Kind.Of<Reaction, ReactionRecorded>(),
    ];

    private static readonly Dictionary<string, Kind> ByName = All.ToDictionary(k => k.Name);
    private static readonly Dictionary<Type, Kind> ByBody = All.ToDictionary(k => k.BodyType);

    /// <summary>The kind of that name, or null.</summary>
    public static Kind? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The kind of a body.</summary>
    public static Kind Of(EntryBody body) => ByBody[body.GetType()];
}
