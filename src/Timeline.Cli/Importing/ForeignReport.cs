using System.Text.Json.Nodes;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;

namespace Timeline.Cli.Importing;

/// <summary>What became of one entry of a file.</summary>
internal enum Outcome
{
    Recorded,
    Corrected,
    Unchanged,

    /// <summary>It is none that could be one here.</summary>
    LeftOut,

    /// <summary>It breaks a rule, and could be mended.</summary>
    Refused,

    /// <summary>It was taken over from there, and the file has it no more.</summary>
    NoLongerThere,
}

/// <summary>What is said of one entry of a file.</summary>
/// <param name="Found">What the file says.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Entry">Its id here; null where it has none.</param>
/// <param name="Why">A sentence; null where the outcome says it all.</param>
/// <param name="Fields">What was corrected.</param>
internal sealed record Told(Found Found, Outcome Outcome, string? Entry = null, string? Why = null, params string[] Fields);

/// <summary>What an import of others' timelines says: an entry a line as it goes, and below it what was not carried over.</summary>
internal sealed class ForeignReport(TextWriter output, bool json, bool dryRun)
{
    private readonly JsonArray _entries = [];
    private readonly Dictionary<Outcome, int> _counts = Enum.GetValues<Outcome>().ToDictionary(o => o, _ => 0);

    public bool AnyRefused => _counts[Outcome.Refused] > 0;

    /// <summary>What else has to be said of all; null for nothing.</summary>
    public string? Caution { get; set; }

    public async Task AddAsync(Told told)
    {
        var (found, outcome, entry, why, fields) = told;
        _counts[outcome]++;
        if (json)
        {
            _entries.Add(new JsonObject
            {
                ["id"] = found.Id,
                ["line"] = found.Line,
                ["name"] = found.Name,
                ["outcome"] = Word(outcome),
                ["entry"] = entry,
                ["fields"] = new JsonArray([.. fields.Select(f => (JsonNode)f)]),
                ["why"] = why,
                ["notCarried"] = new JsonArray([.. found.Lost.Select(l => (JsonNode)l)]),
            });
            return;
        }

        var what = fields.Length > 0 ? $" ({string.Join(", ", fields)})" : "";
        var line = found.Line is { } at && outcome is Outcome.Refused or Outcome.LeftOut ? $" (line {at})" : "";
        await output.WriteLineAsync(Terminal.Safe($"{Word(outcome)}{what}: {found.Name}{line}{(why is null ? "" : $": {why}")}"));
        foreach (var sentence in found.Lost)
            await output.WriteLineAsync(Terminal.Safe($"    {sentence}"));
    }

    public async Task EndAsync(params string?[] cautions)
    {
        var caution = string.Join(' ', cautions.Append(Caution).OfType<string>()) is { Length: > 0 } all ? all : null;
        var counts = _counts.ToDictionary(c => Word(c.Key), c => c.Value);
        if (json)
        {
            await output.WriteLineAsync(Pages.Json(new JsonObject
            {
                ["dryRun"] = dryRun,
                ["counts"] = new JsonObject(counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
                ["caution"] = caution,
                ["entries"] = _entries,
            }));
            return;
        }

        if (caution is not null)
            await output.WriteLineAsync(caution);
        var told = string.Join(", ", counts.Where(c => c.Value > 0).Select(c => $"{c.Value} {c.Key}"));
        await output.WriteLineAsync($"{(told.Length == 0 ? "nothing is in it" : told)}{(dryRun ? "; nothing was stored" : "")}");
    }

    private static string Word(Outcome outcome) => outcome switch
    {
        Outcome.Recorded => "recorded",
        Outcome.Corrected => "corrected",
        Outcome.Unchanged => "unchanged",
        Outcome.LeftOut => "left out",
        Outcome.NoLongerThere => "no longer there",
        _ => "refused",
    };
}
