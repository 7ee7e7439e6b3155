using System.Text.Json;
using System.Text.Json.Nodes;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: a figure was given; it takes the place of an earlier one of its author. Alias <c>figure_added</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Field">The field of its kind that it belongs to; null for the figures that every kind has.</param>
/// <param name="Figure">The figure.</param>
public sealed record FigureAdded(string Entry, string? Field, Figure Figure) : EntryChanged(Entry)
{
    /// <summary>Whom it names by an id of the register, as the register called them then.</summary>
    public IReadOnlyList<Person> Named { get; init; } = [];

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        Figure is null ? entry : entry with { Body = Naming.With(With(entry.Body), Named) };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now)
    {
        if (Field is not null && AddFigure.FieldOf(entry.Body, Field) is null)
            return Decision.Invalid("field", Sentence.Of("refused.figure-field", Sentence.Kind(KindList.Of(entry.Body))));
        var figures = Field is null ? entry.Body.Figures : [.. AddFigure.FieldOf(entry.Body, Field)!.Items<Figure>(entry.Body)];
        return Figure is null ? null
            : figures.Contains(Figure) ? Nothing("The entry has that figure already.")
            : figures.Count >= CheckedField.DefaultList && figures.All(f => f.Thing != Figure.Thing)
            ? Decision.Invalid("figure", Sentence.Of("refused.most-figures", CheckedField.DefaultList))
            : null;
    }

    private EntryBody With(EntryBody body)
    {
        if (Field is null || AddFigure.FieldOf(body, Field) is not { } field)
            return body with { Figures = Replace(body.Figures) };
        var figures = Replace([.. field.Items<Figure>(body)]);
        return EntryCorrected.Corrected(
            body, new JsonObject { [Field] = JsonSerializer.SerializeToNode(figures, DomainJson.Stored) }, DomainJson.Stored);
    }

    // The later figure stands where the earlier one stood, which stays in the revisions.
    private IReadOnlyList<Figure> Replace(IReadOnlyList<Figure> figures) => figures.Any(f => f.Thing == Figure.Thing)
        ? [.. figures.Select(f => f.Thing == Figure.Thing ? Figure : f).Distinct()]
        : [.. figures, Figure];
}

/// <summary>Asks to give a figure. Of its author's earlier ones of the same thing the last is replaced; those of others stay beside it.</summary>
public sealed record AddFigure : EntryCommand
{
    private protected override bool ChangesWords => true;

    /// <summary>The field of the entry's kind that it belongs to, such as <c>injured</c>; leave it out for its other figures.</summary>
    public string? Field { get; init; }

    /// <summary>The figure.</summary>
    [System.ComponentModel.DataAnnotations.Required]
    public Figure? Figure { get; init; }

    /// <summary>A worked example.</summary>
    public static AddFigure Example => new()
    {
        Figure = new() { What = "people detained", AtLeast = 40, By = "OVD-Info", AsOf = "2021-01-23" },
    };

    /// <inheritdoc/>
    [System.Text.Json.Serialization.JsonIgnore]
    public override IEnumerable<string> NamesPeople => Naming.Ids(Figure);

    internal static KindField? FieldOf(EntryBody body, string name) =>
        KindList.Of(body).Fields.FirstOrDefault(f => f.Name == name && f.Type == FieldType.Figure);

    private protected override string GivenAs(string field) => InList(field, Field ?? "figures") is { } within ? $"figure.{within}" : field;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(this)) ?? Decision.If(Naming.Problems(Figure, "figure.", entry.Body, context.Register))
        ?? Accept(new FigureAdded(Entry, Field, Figure!) { Named = Naming.Added(Figure, entry.Body, context.Register, story.Story!.Language) }, Naming.Notes(Figure, "figure.", entry.Body));
}
