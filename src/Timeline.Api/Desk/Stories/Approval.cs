using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Components;
using Timeline.Api.Desk.Forms;
using Timeline.Api.Formats;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Store;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.Stories;

/// <summary>What whoever approves must see: who proposed what, of which revision, and what readers will read before and after it.</summary>
internal static class Approval
{
    /// <summary>Of an entry; null where nothing waits.</summary>
    public static async Task<RenderFragment?> OfAsync(
        TimelineDatabase db, Story story, ShownEntry before, DeskFrame frame, StoryModel model, CancellationToken ct)
    {
        // Decided as it will be, by somebody who may; of which nothing is stored.
        var approve = new Approve { Entry = before.Id };
        if (await db.FoldedAsync(story.Id, approve, ct) is not { } state || state.Entries.GetValueOrDefault(before.Id) is not { Proposal: { } proposal } entry)
            return null;
        var now = state.NextRecorded(DateTimeOffset.UtcNow);
        var decided = (approve with { IfUpdatedAt = [entry.UpdatedAt] }).Decide(state, new(now, "preview"));
        var after = decided is Decision.Accepted { Event: var happens } ? state.Apply(happens, state.Version + 1, now).State.Entries[before.Id] : null;
        return Show(frame, proposal, "entry", new(frame.Words, model.Zone, before.Kind), parameters =>
        {
            parameters[nameof(ApprovalView.Revision)] = entry.Revision;
            parameters[nameof(ApprovalView.Model)] = model;
            parameters[nameof(ApprovalView.Before)] = before;
            parameters[nameof(ApprovalView.After)] = after is null ? null : ShownEntry.Parse(JsonSerializer.Serialize(EntryDocument.Of(after, story), AnswerJson.Options));
            parameters[nameof(ApprovalView.Refused)] = decided is Decision.Refused { Refusal: var why } ? FormModel.Why(frame.Words, why.Sentence, why.Fields) : null;
        });
    }

    /// <summary>Of a story itself; null where nothing waits.</summary>
    public static RenderFragment? OfStory(Story story, DeskFrame frame) =>
        story.Proposal is not { } proposal ? null : Show(frame, proposal, "story", new(frame.Words, story.Zone), _ => { });

    /// <summary>What a proposal asks for, in words.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="address">Of the entry, or of the story's commands.</param>
    /// <param name="words">In which language.</param>
    public static string Called(Proposal proposal, string address, Language words) =>
        CalledOn(proposal, address.Contains("/entries/", StringComparison.Ordinal) ? "entry" : "story", words);

    private static string CalledOn(Proposal proposal, string on, Language words) =>
        Command(proposal, on) is ({ } route, { } summary, _) ? DeskCommands.Label(words, on, route, summary) : proposal.Command;

    private static (string? Route, string? Summary, Type? Body) Command(Proposal proposal, string on) => on == "entry"
        ? CommandReader.Editorial.Where(r => r.Name == proposal.Command).Select(r => (r.Route, r.Summary, r.BodyType)).FirstOrDefault()
        : CommandReader.OfStory.Where(r => r.Name == proposal.Command).Select(r => (r.Route, r.Summary, r.BodyType)).FirstOrDefault();

    private static RenderFragment Show(DeskFrame frame, Proposal proposal, string on, InWords said, Action<Dictionary<string, object?>> more)
    {
        var parameters = new Dictionary<string, object?>
        {
            [nameof(ApprovalView.Frame)] = frame,
            [nameof(ApprovalView.Proposal)] = proposal,
            [nameof(ApprovalView.Called)] = CalledOn(proposal, on, said.Words),
            [nameof(ApprovalView.Zone)] = said.Zone,
            [nameof(ApprovalView.Asked)] = Asked(proposal, on, said),
        };
        more(parameters);
        return builder =>
        {
            builder.OpenComponent<ApprovalView>(0);
            builder.AddMultipleAttributes(1, parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!)));
            builder.CloseComponent();
        };
    }

    /// <summary>The command's own fields in words, and what it changes, which of an entry is seen in what it makes of that, but of a story is not.</summary>
    internal static List<(string Label, string Text)> Asked(Proposal proposal, string on, InWords said)
    {
        if (proposal.Asked is not { } asked || Command(proposal, on) is not ({ } route, _, { } body))
            return [];
        return
        [
            .. KindField.Of(body).Where(f => asked[f.Name] is JsonValue).Select(f => (said.Words.Field(route, f), (said with { Kind = "" }).Of($"{route}.{f.Name}", asked[f.Name]))),
            .. (asked["changes"] as JsonObject)?.Select(c => (FormModel.Label(said.Words, said.Kind, c.Key), said.Of(c.Key, c.Value))) ?? [],
        ];
    }
}
