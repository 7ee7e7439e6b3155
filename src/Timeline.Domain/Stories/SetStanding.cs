using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Timeline.Domain.Languages;
using Timeline.Domain.Values;

namespace Timeline.Domain.Stories;

/// <summary>A sentence on where things stand, and the entries that it rests on.</summary>
public sealed record StandingPoint
{
    /// <summary>One sentence of plain text.</summary>
    [Required, MaxLength(300)]
    public string Text { get; init; } = "";

    /// <summary>The ids of the entries that it rests on; those that a reader may see are shown.</summary>
    [Required, MinLength(1, ErrorMessage = "refused.standing-entry"), EntryName, MaxLength(10), MaxItemText(64)]
    public IReadOnlyList<string> Entries { get; init; } = [];
}

/// <summary>Where things stand in a story.</summary>
public sealed record Standing
{
    /// <summary>What is known.</summary>
    public IReadOnlyList<StandingPoint> Known { get; init; } = [];

    /// <summary>What is not known.</summary>
    public IReadOnlyList<StandingPoint> Unknown { get; init; } = [];

    /// <summary>When the newsroom said so.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The ids of the entries that it rests on, each once.</summary>
    [JsonIgnore]
    public IEnumerable<string> Entries => Known.Concat(Unknown).SelectMany(p => p.Entries).Distinct();

    /// <summary>The same without some entries.</summary>
    public Standing Without(IReadOnlyCollection<string> hidden) => hidden.Count == 0 ? this
        : this with { Known = Without(Known, hidden), Unknown = Without(Unknown, hidden) };

    /// <summary>Whether it says the same, its instant aside.</summary>
    internal bool SaysAs(Standing other) => Says(Known, other.Known) && Says(Unknown, other.Unknown);

    private static bool Says(IReadOnlyList<StandingPoint> one, IReadOnlyList<StandingPoint> other) =>
        one.Count == other.Count && one.Zip(other).All(p =>
            p.First.Text == p.Second.Text && p.First.Entries.SequenceEqual(p.Second.Entries));

    private static IReadOnlyList<StandingPoint> Without(IReadOnlyList<StandingPoint> points, IReadOnlyCollection<string> hidden) =>
        [.. points.Select(p => p with { Entries = [.. p.Entries.Where(e => !hidden.Contains(e))] })];
}

/// <summary>Stored: where things stand was said anew. Alias <c>standing_replaced</c>.</summary>
/// <param name="OnlyHidden">Only links to entries change that the public did not see.</param>
public sealed record StandingReplaced(bool OnlyHidden = false) : StoryChanged
{
    /// <summary>What is known.</summary>
    [MaxLength(SetStanding.MostKnown)]
    public IReadOnlyList<StandingPoint> Known { get; init; } = [];

    /// <summary>What is not known.</summary>
    [MaxLength(SetStanding.MostUnknown)]
    public IReadOnlyList<StandingPoint> Unknown { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool Unseen => OnlyHidden;

    private protected override Decision? Bars(Story story, DateTimeOffset now) =>
        (story.Standing ?? new()).SaysAs(new() { Known = Known, Unknown = Unknown }) ? Nothing("That is where things stand already.") : null;

    internal override Story Apply(Story story, DateTimeOffset recorded) => story with
    {
        Standing = Known.Count + Unknown.Count == 0 ? null : new()
        {
            Known = Known,
            Unknown = Unknown,
            At = OnlyHidden && story.Standing is { } before ? before.At : recorded,
        },
    };
}

/// <summary>Asks to say where things stand, in the place of what was said before; with two empty lists, to say it no more.</summary>
public sealed record SetStanding : StoryCommand
{
    /// <summary>The most sentences on what is known.</summary>
    public const int MostKnown = 5;

    /// <summary>The most sentences on what is not known.</summary>
    public const int MostUnknown = 3;

    /// <summary>What is known, the most important first.</summary>
    [MaxLength(MostKnown)]
    public IReadOnlyList<StandingPoint> Known { get; init; } = [];

    /// <summary>What is not known, the most important first.</summary>
    [MaxLength(MostUnknown)]
    public IReadOnlyList<StandingPoint> Unknown { get; init; } = [];

    /// <summary>A worked example.</summary>
    public static SetStanding Example => new()
    {
        Known = [new() { Text = "Navalny is in jail for 30 days.", Entries = [Editorial.LinkEntry.Example.Entry] }],
        Unknown = [new() { Text = "How many will come to the rallies.", Entries = [Editorial.LinkEntry.Example.Entry] }],
    };

    /// <inheritdoc/>
    [JsonIgnore]
    public override IEnumerable<string> Needs => Points.SelectMany(p => p.Entries).OfType<string>();

    /// <inheritdoc/>
    public override IEnumerable<string> NeedsBeside(StoryState story) => story.Story?.Standing?.Entries ?? [];

    private IEnumerable<StandingPoint> Points => Known.Concat(Unknown).OfType<StandingPoint>().Where(p => p.Entries is not null);

    private protected override Decision DecideOn(Story story, StoryState state, DecisionContext context)
    {
        var problems = Checks.Problems(this);
        if (problems.Count == 0)
            problems = [.. Unresolved(Known, Unknown, state.Entries.ContainsKey)];
        if (problems.Count > 0)
            return new Decision.Refused(Refusal.Invalid(problems));

        var (before, after) = (story.Standing ?? new(), new Standing { Known = Known, Unknown = Unknown });
        return Accept(new StandingReplaced(Shown(before, state).SaysAs(Shown(after, state))) { Known = Known, Unknown = Unknown });
    }

    private static Standing Shown(Standing standing, StoryState state) =>
        standing.Without([.. standing.Entries.Where(e => !(state.Entries.TryGetValue(e, out var entry) && entry.Visible))]);

    /// <summary>The entries named that the story does not have.</summary>
    internal static IEnumerable<FieldProblem> Unresolved(IReadOnlyList<StandingPoint> known, IReadOnlyList<StandingPoint> unknown, Func<string, bool> exists) =>
        from points in new[] { (Field: "known", Of: known), (Field: "unknown", Of: unknown) }
        from point in points.Of.Index()
        from entry in point.Item.Entries.Index()
        where !exists(entry.Item)
        select new FieldProblem($"{points.Field}[{point.Index}].entries[{entry.Index}]",
            Sentence.Of("refused.no-entry-linked", entry.Item));
}
