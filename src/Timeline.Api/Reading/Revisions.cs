using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Timeline.Domain.Editorial;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Api.Reading;

/// <summary>One state of an entry: what was changed by it.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="From">Since when it held (UTC).</param>
/// <param name="To">Until when; null for the one that holds.</param>
/// <param name="Correction">The correction that made it; absent where none did.</param>
/// <param name="Changes">What it says otherwise than the one before it, of the first all that it said; absent once the entry is retracted.</param>
internal sealed record RevisionAnswer(
    int Revision, DateTimeOffset From, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateTimeOffset? To,
    Correction? Correction, IReadOnlyList<FieldChange>? Changes);

/// <summary>A page of an entry's revisions, newest first.</summary>
/// <param name="Page">The revisions.</param>
/// <param name="Next">The page after it is of those before this revision; null at the end.</param>
internal sealed record Revisions(IReadOnlyList<RevisionAnswer> Page, int? Next)
{
    // Some large texts that are changed often must not make a page that nobody can take.
    private const int MostCharacters = 256 * 1024;

    /// <summary>The revisions of some states.</summary>
    /// <param name="states">The states, newest first: one more than the page may have, as each is compared with the one before it.</param>
    /// <param name="limit">The most revisions of the page.</param>
    /// <param name="retracted">Whether the entry is: its text leaves every answer about the present, also what it said before.</param>
    public static Revisions Of(IReadOnlyList<EntryState> states, int limit, bool retracted)
    {
        var page = new List<RevisionAnswer>();
        var characters = 0;
        for (var i = 0; i < Math.Min(limit, states.Count) && characters < MostCharacters; i++)
        {
            var (state, before) = (states[i], i + 1 < states.Count ? states[i + 1] : null);
            page.Add(retracted ? new(state.Revision, state.From, state.To, null, null) : Of(state, before));
            characters += retracted ? 0 : state.Doc.Length + (before?.Doc.Length ?? 0);
        }

        return new(page, page.Count < states.Count ? page[^1].Revision : null);
    }

    private static RevisionAnswer Of(EntryState state, EntryState? before)
    {
        var now = JsonNode.Parse(state.Doc)!.AsObject();
        var was = before is null ? [] : JsonNode.Parse(before.Doc)!.AsObject();
        var last = (now["corrections"] as JsonArray)?[^1].Deserialize<Correction>(AnswerJson.Options);
        return new(state.Revision, state.From, state.To, last?.At == state.From ? last : null, FieldChanges.Between(was, now));
    }
}
