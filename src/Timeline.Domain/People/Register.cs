namespace Timeline.Domain.People;

/// <summary>As much of the register as a decision needs: those whom the command names, and who may be meant by ids that are not in it.</summary>
/// <param name="People">The registered, by id.</param>
/// <param name="Others">Ids that are much like one that is not in the register.</param>
public sealed record Register(IReadOnlyDictionary<string, RegisteredPerson> People, IReadOnlyCollection<string> Others)
{
    /// <summary>Nobody is registered.</summary>
    public static Register Empty { get; } = new(new Dictionary<string, RegisteredPerson>(), []);

    /// <summary>Of those named here, and those into whom they are merged, the ids that readers find in the register.</summary>
    public IReadOnlySet<string> InSight { get; init; } = new HashSet<string>();

    /// <summary>The same as contributors may know it: whom readers do not find there is nobody. But of those protected whom a command itself names it
    /// must take no name, and an id that is merged into one whom readers find would stay in what is published.</summary>
    /// <param name="named">The ids that the command names.</param>
    public Register AsContributorsSeeIt(IReadOnlyCollection<string> named) => new(
        People.Where(p => InSight.Contains(p.Key)
            || (named.Contains(p.Key) && (p.Value.Record.Visibility == PersonRecord.Protected || (p.Value.MergedInto is { } into && InSight.Contains(into))))).ToDictionary(),
        [.. Others.Where(InSight.Contains)]);

    /// <summary>Who is registered under an id; null where nobody is.</summary>
    public RegisteredPerson? this[string id] => People.GetValueOrDefault(id);

    /// <summary>The ids of some merges that lead back to themselves. None do that commands have made: what is merged already takes nobody more.</summary>
    /// <param name="merges">Into which id each was merged.</param>
    public static IReadOnlySet<string> RingsOf(IReadOnlyDictionary<string, string> merges)
    {
        ArgumentNullException.ThrowIfNull(merges);
        var (rings, seen) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var start in merges.Keys)
        {
            var way = new List<string>();
            var at = start;
            for (string? next = start; next is not null && seen.Add(next); next = merges.GetValueOrDefault(next))
                way.Add(at = next);
            if (merges.GetValueOrDefault(at) is { } end && way.IndexOf(end) is >= 0 and var first)
                rings.UnionWith(way[first..]);
        }

        return rings;
    }

    /// <summary>The id that is most likely meant by one that there is not; null where none is like it.</summary>
    /// <param name="id">What was written.</param>
    /// <param name="known">Other ids that may be meant.</param>
    public string? Nearest(string id, IEnumerable<string> known) =>
        known.Concat(People.Keys).Concat(Others).Where(k => k != id).Distinct()
            .Select(k => (Id: k, Distance: IsPart(id, k) ? 1 : Distance(id, k)))
            .Where(k => k.Distance <= Math.Max(2, id.Length / 3))
            .OrderBy(k => k.Distance).ThenBy(k => k.Id, StringComparer.Ordinal).FirstOrDefault().Id;

    // A name alone is a part of the id.
    private static bool IsPart(string part, string id) => part.Split('-').All(id.Split('-').Contains);

    // After Levenshtein: how many letters must be put in, taken out or changed.
    private static int Distance(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (one[i - 1] == other[j - 1] ? 0 : 1)));
        }

        return row[^1];
    }
}
