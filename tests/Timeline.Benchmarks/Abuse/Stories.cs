using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Timeline.Benchmarks.Abuse;

/// <summary>What the cases read.</summary>
internal static class Stories
{
    public const int Corrections = 300;
    private const int Entries = 1_500;
    private const int Large = 200;

    private static readonly string[] Places = ["Moscow"];

    /// <summary>The entry that was corrected often, in the story <c>corrected</c>.</summary>
    public static string Corrected { get; private set; } = "";

    /// <summary>A story of ordinary entries, one of large ones, and one with an entry that was corrected often.</summary>
    public static async Task FillAsync(Server service)
    {
        foreach (var story in new[] { "abuse", "large", "corrected" })
            await PostAsync(service, "/stories", new { id = story, title = story, language = "en", timeZone = "UTC", from = "2021-01-01" });
        await EachAsync(Entries, i => PostAsync(service, "/stories/abuse/rallies", new
        {
            when = new { edtf = $"2021-01-{1 + (i % 28):00}" },
            headline = $"Rally number {i} in Moscow",
            summary = string.Join(' ', Enumerable.Range(0, 120).Select(n => $"word{(i * 31) + n} demonstrators gathered")),
            places = Places,
        }));
        await EachAsync(Large, i => PostAsync(service, "/stories/large/rallies", Full(i)));
        Corrected = (string)(await PostAsync(service, "/stories/corrected/rallies", Full(0)))["entry"]!;
        for (var i = 0; i < Corrections; i++)
        {
            await PostAsync(service, $"/stories/corrected/entries/{Corrected}/corrections",
                new { @class = "correction", wrong = new string('w', 900), changes = new { summary = new string('s', 9_000) + i } }, "*");
        }
    }

    public static async Task<JsonNode> PostAsync(Server service, string address, object body, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
            request.Headers.Add("If-Match", ifMatch);
        using var answer = await service.Editor.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{address}: {text}");
    }

    private static object Full(int i) => new
    {
        when = new { edtf = "2021-01-23" },
        headline = $"Rally {i}",
        claims = Enumerable.Range(0, 15).Select(n => new { by = "X", verb = "says", quote = new string((char)('a' + ((i + n) % 26)), 5_000) }),
    };

    private static async Task EachAsync(int count, Func<int, Task> act) =>
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) => await act(i));
}
