using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>Stored: the story itself was corrected. Alias <c>story_corrected</c>.</summary>
/// <param name="Class">See <see cref="ChangeClass"/>.</param>
/// <param name="Wrong">What was wrong, where something was.</param>
/// <param name="Changes">The fields that change, with their new values; null empties a field.</param>
public sealed record StoryCorrected([property: OneOfChangeClasses] string Class, string? Wrong, JsonObject Changes) : StoryChanged
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Anew => Changes.ContainsKey("timeZone") || Changes.ContainsKey("language");

    // The id is for ever, and the rest is the business of commands of their own.
    private static readonly string[] NotCorrectable = ["id", "draft", "embargoUntil"];

    /// <summary>The refusal of changes that no correction makes; null where they may be made.</summary>
    internal static Decision? NotOfCorrections(JsonObject changes) =>
        changes.Count == 0 ? Decision.Invalid("changes", Sentence.Of("refused.no-change"))
        : changes.Select(c => c.Key).FirstOrDefault(NotCorrectable.Contains) is { } other ? Decision.Invalid($"changes.{other}", Sentence.Of("refused.not-correctable"))
        : null;

    private protected override Decision? Bars(Story story, DateTimeOffset now) => NotOfCorrections(Changes);

    internal override Story Apply(Story story, DateTimeOffset recorded)
    {
        var corrected = JsonDifference.Apply(OpenStory.Of(story), Changes, DomainJson.Stored);
        return story with
        {
            Title = corrected.Title,
            Standfirst = corrected.Standfirst,
            Language = corrected.Language,
            TimeZone = corrected.TimeZone,
            From = corrected.From,
            To = corrected.To,
            Picture = corrected.Picture,
            Corrections = ChangeClass.IsCorrection(Class)
                ? [.. story.Corrections, new(Class, Wrong ?? "", [.. Changes.Select(c => c.Key).Order(StringComparer.Ordinal)], recorded)]
                : story.Corrections,
        };
    }
}

/// <summary>Asks to correct the story itself.</summary>
public sealed record CorrectStory : StoryCommand
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override string? FourEyes => Editorial.FourEyes.Correction;

    /// <inheritdoc cref="Correct.Class"/>
    [Required, OneOfChangeClasses]
    public string Class { get; init; } = "";

    /// <inheritdoc cref="Correct.Wrong"/>
    [MaxLength(1_000)]
    public string? Wrong { get; init; }

    /// <summary>Only the fields that change, of title, standfirst, language, timeZone, from, to and picture, with their new
    /// values; null empties a field.</summary>
    [Required]
    public JsonObject? Changes { get; init; }

    /// <summary>A worked example.</summary>
    public static CorrectStory Example => new() { Class = ChangeClass.Update, Changes = new() { ["to"] = "2021-01-31" } };

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool MustName => true;

    /// <inheritdoc/>
    public override bool NeedsAll(StoryState story) => Changes is not null && new StoryCorrected(Class, Wrong, Changes).Anew;

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context)
    {
        IReadOnlyList<FieldProblem> problems = [.. Checks.Problems(this), .. ChangeClass.Problems(Class, Wrong)];
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (StoryCorrected.NotOfCorrections(Changes!) is { } refused)
            return refused;

        var before = OpenStory.Of(story);
        OpenStory corrected;
        try
        {
            corrected = JsonDifference.Apply(before, Changes!, DomainJson.Strict);
        }
        catch (JsonException error)
        {
            var problem = JsonProblems.Explain(error);
            return Decision.Invalid($"changes.{problem.Field}".TrimEnd('.'), problem.Sentence);
        }

        problems = corrected.Problems();
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid([.. problems.Select(p => p with { Field = "changes." + p.Field })]));

        var changes = JsonDifference.Of(before, corrected.Tidy());
        if (changes.Count == 0)
            return Nothing("The correction says what the story says already.");
        return (Class == ChangeClass.Refile ? Decision.If(Refiling.Problems(before, corrected.Tidy(), changes)) : null) ?? Accept(new StoryCorrected(Class, Wrong, changes));
    }
}
