using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Proof;

/// <summary>
/// Whether every field that an event of a stream lacks was taken down by an event after it, which the chain proves; and whether
/// what stands in its place is what that event put there.
/// </summary>
internal sealed class TakenDownFields
{
    private readonly Dictionary<long, StoredEvent> _erased = [];
    private readonly List<(StoredEvent By, ErasedEvent Event)> _named = [];

    // Fields that a take-down names, of events that have them still.
    private readonly HashSet<long> _whole = [];

    public void Add(StoredEvent stored)
    {
        if (stored.Erased is not null)
            _erased[stored.Version] = stored;
        else
            _whole.Add(stored.Version);
        if (EventTypes.TakeDowns.Contains(stored.Type))
        {
            try
            {
                _named.AddRange(((ITakesDown)stored.Read()).Erased.Select(e => (stored, e)));
            }
            catch (UnreadableEventException)
            {
                // Then nothing is named by it, and what it took down is found.
            }
        }
    }

    public IEnumerable<Finding> Findings()
    {
        foreach (var (version, stored) in _erased)
        {
            foreach (var field in stored.Erased!.Digests.Keys)
            {
                var by = _named.LastOrDefault(n => n.Event.Version == version && n.By.Version > version && Names(n.Event, field));
                if (by.By is null)
                    yield return Found(stored, $"lacks {field} as it was written, and no take-down names that.");
                else if (!IsAsLeft(stored, field, by.Event.Replaced?.GetValueOrDefault(field)))
                    yield return Found(stored, $"has in {field} something else than the take-down of event version {by.By.Version} has left there.");
            }
        }

        foreach (var (by, named) in _named.Where(n => _whole.Contains(n.Event.Version)).DistinctBy(n => n.Event.Version))
        {
            yield return new(FindingKind.Changed, named.Version, null, string.Create(CultureInfo.InvariantCulture,
                $"Version {named.Version} has what the take-down of event version {by.Version} removed: apply the take-downs again (`timeline restored --takedowns`)."));
        }
    }

    public IReadOnlyList<string> Told() =>
    [
        .. _named.Where(n => _erased.ContainsKey(n.Event.Version)).OrderBy(n => n.Event.Version).ThenBy(n => n.By.Version).Select(n => string.Create(
            CultureInfo.InvariantCulture,
            $"of event version {n.Event.Version} the fields {string.Join(", ", n.Event.Removed.Concat(n.Event.Replaced?.Keys ?? []))} " +
                $"were taken down on {n.By.Recorded:yyyy-MM-dd} by event version {n.By.Version}")),
    ];

    private static bool Names(ErasedEvent named, string field) =>
        named.Removed.Contains(field) || named.Replaced?.ContainsKey(field) is true;

    private static bool IsAsLeft(StoredEvent stored, string field, string? replaced)
    {
        var value = Erasing.Field(stored.ToJsonObject(), field);
        return replaced is null ? value is null : value is not null && HashOf(value) == replaced;
    }

    /// <summary>SHA-256 of the canonical JSON of what stands in the place of a field, in hexadecimal.</summary>
    public static string HashOf(JsonNode value) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(CanonicalJson.Of(value.ToJsonString()))));

    private static Finding Found(StoredEvent stored, string predicate) =>
        new(FindingKind.Changed, stored.Version, stored.Position, string.Create(CultureInfo.InvariantCulture, $"Version {stored.Version} {predicate}"));
}
