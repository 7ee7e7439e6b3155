using System.Text.Json;
using Timeline.Domain.Dates;

namespace Timeline.Api.Formats;

/// <summary>A story for machines that read pages: a <c>LiveBlogPosting</c> (schema.org) in JSON-LD 1.1.</summary>
internal static class LiveBlog
{
    public static string Json(StoryModel model)
    {
        var publisher = PublisherOf(model.Site);
        // The default encoder escapes angle brackets, so that no text can end the element that it stands in.
        return JsonSerializer.Serialize(Given(new()
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "LiveBlogPosting",
            ["@id"] = model.Canonical,
            ["url"] = model.Canonical,
            ["mainEntityOfPage"] = model.Canonical,
            ["headline"] = model.Story.Title,
            ["description"] = model.Story.Standfirst,
            ["inLanguage"] = model.Story.Language,
            ["coverageStartTime"] = Bounds(model, model.Story.From)?.Earliest,
            // No calendar ends the coverage: an editor does.
            ["coverageEndTime"] = model.Story.Closing?.At,
            ["datePublished"] = model.Since,
            ["dateModified"] = model.UpdatedAt,
            ["author"] = publisher,
            ["publisher"] = publisher,
            ["image"] = model.Site.Absolute(model.Picture?.Url),
            ["liveBlogUpdate"] = model.Newest
                .Where(e => e.Retraction is null && e.Title is not null && e.Status != "removed" && e.Takedown?.Unlisted is not true)
                .Select(e => Update(e, model, publisher)),
        }));
    }

    /// <summary>One entry of a story by itself.</summary>
    public static string Json(ShownEntry entry, StoryModel model)
    {
        var posting = Update(entry, model, PublisherOf(model.Site));
        posting["@context"] = "https://schema.org";
        posting["isPartOf"] = model.Canonical;
        posting["inLanguage"] = model.Story.Language;
        posting["citation"] = entry.Sources.Select(s => ShownEntry.Web(s.Url) ?? s.Title ?? s.Outlet);
        return JsonSerializer.Serialize(posting);
    }

    private static Dictionary<string, object?> PublisherOf(Site site) => Given(new()
    {
        ["@type"] = "Organization",
        ["name"] = site.Name,
        ["url"] = site.Address + "/",
        ["logo"] = site.Publisher.Logo,
    });

    private static Dictionary<string, object?> Update(ShownEntry entry, StoryModel model, object publisher) => Given(new()
    {
        ["@type"] = "BlogPosting",
        ["@id"] = model.EntryAddress(entry.Id),
        ["url"] = model.EntryAddress(entry.Id),
        ["headline"] = entry.Title,
        ["articleBody"] = Told.Cut(entry.Summary ?? entry.Title),
        ["datePublished"] = entry.RecordedAt,
        ["dateModified"] = entry.UpdatedAt,
        // When it happened, in ISO 8601-2, as exact as it is known.
        ["temporalCoverage"] = entry.When.Edtf,
        ["author"] = publisher,
        ["image"] = model.Site.Absolute(entry.Media.FirstOrDefault(m => MediaCard.IsPicture(m.Url) && m.Graphic is not true)?.Url),
        ["correction"] = entry.Corrections?.Select(c => new Dictionary<string, object?>
        {
            ["@type"] = "CorrectionComment",
            ["text"] = c.Wrong,
            ["datePublished"] = c.At,
        }),
        ["comment"] = entry.Replies?.Select(r => new Dictionary<string, object?>
        {
            ["@type"] = "Comment",
            ["text"] = r.Text,
            ["author"] = r.By,
            ["datePublished"] = r.At,
        }),
    });

    private static Dictionary<string, object?> Given(Dictionary<string, object?> members) =>
        members.Where(m => m.Value is not null).ToDictionary();

    private static EdtfBounds? Bounds(StoryModel model, string? edtf) =>
        edtf is not null && Edtf.TryParse(edtf, out var date, out _) ? date.Bounds(model.Zone) : null;
}
