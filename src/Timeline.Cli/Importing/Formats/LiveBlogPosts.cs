using System.Text.Json.Nodes;
using static Timeline.Cli.Importing.JsonMembers;

namespace Timeline.Cli.Importing.Formats;

/// <summary>
/// The posts of Live Blog (Sourcefabric), as its API gives them to a blog's page (<c>/api/client_blogs/BLOG/posts</c>): each an entry, made of
/// the texts, pictures and embedded pages in it.
/// </summary>
internal static class LiveBlogPosts
{
    public static IEnumerable<Found> Read(string text)
    {
        var json = ForeignJson.Read(text);
        var posts = Posts(json).OfType<JsonObject>().ToList();
        json.HasEntries(posts);
        if (posts.Count == 0 || posts.All(p => Of(p, "groups") is not JsonArray))
            throw new FormatException("It has no posts of Live Blog.");
        return posts.Select(post => Post(post, json.ProblemIn(post)));
    }

    private static JsonArray Posts(ForeignJson json) => json.Values switch
    {
        [JsonArray posts] => posts,
        [{ } answer] => Of(Of(answer, "posts") ?? answer, "_items") as JsonArray ?? [],
        _ => [],
    };

    private static Found Post(JsonObject post, string? problem)
    {
        var found = new Found(Text(post, "guid") is { Length: > 0 } id ? id : Text(post, "_id")) { Refused = problem };
        // The first group only says which others there are.
        var items = (Of(post, "groups") as JsonArray ?? []).SelectMany(g => Of(g, "refs") as JsonArray ?? [])
            .Select(r => Of(r, "item") as JsonObject).OfType<JsonObject>().ToLookup(i => Text(i, "item_type"));
        var said = found.Say(Text(post, "headline"), string.Concat(items.Where(g => g.Key is "text" or "quote")
            .SelectMany(g => g).Select(i => $"<div>{Text(i, "text")}</div>")));
        foreach (var image in items["image"].Select(i => Of(i, "meta")))
            found.Media(Largest(Of(Of(image, "media"), "renditions")), null, Text(image, "caption"), Text(image, "credit"), isRecording: true);
        foreach (var embed in items["embed"].Select(i => Of(i, "meta")))
            found.Media(Text(embed, "original_url"), null, Text(embed, "title") is { Length: > 0 } title ? title : Text(embed, "description"), Text(embed, "provider_name"));
        found.Show(said);
        // Readers' comments, advertisements, polls, scores.
        foreach (var other in items.Select(g => g.Key).Except(["text", "quote", "image", "embed"]))
            found.Lose($"What is of the type '{PlainText.Line(other)}' is left out.");
        foreach (var tag in Of(post, "tags") as JsonArray ?? [])
            found.Group($"{tag}");
        if (Text(post, "lb_highlight") == "true")
            found.Body["key"] = true;
        if (Text(post, "byline") is { Length: > 0 } by)
            found.Lose($"The byline '{PlainText.Line(by)}' is left out.");
        if (Text(post, "deleted").ToLowerInvariant() is not ("" or "false" or "0"))
            return found.Leave("It was deleted there.");
        if (Text(post, "post_status") is { Length: > 0 } status && !status.Equals("open", StringComparison.OrdinalIgnoreCase))
            found.AsDraft($"Its status is '{status}'");

        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            found.Say(null, (string?)(found.Body["media"] as JsonArray)?[0]?["alt"] ?? (string?)(found.Body["sources"] as JsonArray)?[0]?["title"]);
        if (!found.Body.ContainsKey("headline") && !found.Body.ContainsKey("summary"))
            return found.Leave("It has no text.");
        if (JsonDates.First(post, "published_date", "firstcreated") is not { } when)
            return found.Leave("It has no date.");
        found.When(when);
        return found;
    }
}
