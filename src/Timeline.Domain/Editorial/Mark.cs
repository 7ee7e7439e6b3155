using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Stored: the entry is, or is no longer, one that every reader must see. Alias <c>entry_key_marked</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Key">Whether it is.</param>
public sealed record EntryKeyMarked(string Entry, bool Key) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        entry with { Body = entry.Body with { Key = Key } };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.Body.Key == Key ? Nothing("The mark stands as asked already.") : null;
}

/// <summary>Stored: a source was added. Alias <c>source_added</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Source">The source.</param>
public sealed record SourceAdded(string Entry, Source Source) : EntryChanged(Entry)
{
    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        Source is null ? entry : entry with { Body = entry.Body with { Sources = [.. entry.Body.Sources, Source] } };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        entry.Body.Sources.Contains(Source) ? Nothing("The entry has that source already.")
        : entry.Body.Sources.Count >= CheckedField.DefaultList ? Decision.Invalid("source", Sentence.Of("refused.most-sources", CheckedField.DefaultList))
        : null;
}

/// <summary>Stored: the entry was linked to another. Alias <c>entry_linked</c>.</summary>
/// <param name="Entry">The entry's id.</param>
/// <param name="Link">The link.</param>
/// <param name="ToHidden">The public did not see the other entry when the link was made.</param>
public sealed record EntryLinked(string Entry, Link Link, bool ToHidden = false) : EntryChanged(Entry)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => ToHidden;

    /// <summary>Whom it names by an id of the register, as the register called them then.</summary>
    public IReadOnlyList<Person> Named { get; init; } = [];

    internal override Entry Apply(Entry entry, DateTimeOffset recorded) =>
        Link is null ? entry : entry with { Body = Naming.With(entry.Body with { Links = [.. entry.Body.Links, Link] }, Named) };

    private protected override Decision? Bars(Entry entry, Story story, DateTimeOffset now) =>
        Link is null ? null
        : entry.Body.Links.Any(l => (l.Entry, l.Relation) == (Link.Entry, Link.Relation)) ? Nothing("The entry has that link already.")
        : entry.Body.Links.Count >= CheckedField.DefaultList ? Decision.Invalid("link", Sentence.Of("refused.most-links", CheckedField.DefaultList))
        : null;
}

/// <summary>Asks to mark an entry as key, or to take the mark away.</summary>
public sealed record MarkKey : EntryCommand
{
    /// <summary>Whether every reader must see it.</summary>
    public bool Key { get; init; } = true;

    /// <summary>A worked example.</summary>
    public static MarkKey Example => new();

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Accept(new EntryKeyMarked(Entry, Key));
}

/// <summary>Asks to add a source.</summary>
public sealed record AddSource : EntryCommand
{
    private protected override bool ChangesWords => true;

    /// <summary>The source.</summary>
    public Source Source { get; init; } = new();

    /// <summary>A worked example.</summary>
    public static Source Example => new()
    {
        Outlet = "Reuters",
        Role = "agency",
        Title = "Kremlin critic Navalny detained on return to Russia",
        Url = "https://www.reuters.com/",
        Published = "2021-01-17",
        Retrieved = "2021-01-17T22:30+03:00",
    };

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(Source)) ?? Accept(new SourceAdded(Entry, Source));
}

/// <summary>Asks to link an entry to another of its story.</summary>
public sealed record LinkEntry : EntryCommand
{
    private protected override bool ChangesWords => true;

    /// <summary>The link.</summary>
    public Link Link { get; init; } = new();

    /// <summary>A worked example.</summary>
    public static Link Example => new() { Entry = "4kdz9w2hm7x", Relation = "follows" };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> NamesPeople => Naming.Ids(Link);

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Needs => [Entry, Link.Entry, .. Link.Claim?.About?.Entry is { } about ? [about] : Array.Empty<string>()];

    private protected override string GivenAs(string field) => InList(field, "links") ?? field;

    private protected override Decision DecideOn(Entry entry, StoryState story, DecisionContext context) =>
        Decision.If(Checks.Problems(Link)) is { } wrong ? wrong
        : Link.Entry == Entry ? Decision.Invalid("entry", Sentence.Of("refused.itself-linked"))
        : !story.Entries.TryGetValue(Link.Entry, out var other)
            ? Decision.Invalid("entry", Sentence.Of("refused.no-entry-linked", Link.Entry))
        : Link.Claim?.About?.Entry is { } about && !story.Entries.ContainsKey(about)
            ? Decision.Invalid("claim.about", Sentence.Of("refused.no-entry-named", about))
        : Decision.If(Naming.Problems(Link, "", entry.Body, context.Register))
            ?? Accept(Linked(!other.Visible, entry.Body, story.Story!.Language, context.Register), Naming.Notes(Link, "", entry.Body));

    // Nobody may come into view by a link to what is hidden.
    private EntryLinked Linked(bool toHidden, EntryBody body, string language, Register register) =>
        new(Entry, Link, toHidden) { Named = toHidden ? [] : Naming.Added(Link, body, register, language) };
}
