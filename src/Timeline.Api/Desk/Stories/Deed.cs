using System.Globalization;
using System.Text.Json.Nodes;
using Timeline.Api.Formats;
using Timeline.Domain.Editorial;
using Timeline.Store;

namespace Timeline.Api.Desk.Stories;

/// <summary>What somebody did with an entry.</summary>
/// <param name="At">When.</param>
/// <param name="Actor">Who; null where whoever looks is not told.</param>
/// <param name="Type">What sort of event.</param>
/// <param name="Undo">The form of the command that undoes it, below the entry's address; null where none does.</param>
public sealed record Deed(DateTimeOffset At, string? Actor, string Type, string? Undo)
{
    /// <summary>How the address of a correction says when what it undoes was done: no two events of a story are of one instant.</summary>
    internal const string Instant = "yyyyMMdd'T'HHmmss.ffffff'Z'";

    private static readonly string[] Contents = ["entry_corrected", "figure_added", "source_added", "entry_linked"];

    /// <summary>All of some events, oldest first. What was undone, or done anew, since is not undone again.</summary>
    internal static IReadOnlyList<Deed> Of(IReadOnlyList<StoredEvent> events, ShownEntry now, Domain.Entry known, DeskRights rights)
    {
        var last = events.GroupBy(e => e.Type).ToDictionary(g => g.Key, g => g.Max(e => e.Version));
        return [.. events.Select(e => new Deed(e.Recorded,
            Domain.EventTypes.IsConfidential(e.Type) && !rights.May(Domain.Sender.Legal) ? null : e.Actor, e.Type,
            now.Status == "retracted" && e.Type != "entry_past_changed" ? null
            : Contents.Contains(e.Type) ? $"corrections?undo={e.Recorded.UtcDateTime.ToString(Instant, CultureInfo.InvariantCulture)}"
            : last[e.Type] == e.Version ? UndoOf(e.Type, e.ToJsonObject(), now, known) : null))];
    }

    private static string? UndoOf(string type, JsonObject data, ShownEntry now, Domain.Entry known) => type switch
    {
        "entry_held" when now.Status == "held" => "release",
        "entry_released" or "entry_published" when now.Status == "published" => "hold",
        "entry_scheduled" when now.Newsroom?.ScheduledFor is not null => "scheduling",
        "entry_embargoed" when now.Newsroom?.Embargo is not null => "embargo-lift",
        "entry_key_marked" when ((bool?)data["key"] ?? false) == now.Key => "key",
        "outcome_recorded" when known.Outcome is not null => $"outcome?status={RecordOutcome.Planned}",
        "entry_placed" when known.Place is not null => "placement?back=true",
        "entry_past_changed" => $"past?past={((string?)data["past"] == Domain.Editorial.Past.Hidden ? Domain.Editorial.Past.Shown : Domain.Editorial.Past.Hidden)}",
        "entry_legal_marked" when (string?)data["legal"] is { } legal and not LegalFlag.None => $"legal?legal={LegalFlag.None}",
        _ => null,
    };
}
