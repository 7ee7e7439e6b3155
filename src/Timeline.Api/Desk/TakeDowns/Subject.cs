using Timeline.Api.Desk.Forms;
using Timeline.Api.Desk.Stories;
using Timeline.Api.Formats;
using Timeline.Domain.Kinds;
using Timeline.Domain.Languages;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store;
using Timeline.Store.Queries;

namespace Timeline.Api.Desk.TakeDowns;

/// <summary>What is taken down: an entry, or a story.</summary>
/// <param name="Story">The story.</param>
/// <param name="Entry">The entry; null where it is the story.</param>
/// <param name="UpdatedAt">When it last changed.</param>
/// <param name="Removable">The fields that ever said something which can go.</param>
public sealed record Subject(StoryDocument Story, ShownEntry? Entry, DateTimeOffset UpdatedAt, IReadOnlyList<string> Removable)
{
    /// <summary>What it is called.</summary>
    public string Title => Entry is null ? Story.Called : Entry.Called(Language.Of(Story.Language));

    /// <summary>Where one chooses how it is taken down.</summary>
    public string Address => Entry is null ? $"/desk/stories/{Story.Id}/do/takedown" : $"/desk/stories/{Story.Id}/entries/{Entry.Id}/takedown";

    /// <summary>The way to it.</summary>
    public IReadOnlyList<(string, string)> Way => Entry is null ? [(Story.Called, $"/desk/stories/{Story.Id}")]
        : [(Story.Called, $"/desk/stories/{Story.Id}"), (Title, $"/desk/stories/{Story.Id}/entries/{Entry.Id}")];

    private IReadOnlyList<Media> Pictures => [.. (Entry?.Media ?? (Story.Picture is { } picture ? [picture] : [])).Where(m => PictureName.Of(m.Url) is not null)];

    /// <summary>Finds it; null where there is none, and the page says so.</summary>
    internal static async Task<Subject?> FindAsync(HttpContext context, DeskPages pages, TimelineDatabase db, string story, string? entry)
    {
        if (entry is not null)
        {
            return await EntryRoutes.FindAsync(context, pages, db, story, entry) is { } one
                ? new(one.Model.Story, one.Shown, one.Shown.UpdatedAt, await RemovableAsync(db, story, entry, TakeDownEntry.Removable, context.RequestAborted)) : null;
        }

        return await StoryRoutes.FindAsync(context, pages, db, story) is { } found
            ? new(found.Story, null, found.Current.UpdatedAt, await RemovableAsync(db, story, null, TakeDownStory.Removable, context.RequestAborted)) : null;
    }

    /// <summary>What the form of a way asks for.</summary>
    internal IReadOnlyList<KindField> Fields(TakeDownWay way) => way.Fields(Removable, [.. Pictures.Select(p => p.Url!)]);

    /// <summary>What its fields and pictures are called.</summary>
    internal IReadOnlyDictionary<string, string> Choices(Language words)
    {
        var called = Removable.ToDictionary(f => f, f => FormModel.Label(words, Entry?.Kind ?? "", f));
        foreach (var picture in Pictures)
            called.TryAdd(picture.Url!, picture.Alt ?? picture.Caption ?? picture.Url!);
        return called;
    }

    // The rule of the take-down itself says what would go of each event.
    private static async Task<IReadOnlyList<string>> RemovableAsync(
        TimelineDatabase db, string story, string? entry, IEnumerable<string> fields, CancellationToken ct)
    {
        var events = await db.ReadStreamAsync(story, new HistoryFilter(null, null, entry, null) { IsOfStoryOnly = entry is null }, ct)
            .Select(e => e.ToJsonObject()).ToListAsync(ct);
        // In the order of the entry's own form.
        var order = FormFields.Common.Select(f => f.Name).ToList();
        return
        [
            .. fields.OrderBy(f => order.IndexOf(f) is >= 0 and var at ? at : order.Count)
                .Where(field => events.Exists(data => Erasing.Of(new() { Form = AskedTakeDown.Remove, Fields = [field] }, data).Count > 0)),
        ];
    }
}
