using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Values;

namespace Timeline.Domain.Kinds;

/// <summary>Premises were searched.</summary>
[Kind("search", "searches", AlsoCalled = "raid house", HasOutcome = true)]
public sealed record Search : EntryBody, IKind<Search>
{
    /// <summary>Who searches.</summary>
    [Label("Searched by")]
    public Who? By { get; init; }

    /// <summary>What premises.</summary>
    [MaxLength(500)]
    public string? Premises { get; init; }

    /// <summary>Whose.</summary>
    [Label("At the premises of")]
    public IReadOnlyList<Who> Of { get; init; } = [];

    /// <summary>The warrant, and who issued it.</summary>
    [MaxLength(500)]
    public string? Warrant { get; init; }

    /// <summary>What was seized.</summary>
    public IReadOnlyList<string> Seized { get; init; } = [];

    /// <summary>The grounds, as somebody gives them.</summary>
    [Label("Grounds given")]
    public Claim? Grounds { get; init; }

    /// <inheritdoc/>
    public static Search Example => new()
    {
        When = When.At("2019-03-06"),
        Headline = "Offices of the ports authority searched",
        Places = ["Veldania"],
        By = "Anti-corruption bureau of Veldania",
        Premises = "the head office of the ports authority",
        Of = ["ports-authority"],
        Warrant = "of the Port Ansel Regional Court",
        Seized = ["computers", "tender files"],
        People = [new() { Id = "ports-authority", Name = "Ports Authority", Role = "subject" }],
    };
}
