using System.ComponentModel.DataAnnotations;
using Timeline.Domain.Dates;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>Stored: a story was opened. Alias <c>story_opened</c>.</summary>
/// <param name="Id">The story's slug, also the name of its stream.</param>
/// <param name="Title">The title.</param>
/// <param name="Language">The language its entries are written in (BCP 47).</param>
/// <param name="TimeZone">The IANA time zone in which its dates are meant.</param>
/// <param name="From">The first day of its window, in EDTF.</param>
/// <param name="To">The last day of its window, in EDTF, or null while it goes on.</param>
public sealed record StoryOpened(
    string Id, string Title, string Language, string TimeZone, string From, string? To) : StoryEvent
{
    /// <summary>What it is about.</summary>
    public string? Standfirst { get; init; }

    /// <summary>The picture that stands for it.</summary>
    public Media? Picture { get; init; }

    /// <summary>For the newsroom only, until it is published.</summary>
    public bool Draft { get; init; }

    /// <summary>Hidden from the public until this instant.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }

    /// <inheritdoc cref="EntryChanged.Against"/>
    internal Decision? Against(DateTimeOffset now) =>
        Decision.If(ToCome.Problem("embargoUntil", EmbargoUntil, now, "refused.or-leave-out"));
}

/// <summary>Asks to open a story.</summary>
public sealed record OpenStory : Command
{
    /// <summary>The story's slug: 1 to 64 lower-case letters, digits and single hyphens.</summary>
    [Required, Slug]
    public string Id { get; init; } = "";

    /// <summary>The title; plain text.</summary>
    [Required, MaxLength(300)]
    public string Title { get; init; } = "";

    /// <summary>What it is about, in a sentence or two; plain text.</summary>
    [MaxLength(1_000)]
    public string? Standfirst { get; init; }

    /// <summary>The language its entries are written in (BCP 47).</summary>
    [Required, LanguageTag, MaxLength(35)]
    public string Language { get; init; } = "en";

    /// <summary>The IANA time zone in which its dates are meant.</summary>
    [Required, TimeZoneName]
    public string TimeZone { get; init; } = "";

    /// <summary>The first day of its window, in EDTF.</summary>
    [Required, EdtfText, MaxLength(100)]
    public string From { get; init; } = "";

    /// <summary>The last day of its window, in EDTF; leave it out while the story goes on.</summary>
    [EdtfText, MaxLength(100)]
    public string? To { get; init; }

    /// <summary>The picture that stands for it.</summary>
    public Media? Picture { get; init; }

    /// <summary>Open it for the newsroom only, until it is published.</summary>
    public bool Draft { get; init; }

    /// <summary>Hide it from the public until this instant, to come.</summary>
    public DateTimeOffset? EmbargoUntil { get; init; }

    /// <summary>A worked example.</summary>
    public static OpenStory Example => new()
    {
        Id = "navalny-return-2021",
        Title = "Russia, January 2021: Navalny's return, arrest and the rallies",
        Language = "en",
        TimeZone = "Europe/Moscow",
        From = "2021-01-17",
        To = "2021-01-23",
    };

    /// <inheritdoc/>
    public override Decision Decide(StoryState story, DecisionContext context)
    {
        var problems = Problems();
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (story.Version > 0)
        {
            return Decision.No(RefusalReason.State, "story-exists",
                Sentence.Of("refused.story-exists", Id));
        }

        var opened = Tidy().Opened();
        return opened.Against(context.Now) ?? new Decision.Accepted(opened, null);
    }

    private StoryOpened Opened() => new(Id, Title, Language, TimeZone, From, To)
    {
        Standfirst = Standfirst,
        Picture = Picture,
        Draft = Draft,
        EmbargoUntil = EmbargoUntil,
    };

    /// <summary>The same, with what is left empty left out.</summary>
    internal OpenStory Tidy() => this with { To = To is "" ? null : To, Standfirst = Standfirst is "" ? null : Standfirst };

    /// <summary>What is wrong with it, whatever the story's state.</summary>
    internal IReadOnlyList<FieldProblem> Problems()
    {
        var problems = Checks.Problems(this);
        if (problems.Count > 0)
            return problems;
        return StoryWindow.Problem(From, To, TimeZone) is { } window ? [window] : [];
    }

    /// <summary>What was asked where a story was opened.</summary>
    internal static OpenStory Of(StoryOpened opened) => new()
    {
        Id = opened.Id,
        Title = opened.Title,
        Standfirst = opened.Standfirst,
        Language = opened.Language,
        TimeZone = opened.TimeZone,
        From = opened.From,
        To = opened.To,
        Picture = opened.Picture,
    };

    /// <summary>A story as if it were opened as it stands: what a correction may change of it.</summary>
    internal static OpenStory Of(Story story) => new()
    {
        Id = story.Id,
        Title = story.Title,
        Standfirst = story.Standfirst,
        Language = story.Language,
        TimeZone = story.TimeZone,
        From = story.From,
        To = story.To,
        Picture = story.Picture,
    };
}

/// <summary>The window of a story: from its first day to its last, or on and on.</summary>
internal static class StoryWindow
{
    /// <summary>What is wrong with a window of two sound dates; null where nothing is.</summary>
    public static FieldProblem? Problem(string from, string? to, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var first = Edtf.Parse(from).Bounds(zone);
        if (first.Latest is null)
            return new("from", Sentence.Of("refused.window-from"));
        if (string.IsNullOrEmpty(to))
            return null;
        var last = Edtf.Parse(to).Bounds(zone);
        return last.Latest is null ? new("to", Sentence.Of("refused.window-to"))
            : first.Earliest > last.Latest ? new("to", Sentence.Of("refused.window-order"))
            : null;
    }
}
