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
        return Show(frame, proposal, "entry", model.Zone, parameters =>
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
        story.Proposal is not { } proposal ? null : Show(frame, proposal, "story", story.Zone, _ => { });

    /// <summary>What a proposal asks for, in words.</summary>
    /// <param name="proposal">The proposal.</param>
    /// <param name="address">Of the entry, or of the story's commands.</param>
    /// <param name="words">In which language.</param>
    public static string Called(Proposal proposal, string address, Language words) =>
        CalledOn(proposal, address.Contains("/entries/", StringComparison.Ordinal) ? "entry" : "story", words);

    private static string CalledOn(Proposal proposal, string on, Language words)
    {
        var (route, summary) = on == "entry"
            ? CommandReader.Editorial.Where(r => r.Name == proposal.Command).Select(r => (r.Route, r.Summary)).FirstOrDefault()
            : CommandReader.OfStory.Where(r => r.Name == proposal.Command).Select(r => (r.Route, r.Summary)).FirstOrDefault();
        return route is null ? proposal.Command : DeskCommands.Label(words, on, route, summary);
    }

    private static RenderFragment Show(DeskFrame frame, Proposal proposal, string on, TimeZoneInfo zone, Action<Dictionary<string, object?>> more)
    {
        var body = on == "entry"
            ? CommandReader.Editorial.FirstOrDefault(r => r.Name == proposal.Command)?.BodyType
            : CommandReader.OfStory.FirstOrDefault(r => r.Name == proposal.Command)?.BodyType;
        var parameters = new Dictionary<string, object?>
        {
            [nameof(ApprovalView.Frame)] = frame,
            [nameof(ApprovalView.Proposal)] = proposal,
            [nameof(ApprovalView.Called)] = CalledOn(proposal, on, frame.Words),
            [nameof(ApprovalView.Zone)] = zone,
            [nameof(ApprovalView.Asked)] = Asked(proposal.Asked, body, new(frame.Words, zone)),
        };
        more(parameters);
        return builder =>
        {
            builder.OpenComponent<ApprovalView>(0);
            builder.AddMultipleAttributes(1, parameters.Where(p => p.Value is not null).Select(p => KeyValuePair.Create(p.Key, p.Value!)));
            builder.CloseComponent();
        };
    }

    // The command's own fields in words; the fields that it changes are seen in what it makes of the entry, but not in a story.
    private static List<(string Label, string Text)> Asked(JsonObject? asked, Type? body, InWords said)
    {
        var fields = asked is null || body is null ? [] : KindField.Of(body);
        return
        [
            .. fields.Where(f => asked![f.Name] is JsonValue).Select(f => (said.Words.Field("", f), said.Of(f.Name, asked![f.Name]))),
            .. (asked?["changes"] as JsonObject)?.Select(c => (FormModel.Label(said.Words, "", c.Key), said.Of(c.Key, c.Value))) ?? [],
        ];
    }
}
