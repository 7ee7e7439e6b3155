using Timeline.Domain.Kinds;

namespace Timeline.Domain.Editorial;

/// <summary>What an entry, or a story, waits for somebody in the newsroom to do. What it waits for at a time is known by whoever
/// knows the time.</summary>
public static class Need
{
    /// <summary>It was done without the second pair of eyes that the story asks for, and nobody else has seen it yet.</summary>
    public const string Urgent = "urgent";

    /// <summary>One editor proposed something of it, and another is to approve.</summary>
    public const string Approval = "approval";

    /// <summary>Lawyers are to look at it.</summary>
    public const string Legal = "legal";

    /// <summary>It is hidden until an embargo ends.</summary>
    public const string Embargoed = "embargoed";

    /// <summary>It is to be published at an instant.</summary>
    public const string Scheduled = "scheduled";

    /// <summary>It must not be used at present.</summary>
    public const string Held = "held";

    /// <summary>It is planned, and is to be reported on once its date has passed.</summary>
    public const string Report = "report";

    /// <summary>It is not published yet.</summary>
    public const string Draft = "draft";

    /// <summary>What came of it is to be found out: where nothing is linked to it as its outcome after a year.</summary>
    public const string Outcome = "outcome";

    /// <summary>It has no source.</summary>
    public const string Source = "source";

    /// <summary>All, what presses most first.</summary>
    public static IReadOnlyList<string> All { get; } = [Urgent, Approval, Legal, Embargoed, Scheduled, Held, Report, Draft, Outcome, Source];

    /// <summary>What an entry waits for.</summary>
    public static IEnumerable<string> Of(Entry entry)
    {
        foreach (var need in Of(entry.UrgentlyDone, entry.Proposal, entry.Legal, entry.Status))
            yield return need;
        if (entry.IsOver)
            yield break;
        if (entry.AwaitsReport)
            yield return Report;
        else if (KindList.Of(entry.Body).AwaitsOutcome(entry.Body))
            yield return Outcome;
        if (entry.Body.Sources.Count == 0)
            yield return Source;
    }

    /// <summary>What a story itself waits for.</summary>
    public static IEnumerable<string> Of(Story story) => Of(story.UrgentlyDone, story.Proposal, story.Legal, story.Status);

    private static IEnumerable<string> Of(UrgentAct? urgent, Proposal? proposal, string? legal, string status)
    {
        if (urgent is not null)
            yield return Urgent;
        if (proposal is not null)
            yield return Approval;
        if (legal == LegalFlag.Review)
            yield return Legal;
        if (status is Embargoed or Scheduled or Held or Draft)
            yield return status;
    }
}
