using Microsoft.Extensions.DependencyInjection;
using Timeline.Api.Http;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Leaks;

/// <summary>
/// Whoever times the next read must learn nothing: an event that the public does not see empties nothing of what is kept for the
/// public. Not measured in time, which differs from machine to machine, but by whether an answer had to be made anew.
/// </summary>
internal static class Stopwatch
{
    private static readonly (string Address, string Accept)[] Kept =
    [
        ("", "application/json"), ("", "text/html"), ("/timeline", "*/*"), ("/timeline?order=desc&limit=2", "*/*"),
        ("/timeline?q=everybody", "*/*"), ("/timeline?asOf=1", "*/*"), ("/changes", "*/*"), ("/diff?from=1", "*/*"),
        ("/feed.atom", "*/*"), ("/timemap", "*/*"),
    ];

    /// <summary>Does something, and fails where the public saw nothing of it, and yet an answer had to be made anew.</summary>
    public static async Task AssertStillAsync(TestService service, string story, Func<Task> act)
    {
        var cache = service.App.Services.GetRequiredService<AnswerCache>();
        var before = await ReadAsync(service, story);
        var made = cache.Made;
        await act();
        var after = await ReadAsync(service, story);
        if (before.SequenceEqual(after))
            Assert.True(made == cache.Made, $"{cache.Made - made} answers about {story} were made anew, though the public sees no change.");
    }

    private static async Task<List<string>> ReadAsync(TestService service, string story)
    {
        var texts = new List<string>();
        foreach (var (address, accept) in Kept)
            texts.Add((await service.ReadAsync($"/stories/{story}{address}", ("Accept", accept))).Text);
        foreach (var address in new[] { $"/embed/{story}", "/", "/stories" })
            texts.Add((await service.ReadAsync(address)).Text);
        return texts;
    }
}
