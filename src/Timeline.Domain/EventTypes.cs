using System.Collections.Frozen;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;

namespace Timeline.Domain;

/// <summary>Every event by its storage name. The names are frozen: an old history must stay readable for ever.</summary>
public static class EventTypes
{
    /// <summary>Alias and type of every event.</summary>
    public static IReadOnlyList<(string Alias, Type Type)> All { get; } =
    [
        ("story_opened", typeof(StoryOpened)),
        .. KindList.All.Select(k => (k.Alias, k.EventType)),
        ("entry_corrected", typeof(EntryCorrected)),
        ("entry_held", typeof(EntryHeld)),
        ("entry_released", typeof(EntryReleased)),
        ("entry_retracted", typeof(EntryRetracted)),
        ("entry_published", typeof(EntryPublished)),
        ("entry_embargoed", typeof(EntryEmbargoed)),
        ("embargo_lifted", typeof(EmbargoLifted)),
        ("entry_key_marked", typeof(EntryKeyMarked)),
        ("source_added", typeof(SourceAdded)),
        ("figure_added", typeof(FigureAdded)),
        ("entry_linked", typeof(EntryLinked)),
        ("outcome_recorded", typeof(OutcomeRecorded)),
        ("story_corrected", typeof(StoryCorrected)),
        ("story_published", typeof(StoryPublished)),
        ("story_embargoed", typeof(StoryEmbargoed)),
        ("story_embargo_lifted", typeof(StoryEmbargoLifted)),
        ("standing_replaced", typeof(StandingReplaced)),
        ("story_closed", typeof(StoryClosed)),
        ("story_reopened", typeof(StoryReopened)),
        ("entry_past_changed", typeof(EntryPastChanged)),
        ("entry_placed", typeof(EntryPlaced)),
        ("person_registered", typeof(PersonRegistered)),
        ("person_merged", typeof(PersonMerged)),
        ("person_merge_undone", typeof(PersonMergeUndone)),
        ("person_moved", typeof(PersonMoved)),
        ("entry_noted", typeof(EntryNoted)),
        ("entry_legal_marked", typeof(EntryLegalMarked)),
        ("story_noted", typeof(StoryNoted)),
        ("story_legal_marked", typeof(StoryLegalMarked)),
        ("entry_proposed", typeof(EntryProposed)),
        ("urgent_seen", typeof(UrgentSeen)),
        ("story_proposed", typeof(StoryProposed)),
        ("story_urgent_seen", typeof(StoryUrgentSeen)),
        ("four_eyes_set", typeof(FourEyesSet)),
        ("reply_recorded", typeof(ReplyRecorded)),
        ("reply_ended", typeof(ReplyEnded)),
        ("entry_taken_down", typeof(EntryTakenDown)),
        ("story_taken_down", typeof(StoryTakenDown)),
        ("person_taken_down", typeof(PersonTakenDown)),
        ("entry_scheduled", typeof(EntryScheduled)),
        ("story_scheduled", typeof(StoryScheduled)),
    ];

    private static readonly Dictionary<string, Type> ByAlias = All.ToDictionary(t => t.Alias, t => t.Type);

    /// <summary>The aliases of take-downs.</summary>
    public static IReadOnlySet<string> TakeDowns { get; } = All.Where(t => t.Type.IsAssignableTo(typeof(ITakesDown))).Select(t => t.Alias).ToFrozenSet();

    /// <summary>Whether it is told who did it to those alone who answer for the law or read the history.</summary>
    public static bool IsConfidential(string alias) => TakeDowns.Contains(alias);

    /// <summary>Those that a contributor may be told of, in what they may see: what they do themselves, and what concerns all of a story. How else a
    /// draft was kept back or promised is not theirs to know.</summary>
    public static IReadOnlySet<string> ToldToContributors { get; } = new HashSet<string>(KindList.All.Select(k => k.Alias))
    {
        "entry_corrected", "figure_added", "source_added", "entry_linked", "entry_placed", "outcome_recorded", "entry_noted",
        "story_opened", "story_corrected", "story_published", "story_closed", "story_reopened", "story_noted", "standing_replaced",
    };

    private static readonly Dictionary<Type, string> ByType = All.ToDictionary(t => t.Type, t => t.Alias);

    /// <summary>The type stored under an alias, or null where this service does not know it.</summary>
    public static Type? Find(string alias) => ByAlias.GetValueOrDefault(alias);

    /// <summary>The alias that a type of event is stored under.</summary>
    public static string Alias(Type type) => ByType[type];
}
