using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.People;

/// <summary>Another name of a person or body. All are searched; readers see those that are marked as shown.</summary>
public sealed record OtherName
{
    /// <summary>The name.</summary>
    [Required, MaxLength(200)]
    public string Name { get; init; } = "";

    /// <summary>The language whose readers know it (BCP 47).</summary>
    [LanguageTag, MaxLength(35)]
    public string? Language { get; init; }

    /// <summary>It is the name in its own script.</summary>
    public bool Native { get; init; }

    /// <summary>Readers see it.</summary>
    public bool Shown { get; init; }
}

/// <summary>What the register says of a person or body.</summary>
public sealed record PersonRecord : IChecked
{
    /// <summary>They have a page and are listed.</summary>
    public const string Public = "public";

    /// <summary>They are named in their entries, and nowhere else.</summary>
    public const string Private = "private";

    /// <summary>Not even a name is taken.</summary>
    public const string Protected = "protected";

    /// <summary>What they are: <c>person</c>, <c>body</c>, <c>group</c> (of people who have it for a name), or <c>unnamed-group</c>.</summary>
    [Required, OneOf("person", "body", "group", "unnamed-group")]
    public string Type { get; init; } = "person";

    /// <summary>The name as readers know it; of somebody protected none is taken.</summary>
    [MaxLength(200)]
    public string? Name { get; init; }

    /// <summary>Native and other names.</summary>
    [MaxLength(50)]
    public IReadOnlyList<OtherName> Names { get; init; } = [];

    /// <summary>Who they are, in a line; of somebody protected all that readers learn, such as "a girl of 15".</summary>
    [MaxLength(300)]
    public string? Description { get; init; }

    /// <summary>The id in Wikidata, such as <c>Q7747</c>.</summary>
    [RegularExpression("^Q[1-9][0-9]{0,11}\\z", ErrorMessage = "refused.wikidata")]
    public string? Wikidata { get; init; }

    /// <summary>A picture of them.</summary>
    public Media? Picture { get; init; }

    /// <summary>How public they are: <c>public</c> (they have a page and are listed), <c>private</c> (they are named in their entries
    /// only), or <c>protected</c> (readers learn a description only).</summary>
    [Required, OneOf(Public, Private, Protected)]
    public string Visibility { get; init; } = Private;

    /// <summary>What readers call them.</summary>
    [JsonIgnore, NotChecked]
    public string Shown => Name ?? Description ?? "";

    IEnumerable<FieldProblem> IChecked.Problems() =>
        Visibility == Protected ? ProblemsOfProtected()
        : string.IsNullOrEmpty(Name) ? [new("name", Sentence.Of("refused.missing"))]
        : [];

    private IEnumerable<FieldProblem> ProblemsOfProtected()
    {
        var only = Sentence.Of("refused.protected-only");
        if (string.IsNullOrEmpty(Description))
            yield return new("description", Sentence.Of("refused.protected-description"));
        if (Name is not null)
            yield return new("name", only);
        if (Names.Count > 0)
            yield return new("names", only);
        if (Wikidata is not null)
            yield return new("wikidata", only);
        if (Picture is not null)
            yield return new("picture", only);
    }
}

/// <summary>A person or body as the newsroom knows it: the fold of the events of its stream.</summary>
public sealed record RegisteredPerson
{
    /// <summary>The id, the same in every story.</summary>
    public required string Id { get; init; }

    /// <summary>What the register says.</summary>
    public required PersonRecord Record { get; init; }

    /// <summary>Only entries that the public did not see named them when they were made public: no list has them until one that it
    /// sees does.</summary>
    public bool AwaitsMention { get; init; }

    /// <summary>The id that stands for them since they were merged into it; null where they are one of their own.</summary>
    public string? MergedInto { get; init; }

    /// <summary>The id that they were merged into last, whether that was undone or not; null where they never were.</summary>
    public string? WasMergedInto { get; init; }

    /// <summary>When they were registered.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    /// <summary>When what the register says last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The person as the register has them after one more event.</summary>
    /// <exception cref="InvalidOperationException">It does not follow from that state.</exception>
    public static RegisteredPerson After(RegisteredPerson? before, PersonEvent of, DateTimeOffset recorded)
    {
        ArgumentNullException.ThrowIfNull(of);
        return of.Apply(before, recorded);
    }

    /// <summary>Whether they have a page.</summary>
    [JsonIgnore]
    public bool IsPublic => Record.Visibility == PersonRecord.Public;
}
