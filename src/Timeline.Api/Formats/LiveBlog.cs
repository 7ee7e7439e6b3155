using System.Text.Json;
using Timeline.Domain.Dates;

namespace Timeline.Api.Formats;

/// <summary>A story for machines that read pages: a <c>LiveBlogPosting</c> (schema.org) in JSON-LD 1.1.</summary>
internal static class LiveBlog
{
    public static string Json(StoryModel model)
    {
        var publisher = new Dictionary<string, object?>
        {
            ["@type"] = "Organization",
            ["name"] = model.Site.Host,
            ["url"] = model.Site.Address + "/",
        };
        // The default encoder escapes angle brackets, so that no text can end the element that it stands in.
        return JsonSerializer.Serialize(Known(new()
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
            ["image"] = model.Picture?.Url,
            ["liveBlogUpdate"] = model.Entries.Where(e => e.Retraction is null).Select(e => Update(e, model, publisher)),
        }));
    }

    private static Dictionary<string, object?> Update(ShownEntry entry, StoryModel model, object publisher) => Known(new()
    {
        ["@type"] = "BlogPosting",
        ["@id"] = $"{model.Canonical}#{entry.Id}",
        ["url"] = $"{model.Canonical}{model.Query}#{entry.Id}",
        ["headline"] = entry.Title,
        ["articleBody"] = entry.Summary ?? entry.Title,
        ["datePublished"] = entry.RecordedAt,
        ["dateModified"] = entry.UpdatedAt,
        // When it happened, in ISO 8601-2, as exact as it is known.
        ["temporalCoverage"] = entry.When.Edtf,
        ["author"] = publisher,
        ["image"] = entry.Media.FirstOrDefault(m => m.Url is not null && MediaView.IsPicture(m.Url))?.Url,
        ["correction"] = entry.Corrections?.Select(c => new Dictionary<string, object?>
        {
            ["@type"] = "CorrectionComment",
            ["text"] = c.Wrong,
            ["datePublished"] = c.At,
        }),
    });

    private static Dictionary<string, object?> Known(Dictionary<string, object?> members) =>
        members.Where(m => m.Value is not null).ToDictionary();

    private static EdtfBounds? Bounds(StoryModel model, string? edtf) =>
        edtf is not null && Edtf.TryParse(edtf, out var date, out _) ? date.Bounds(model.Zone) : null;
}
