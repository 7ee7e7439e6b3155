using Timeline.Domain.Languages;

namespace Timeline.Domain.Values;

/// <summary>
/// How much an entry may say in all, whatever command has made it say so. Each text and each list has its own limit, but
/// PostgreSQL indexes the words of all of them together, of which it takes 1 MB.
/// </summary>
public static class WholeEntry
{
    /// <summary>
    /// The most bytes of text (UTF-8). A word takes up to ten times its length in the index: whole and in its parts, in several
    /// forms, each with its place.
    /// </summary>
    public const int MostBytes = 100_000;

    /// <summary>Whether an entry has links for which there may be no room any more beside what a command adds, a correction apart: no other adds half of
    /// what there is room for.</summary>
    internal static bool MayLackRoom(EntryBody body) =>
        body.Links.Count > 0 && (body.Links.Count >= CheckedField.DefaultList || Checks.BytesOf(body) > MostBytes / 2);

    /// <summary>What is wrong with an entry as it stands after a command; null where nothing is.</summary>
    internal static FieldProblem? Problem(EntryBody body)
    {
        var all = Checks.BytesOf(body);
        if (all <= MostBytes)
            return null;
        var (field, most) = CheckedField.Of(body.GetType()).Select(f => (f.Name, Bytes: Checks.BytesOf(f.Value(body)))).MaxBy(f => f.Bytes);
        return new(field, Sentence.Of("refused.bytes", most, all, MostBytes));
    }
}
