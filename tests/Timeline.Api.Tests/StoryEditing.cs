using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>Commands on a story itself.</summary>
internal static class StoryEditing
{
    public static async Task OpenAsync(
        TestService service, string id, bool draft = false, string? embargoUntil = null, string title = "The story", string? standfirst = null)
    {
        using var answer = await service.Editor.PostAsJsonAsync("/stories", new
        {
            id,
            title,
            standfirst,
            language = "en",
            timeZone = "Europe/Moscow",
            from = "2021-01-01",
            draft,
            embargoUntil,
        }, Expect.Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Expect.Stop));
    }

    public static async Task<(HttpStatusCode Status, JsonNode Body)> EditAsync(
        TestService service, string story, string route, object? body = null, string? ifMatch = null)
    {
        var (status, answer, _) = await service.PostAsync($"/stories/{story}/{route}", body, ifMatch);
        return (status, answer);
    }

    /// <summary>Sends a command that must be stored; whatever state there is.</summary>
    public static async Task StoreAsync(TestService service, string story, string route, object? body = null)
    {
        var (status, answer) = await EditAsync(service, story, route, body, "*");
        Assert.True(status == HttpStatusCode.Created, answer.ToJsonString());
    }
}
