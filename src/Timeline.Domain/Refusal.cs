using Timeline.Domain.Languages;

namespace Timeline.Domain;

/// <summary>One thing that is wrong with one field of a command.</summary>
/// <param name="Field">The field as a JSON path without the leading <c>$.</c>, such as <c>people[0].id</c>.</param>
/// <param name="Sentence">What is wrong and how to mend it, for an editor.</param>
public sealed record FieldProblem(string Field, Sentence Sentence);

/// <summary>What sort of thing stands in the way; each has one HTTP status.</summary>
public enum RefusalReason
{
    /// <summary>The command itself breaks a rule (422).</summary>
    Invalid,

    /// <summary>Whoever asks may not (403).</summary>
    NotAllowed,

    /// <summary>What it names does not exist, or not for this reader (404).</summary>
    Unknown,

    /// <summary>It does not fit the present state, such as retracting twice (409).</summary>
    State,

    /// <summary>The editor acted on an older state of the entry (412).</summary>
    Stale,

    /// <summary>The command must say which state of the entry it was made for (428).</summary>
    PreconditionMissing,

    /// <summary>Nothing is wrong with it, but it did not get its turn; it will a moment later (503).</summary>
    Busy,
}

/// <summary>Why a command was not accepted: a value, never an exception.</summary>
/// <param name="Reason">The sort of refusal.</param>
/// <param name="Code">A stable code in kebab case, the last part of the problem type.</param>
/// <param name="Sentence">What happened and what to do about it, for an editor.</param>
/// <param name="Fields">The fields at fault, empty where none is.</param>
public sealed record Refusal(
    RefusalReason Reason, string Code, Sentence Sentence, IReadOnlyList<FieldProblem> Fields)
{
    /// <summary>A refusal that concerns no single field.</summary>
    public static Refusal Of(RefusalReason reason, string code, Sentence sentence) => new(reason, code, sentence, []);

    /// <summary>A command with invalid fields, all of them named at once.</summary>
    public static Refusal Invalid(IReadOnlyList<FieldProblem> problems) =>
        new(RefusalReason.Invalid, "invalid-fields",
            Sentence.Of("refused.fields", Said(problems)), problems);

    private static Func<Language, string> Said(IReadOnlyList<FieldProblem> problems) =>
        words => string.Join(" ", problems.Select(p => $"{p.Field}: {p.Sentence.In(words)}"));
}
