using Timeline.Domain.Languages;

using Timeline.Domain.Values;

namespace Timeline.Domain.Editorial;

/// <summary>Why something published was changed. Only the first two are corrections, in words, counts and JSON-LD.</summary>
public static class ChangeClass
{
    /// <summary>It was wrong.</summary>
    public const string Correction = "correction";

    /// <summary>It could be misread.</summary>
    public const string Clarification = "clarification";

    /// <summary>There is new information; nothing was wrong.</summary>
    public const string Update = "update";

    /// <summary>Spelling or style; nothing changed in substance.</summary>
    public const string Refile = "refile";

    /// <summary>Whether readers are told of it as a correction.</summary>
    public static bool IsCorrection(string @class) => @class is Correction or Clarification;

    /// <summary>What is wrong with what is said of the error.</summary>
    internal static IEnumerable<FieldProblem> Problems(string @class, string? wrong)
    {
        if (IsCorrection(@class) && string.IsNullOrEmpty(wrong))
            yield return new("wrong", Sentence.Of("refused.wrong-missing"));
        if (@class == Update && wrong is not null)
            yield return new("wrong", Sentence.Of("refused.wrong-given"));
    }
}

/// <summary>A word of <see cref="ChangeClass"/>.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class OneOfChangeClassesAttribute() : OneOfAttribute(ChangeClass.Correction, ChangeClass.Clarification, ChangeClass.Update, ChangeClass.Refile);
