using Timeline.Store.Queries;

namespace Timeline.Api.Http;

/// <summary>The parameters and headers that several routes take; one route's own stand beside it.</summary>
internal static class Parameters
{
    public static DateParameter From { get; } = new("from",
        "Only what may have happened at or after the beginning of this date (EDTF, in the story's time zone).")
    { Example = "2021-01-21" };

    public static DateParameter To { get; } = new("to",
        "Only what may have happened at or before the end of this date (EDTF, in the story's time zone).")
    { Example = "2021-01-22" };

    public static KindsParameter Kind { get; } = new("kind", "Only entries of these kinds: kind=arrest&kind=statement.") { Example = "arrest" };

    public static SlugParameter Person { get; } = new("person", "Only entries with this person or body, by its id.") { Example = "alexei-navalny" };

    public static TextParameter Place { get; } = new("place", "Only entries at this place; case does not matter.") { Example = "Moscow" };

    public static SlugParameter Topic { get; } = new("topic", "Only entries about this topic, by its slug.") { Example = "election-law" };

    public static TextParameter Words { get; } = new("q",
        "Words, in the syntax of a web search: \"two words\" together, or, -without.")
    { Example = "TikTok" };

    public static FlagParameter Key { get; } = new("key", "Only the few entries that a reader in a hurry must see.");

    public static FlagParameter Background { get; } = new("background", "Also what lies outside the story's window.");

    public static TextParameter Lang { get; } = new("lang",
        "The language (BCP 47) in which dates are said; that of the story where it is left out.")
    { Example = "de", Longest = 35 };

    public static WordParameter Order { get; } = new("order", "The earliest first, or the latest; what came after the story's window stands last in either.", "asc", "desc");

    public static WordParameter By { get; } = new("by",
        "In the order in which it happened, or in which the public learned of it.", "happened", "reported");

    public static NumberParameter Limit { get; } = new("limit", "The most entries of one answer.", 1, TimelineQuery.MaxLimit, 100);

    public static TextParameter Cursor { get; } = new("cursor",
        "Where the page before ended. Follow the field next of that page instead of making one up.")
    { Longest = Domain.EntryOrder.MaxLength + 2 };

    public static MomentParameter AsOf { get; } = new("asOf",
        "As it stood at this recorded moment: an instant with an offset, a date of the story's time zone (its end), or a public " +
        "version of the story.")
    { Example = "2" };

    /// <summary>Of all stories, which have no version in common.</summary>
    public static MomentParameter AsOfAcross { get; } = AsOf with
    {
        About = "As it stood at this recorded moment: an instant with an offset, or, beside story, a public version of that story.",
        Example = "2026-01-01T00:00:00Z",
    };

    public static SlugParameter Story { get; } = new("story", "Only entries of this story.")
    { Example = "navalny-2021" };

    public static FlagParameter Hidden { get; } = new("hidden",
        "Also what the public does not see: drafts, and what is held or embargoed. Needs a token of the newsroom (editor, legal, archivist); a contributor's shows drafts, where a route says so.");

    public static WordsParameter Status { get; } = new("status",
        "Only entries of these states, hidden ones among them: status=draft&status=held. Needs a token as hidden does.",
        "published", "retracted", "removed", "draft", "scheduled", "embargoed", "held")
    { Example = "draft" };

    public static NumberParameter After { get; } = new("after", "The public version that the reader has.", 0, long.MaxValue, 0) { Example = "1" };

    public static TextParameter Lineage { get; } = new("lineage",
        "The lineage of the story that the reader's version is of, as its answers say it: where an older backup was restored since, the reader is told so.")
    { Longest = 64, Example = "0123456789ab" };

    /// <summary>What is asked of a timeline, and so belongs to the address of its mementos.</summary>
    public static Parameter[] Filters { get; } = [From, To, Kind, Person, Place, Topic, Words, Key, Background, Lang, Order, By, Limit, Cursor];

    /// <summary>Of these, what leads from page to page of the whole.</summary>
    public static Parameter[] Plain { get; } = [Background, Order, By, Limit, Cursor, Hidden];

    public static FlagParameter DryRun { get; } = new("dryRun",
        "Only say what would become of it: it is decided on what is stored by now, and answered the same refusals and notes, and nothing is stored.")
    {
        // Whoever sends an empty one believes that nothing is stored.
        Strict = true,
    };

    public static HeaderParameter IfNoneMatch { get; } = new("If-None-Match",
        "The ETag of the answer that the reader has; 304 where it still holds.");

    public static HeaderParameter AcceptDatetime { get; } = new("Accept-Datetime",
        "As it stood at this date (Memento, RFC 7089); no effect beside asOf.")
    { Example = "Fri, 22 Jan 2021 14:00:00 GMT" };

    public static HeaderParameter LastEventId { get; } = new("Last-Event-ID",
        "The id of the last event received, which is a public version; it goes before after. Browsers send it by themselves.")
    { Example = "1" };

    public static HeaderParameter IfMatch { get; } = new("If-Match",
        "The ETag of the entry or story that the command was made for, as GET of it sends it in the header ETag, or several of which one " +
        "must be its own; 412 where it has changed since. With * the command is for whatever it says by now; an approval takes no *.");

    public static HeaderParameter IdempotencyKey { get; } = new("Idempotency-Key",
        "Any text that is new with each command: sent again with the same body within seven days it answers as before and stores nothing.")
    { Longest = 200 };
}
