using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain;

/// <summary>Asks to record a new entry of any kind.</summary>
/// <param name="Body">What the editor wrote; its type is the kind.</param>
public sealed record RecordEntry(EntryBody Body) : Command
{
    /// <inheritdoc/>
    public override IEnumerable<string> Needs =>
        [.. Mentions.Of(Body).Select(m => m.Entry), .. Body.Origin is null ? Enumerable.Empty<string>() : [EntryId.OfOrigin(Body.Origin)],
            // Contributors record drafts.
            .. Body is { Origin: { } origin, Draft: true } ? [EntryId.BesideOrigin(origin)] : Enumerable.Empty<string>()];

    /// <inheritdoc/>
    public override IEnumerable<string> NamesPeople => Naming.People(Body).Concat(Naming.Ids(Body));

    /// <inheritdoc/>
    public override IEnumerable<string> RestsOnRegister => Naming.Ids(Body).Except(Naming.People(Body));

    /// <inheritdoc/>
    public override Decision Decide(StoryState story, DecisionContext context)
    {
        if (story.Story is null)
            return Decision.No(RefusalReason.Unknown, "unknown-story", Sentence.Of("refused.no-story-yet"));
        if (context.DraftsOnly && !Body.Draft)
            return Decision.No(RefusalReason.NotAllowed, "drafts-only", Sentence.Of("refused.drafts-only-record"));
        // It would be out of their own sight.
        if (context.DraftsOnly && Body.EmbargoUntil is not null)
            return Decision.No(RefusalReason.NotAllowed, "drafts-only", Sentence.Of("refused.drafts-only-embargo"));
        if (Closed(Body, story.Story) is { } closed)
            return closed;

        var body = Naming.Filled(Body, context.Register, story.Story.Language);
        IReadOnlyList<FieldProblem> problems = [.. KindList.Of(body).Check(body, story.Story.Zone), .. MentionProblems(body, story)];
        if (problems.Count == 0)
            problems = [.. Naming.Problems(body, context.Register)];
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));
        if (WholeEntry.Problem(body) is { } problem)
            return new Decision.Refused(Refusal.Invalid([problem]));
        var id = Body.Origin is { } origin ? IdOf(origin, story) : context.NewId;
        if (story.Entries.ContainsKey(id) || story.OutOfSight.Contains(id))
        {
            return Decision.No(RefusalReason.State, "already-recorded",
                Sentence.Of("refused.origin-taken", id));
        }

        return Untimely(body, story.Story, context.Now) ?? Accept(id, DateRules.Placed(body, story.Story), story.Story);
    }

    // Who may not see that there is an entry of that origin records it as if there were none. What stands beside one was in their sight.
    private static string IdOf(string origin, StoryState story) =>
        EntryId.OfOrigin(origin) is var id && story.OutOfSight.Contains(id) ? EntryId.BesideOrigin(origin) : id;

    /// <summary>The other entry of its origin, beside which a contributor recorded it who might not see that one; null where there is none.</summary>
    internal static string? Beside(Entry entry) =>
        entry.Body.Origin is { } origin && entry.Id == EntryId.BesideOrigin(origin) ? EntryId.OfOrigin(origin) : null;

    /// <summary>The refusal to record it in a story that takes nothing like it at present; null where that takes it.</summary>
    internal static Decision? Closed(EntryBody body, Story story) =>
        !body.Draft && story.FourEyes.Contains(Editorial.FourEyes.Publication)
            ? Decision.No(RefusalReason.State, "four-eyes", Sentence.Of("refused.four-eyes"))
        : story.Closing is not null ? Decision.No(RefusalReason.State, "story-closed", Sentence.Of("refused.story-closed"))
        : null;

    /// <summary>The refusal of instants that cannot be at this one; null where they can.</summary>
    internal static Decision? Untimely(EntryBody body, Story story, DateTimeOffset now) =>
        Decision.If(ToCome.Problem("embargoUntil", body.EmbargoUntil, now, "refused.or-leave-out") ?? DateRules.Future(body, story, now));

    private Decision.Accepted Accept(string id, EntryBody body, Story story) =>
        new(KindList.Of(body).Recorded(id, body), id) { Notes = [.. DateRules.Notes(Body, body, story), .. Naming.Notes(body, "", body)] };

    /// <summary>What is wrong with the entries and claims that it names: the story has none of that id, the entry no claim of that place,
    /// or it is the entry itself.</summary>
    internal static IEnumerable<FieldProblem> MentionProblems(EntryBody body, StoryState story, string? itself = null) =>
    [
        .. MentionProblems(body, story.Entries.ContainsKey, itself),
        .. from said in Mentions.Claims(body)
           let about = said.Claim.About
           where about is { Claim: not null }
           let of = about.Entry is null ? body : story.Entries.GetValueOrDefault(about.Entry)?.Body
           where of is not null && about.Claim > of.Claims.Count
           select new FieldProblem($"{said.Field}.about.claim", of.Claims.Count == 0
               ? Sentence.Of("refused.no-claims")
               : Sentence.Of("refused.claims", of.Claims.Count)),
    ];

    /// <summary>The same of the entries alone.</summary>
    internal static IEnumerable<FieldProblem> MentionProblems(EntryBody body, Func<string, bool> exists, string? itself) =>
        Mentions.Of(body).Where(m => m.Entry == itself || !exists(m.Entry)).Select(m => new FieldProblem(m.Field, m.Entry == itself
            ? Sentence.Of("refused.itself") : Sentence.Of("refused.no-entry-named", m.Entry)));
}
