using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.TakeDowns;

/// <summary>What readers are told where something was taken down.</summary>
public static class PublicFace
{
    /// <summary>That it was removed on legal grounds (451).</summary>
    public const string Legal = "legal";

    /// <summary>That the editors removed it (410).</summary>
    public const string Editorial = "editorial";

    /// <summary>Nothing: as if it had never been there (404).</summary>
    public const string Silent = "silent";
}

/// <summary>Exact words, and what stands in their place.</summary>
public sealed record Replacement
{
    /// <summary>The words, as they stand there; small and capital letters are told apart.</summary>
    [Required, MaxLength(500)]
    public string Words { get; init; } = "";

    /// <summary>What stands in their place, such as <c>a doctor</c>.</summary>
    [Required, MaxLength(500)]
    public string By { get; init; } = "";
}

/// <summary>What is to be taken down, on what grounds, and what readers are told.</summary>
public sealed record AskedTakeDown
{
    /// <summary>Words go.</summary>
    public const string Remove = "remove";

    /// <summary>Words are replaced by others.</summary>
    public const string Replace = "replace";

    /// <summary>It is found no more.</summary>
    public const string Unlist = "unlist";

    /// <summary>A sentence is shown with it.</summary>
    public const string SayNote = "note";

    /// <summary>The name among the fields of what those concerned replied.</summary>
    public const string Replies = "replies";

    /// <summary>The fields that only one form has, each with that form.</summary>
    public static IReadOnlyDictionary<string, string> OnlyOf { get; } = new Dictionary<string, string>
    {
        ["fields"] = Remove,
        ["pictures"] = Remove,
        ["replacements"] = Replace,
        ["note"] = SayNote,
    };

    /// <summary>On what grounds: a law, a ruling, an agreement. For legal and archivists alone, as authority and reference are.</summary>
    [Required, MaxLength(1_000)]
    public string Grounds { get; init; } = "";

    /// <summary>Who asks for it: a court, a regulator, a person concerned.</summary>
    [Required, MaxLength(300)]
    public string Authority { get; init; } = "";

    /// <summary>The file number.</summary>
    [Required, MaxLength(300)]
    public string Reference { get; init; } = "";

    /// <summary><c>remove</c> (fields, or all), <c>replace</c> (exact words by others, in every state), <c>unlist</c> (out of search,
    /// people and feeds; no search engine may index it) or <c>note</c> (a sentence that is shown with every state).</summary>
    [Required, OneOf(Remove, Replace, Unlist, SayNote)]
    public string Form { get; init; } = "";

    /// <summary>The fields that are removed, by their names; leave it out to remove all but what those concerned replied: their <c>replies</c>
    /// go when they are named, which has to come first, and with what is removed in silence.</summary>
    [MaxItemText(64)]
    public IReadOnlyList<string> Fields { get; init; } = [];

    /// <summary>The addresses of uploaded pictures (<c>/pictures/…</c>) that are removed at once, whatever else shows them, and cannot be
    /// uploaded again. Others that went go with the last that showed them.</summary>
    [MaxItemText(200)]
    public IReadOnlyList<string> Pictures { get; init; } = [];

    /// <summary>The words that are replaced. They are not kept.</summary>
    public IReadOnlyList<Replacement> Replacements { get; init; } = [];

    /// <summary>The sentence that is shown; plain text.</summary>
    [MaxLength(1_000)]
    public string? Note { get; init; }

    /// <summary>What readers are told: <c>legal</c> unless said otherwise.</summary>
    [OneOf(PublicFace.Legal, PublicFace.Editorial, PublicFace.Silent)]
    public string Public { get; init; } = PublicFace.Legal;

    /// <summary>A worked example.</summary>
    public static AskedTakeDown Example => new()
    {
        Grounds = "Interim injunction: the passage infringes rights of personality.",
        Authority = "Landgericht Hamburg",
        Reference = "324 O 1/26",
        Form = Remove,
        Fields = ["summary"],
    };

    internal static AskedTakeDown OfStory => Example with { Form = Unlist, Fields = [] };

    /// <summary>Whether all words go.</summary>
    [JsonIgnore]
    public bool IsWhole => Form == Remove && Fields.Count == 0;

    /// <summary>Of a story: whether it is of the story itself alone, and of none of its entries.</summary>
    [JsonIgnore]
    public bool IsStoryOnly => Form == Remove && Fields.Count > 0;

    /// <summary>Whether the stored events are rewritten.</summary>
    [JsonIgnore]
    public bool Erases => Form is Remove or Replace;

    /// <summary>What is kept of it: the words that are replaced are not.</summary>
    internal AskedTakeDown Kept => this with { Replacements = [] };

    /// <summary>Why it would change nothing; null where it would.</summary>
    internal string? AlreadySo(TakenDown? present) =>
        Form == Unlist && present?.Unlisted is true ? "It is unlisted already."
        : Form == SayNote && present?.Note == Note ? "That note is shown already."
        : null;

    /// <summary>What is wrong with it in itself.</summary>
    internal IReadOnlyList<FieldProblem> Problems(Func<string, bool> isField, bool again)
    {
        var problems = Checks.Problems(this);
        return problems.Count > 0 || again ? problems :
        [
            .. Fields.Index().Where(f => !isField(f.Item)).Select(f => new FieldProblem($"fields[{f.Index}]", Sentence.Of("refused.not-removable"))),
            .. OnlyFor("fields", Fields.Count > 0), .. OnlyFor("replacements", Replacements.Count > 0), .. OnlyFor("pictures", Pictures.Count > 0),
            .. Pictures.Index().Where(p => PictureName.Of(p.Item) is null).Select(p => new FieldProblem($"pictures[{p.Index}]", Sentence.Of("refused.not-a-picture"))),
            .. OnlyFor("note", Note is not null),
            .. Form == Replace && Replacements.Count == 0 ? [new FieldProblem("replacements", Sentence.Of("refused.replacements"))] : Array.Empty<FieldProblem>(),
            .. Form == SayNote && string.IsNullOrEmpty(Note) ? [new FieldProblem("note", Sentence.Of("refused.note-missing"))] : Array.Empty<FieldProblem>(),
        ];
    }

    private IEnumerable<FieldProblem> OnlyFor(string field, bool given) =>
        given && Form != OnlyOf[field] ? [new(field, Sentence.Of("refused.other-form", OnlyOf[field]))] : [];
}

/// <summary>What became of the fields of one stored event: of what is named here the words are gone, and the proof is kept.</summary>
/// <param name="Version">The event's version.</param>
public sealed record ErasedEvent(long Version)
{
    /// <summary>Its fields that were erased, as JSON Pointers (RFC 6901).</summary>
    public IReadOnlyList<string> Removed { get; init; } = [];

    /// <summary>Its fields that say something else since, each with the SHA-256 of the canonical JSON (RFC 8785) of what it says, in
    /// hexadecimal; null where there are none.</summary>
    public IReadOnlyDictionary<string, string>? Replaced { get; init; }
}

/// <summary>That something of an entry, or of a story, was taken down.</summary>
/// <param name="Public">See <see cref="PublicFace"/>.</param>
/// <param name="At">When.</param>
/// <param name="Erased">Whether words went.</param>
/// <param name="Whole">Whether all words went.</param>
/// <param name="Unlisted">Whether it is out of search, people and feeds.</param>
/// <param name="Note">The sentence that is shown with every state.</param>
/// <param name="NoteAt">Since when.</param>
public sealed record TakenDown(string Public, DateTimeOffset At, bool Erased, bool Whole, bool Unlisted, string? Note, DateTimeOffset? NoteAt)
{
    /// <summary>Whether nothing tells readers that it was ever there.</summary>
    public bool IsGone => Whole && Public == PublicFace.Silent;

    internal static TakenDown Of(TakenDown? before, AskedTakeDown asked, bool whole, DateTimeOffset at)
    {
        var tells = asked.Erases || before is null;
        var notes = asked.Form == AskedTakeDown.SayNote;
        return new(tells ? asked.Public : before!.Public, tells ? at : before!.At, asked.Erases || before?.Erased is true,
            whole, asked.Form == AskedTakeDown.Unlist || before?.Unlisted is true, notes ? asked.Note : before?.Note,
            notes ? at : before?.NoteAt);
    }
}

/// <summary>An event that takes something down: what was stored before it is rewritten in the same transaction.</summary>
public interface ITakesDown
{
    /// <summary>The events that are rewritten.</summary>
    IReadOnlyList<ErasedEvent> Erased { get; }

    /// <summary>What was asked for, the words that were replaced aside: those are not kept.</summary>
    AskedTakeDown Asked { get; }

    /// <summary>The same event, with the events that are rewritten.</summary>
    StoryEvent With(IReadOnlyList<ErasedEvent> erased);
}

/// <summary>A command after which stored events are rewritten: it is decided with all events of its story at hand, and alone.</summary>
public interface IRewrites
{
    /// <summary>What is asked for.</summary>
    AskedTakeDown Asked { get; }

    /// <summary>The entry whose words go; null where it is the whole story.</summary>
    string? Of { get; }

    /// <summary>The fields that may be rewritten, and no others; null where all may.</summary>
    IReadOnlySet<StoredField>? Only => null;

    /// <summary>Of a take-down that is applied again, what it left of each event; null where it finds that itself.</summary>
    IReadOnlyList<LeftOfEvent>? Again { get; }
}
