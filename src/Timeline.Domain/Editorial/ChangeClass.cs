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

    internal const string NoRefile = "is more than spelling or style; send it as a correction, a clarification or an update.";

    internal static string MoreThanRefile(string excess) =>
        $"is more than spelling or style, for it {excess}; send it as a correction, a clarification or an update.";

    /// <summary>Whether readers are told of it as a correction.</summary>
    public static bool IsCorrection(string @class) => @class is Correction or Clarification;

    /// <summary>What is wrong with what is said of the error.</summary>
    internal static IEnumerable<FieldProblem> Problems(string @class, string? wrong)
    {
        if (IsCorrection(@class) && string.IsNullOrEmpty(wrong))
            yield return new("wrong", "is missing or empty; say for readers what was wrong.");
        if (@class == Update && wrong is not null)
            yield return new("wrong", "is given, but an update mends nothing that was wrong; leave it out, or send a correction.");
    }
}
