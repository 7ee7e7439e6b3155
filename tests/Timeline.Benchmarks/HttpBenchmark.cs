using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Timeline.Benchmarks.Ordinary;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Embedded;

namespace Timeline.Benchmarks;

/// <summary>
/// What HTTP costs: a POST against the append alone, a GET against Kestrel alone, and both against the ordinary application.
/// Servers and clients are in processes of their own, on the same processors.
/// </summary>
internal static class HttpBenchmark
{
    private const int Rounds = 5;

    // Short as they are, one's turn may be half as quick again as the next.
    private const int ReadRounds = 15;
    private const int Writers = 64;
    private const int Readers = 8;
    private const int Entries = 20;
    private static readonly string Body = JsonSerializer.Serialize(Detention.Example, DomainJson.Stored);

    public static async Task<List<Figure>> RunAsync(EmbeddedPostgres cluster)
    {
        await using var store = await OurStore.StartAsync(cluster, "http");
        using var ours = await Server.ServiceAsync(store.ConnectionString);
        using var ordinary = await Server.OfOursAsync("ordinary-api", await OurStore.NewDatabaseAsync(cluster, "ordinary_http"));
        using var bare = await Server.OfOursAsync("bare");
        using var load = new Load();
        foreach (var story in Enumerable.Range(0, Writers).Select(i => $"of-{i}").Append("read"))
        {
            await PostAsync(ours, "/stories", OpenStory.Example with { Id = story });
            await PostAsync(ordinary, "/stories", new OpenOrdinary(story, "A story"));
            // Not the same as over HTTP: of one story only one of two services knows the head without asking.
            await store.OpenAsync($"alone-{story}");
        }

        for (var i = 0; i < Entries; i++)
        {
            await PostAsync(ours, "/stories/read/detentions", Detention.Example);
            await PostAsync(ordinary, "/stories/read/detentions", Detention.Example);
        }

        const string timeline = "/stories/read/timeline";
        var bytes = await ours.Editor.GetByteArrayAsync(timeline);
        using (var content = new ByteArrayContent(bytes))
            (await bare.Editor.PostAsync("/bytes", content)).EnsureSuccessStatusCode();

        var record = new RecordEntry(Detention.Example);
        var post = new Question(ours.Address, "/stories/of-{n}/detentions", Writers, Body);
        var posts = await Turns.MeasureAsync("POST", Rounds,
            () => load.RateAsync(post),
            () => Turns.RateAsync(Writers, TimeSpan.FromSeconds(1.5), n => store.StoreAsync($"alone-of-{n}", record)),
            () => load.RateAsync(post with { Server = ordinary.Address }));
        var get = new Question(ours.Address, timeline, Readers);
        var gets = await Turns.MeasureAsync("GET", ReadRounds,
            () => load.RateAsync(get),
            () => load.RateAsync(get with { Server = bare.Address, Path = "/bytes" }),
            () => load.RateAsync(get with { Server = ordinary.Address }));

        var reading = string.Create(CultureInfo.InvariantCulture, $"GET of a timeline, {Entries} entries, {bytes.Length / 1024} KB");
        return
        [
            Figure.Of("POST of a detention, 64 clients", "the append without HTTP", "answers/s", posts[0], posts[1], 0.4),
            Figure.Of("POST of a detention, 64 clients", "an ordinary Marten application", "answers/s", posts[0], posts[2]),
            Figure.Of(reading, "Kestrel alone, the same bytes", "answers/s", gets[0], gets[1], 0.8),
            Figure.Of(reading, "an ordinary Marten application", "answers/s", gets[0], gets[2]),
        ];
    }

    private static async Task PostAsync<T>(Server server, string path, T body)
    {
        using var answer = await server.Editor.PostAsJsonAsync(path, body, DomainJson.Stored);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"{path}: {await answer.Content.ReadAsStringAsync()}");
    }
}
