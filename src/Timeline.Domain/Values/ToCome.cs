using System.Globalization;
using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>Instants that a command may name only where they are still to come: ends of embargoes, plans, ends of replies.</summary>
internal static class ToCome
{
    /// <summary>How far ahead one may lie, in years: further is a slip, such as 9999 for "never", and no clock would keep it.</summary>
    public const int MostYears = 100;

    /// <summary>What is wrong with an instant; null where nothing is, or none is given.</summary>
    /// <param name="field">Where it was given.</param>
    /// <param name="at">The instant.</param>
    /// <param name="now">The present.</param>
    /// <param name="otherwise">The key of what else one can do, to follow "give an instant to come"; said only where something is wrong.</param>
    public static FieldProblem? Problem(string field, DateTimeOffset? at, DateTimeOffset now, string? otherwise = null) =>
        at is null ? null
        : at <= now ? new(field, Sentence.Of("refused.past", Said(otherwise)))
        : at > now.AddYears(MostYears) ? new(field, Sentence.Of("refused.far-ahead", MostYears,
            now.AddYears(MostYears).ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Said(otherwise)))
        : null;

    private static object Said(string? key) => key is null ? "" : Sentence.Of(key);
}
