using System.Net.Http.Json;

namespace Timeline.Api.Tests.Live;

/// <summary>Editorial commands, whatever the entry's state.</summary>
internal static class Editing
{
    public static Task RetractAsync(TestService service, string entry) =>
        PostAsync(service, entry, "retraction", new { reason = "It was wrong." });

    public static Task CorrectAsync(TestService service, string entry, string headline, string story = "story") =>
        PostAsync(service, entry, "corrections", new { @class = "correction", wrong = "The headline.", changes = new { headline } }, story);

    public static async Task PostAsync(TestService service, string entry, string what, object body, string story = "story")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/stories/{story}/entries/{entry}/{what}")
        {
            Content = JsonContent.Create(body),
        };
        request.Headers.TryAddWithoutValidation("If-Match", "*");
        using var answer = await service.Editor.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }
}
