using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests.Past;

/// <summary>What an editor sends, and what comes back.</summary>
internal static class Editing
{
    public static object Sentencing(string headline = "Navalny jailed for 30 days", bool draft = false, DateTimeOffset? embargoUntil = null) =>
        new { when = new { edtf = "2021-01-17/2021-01-22" }, headline, term = "30 days", draft, embargoUntil };

    public static object Rally(string headline = "Rallies planned") =>
        new { when = new { edtf = "2021-01-23" }, headline, planned = true, cities = new[] { "Moscow" } };

    /// <summary>Sends an editorial command about an entry.</summary>
    public static Task<(HttpStatusCode Status, JsonNode Body, EntityTagHeaderValue? ETag)> EditAsync(
        this TestService service, string story, string entry, string route, object? body = null, string? ifMatch = null,
        HttpClient? editor = null) => service.PostAsync($"/stories/{story}/entries/{entry}/{route}", body, ifMatch, editor);

    /// <summary>Sends an editorial command that must be stored.</summary>
    public static async Task StoreAsync(
        this TestService service, string story, string entry, string route, object? body = null, string? ifMatch = null)
    {
        var (status, answer, _) = await service.EditAsync(story, entry, route, body, ifMatch);
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
    }

    public static Task CorrectAsync(this TestService service, string story, string entry, object changes) =>
        service.StoreAsync(story, entry, "corrections", Correction(changes), "*");

    public static object Correction(object changes, string @class = "correction") =>
        new { @class, wrong = "The record was wrong.", changes };

    /// <summary>The public version of a story.</summary>
    public static async Task<long> VersionAsync(this TestService service, string story) =>
        (await service.GetAsync($"/stories/{story}"))["version"]!.GetValue<long>();
}
