using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;

namespace Timeline.Api.Tests;

/// <summary>One service for a class of tests, with the open and empty story <c>story</c>.</summary>
public class SharedService : IAsyncLifetime
{
    internal TestService Service { get; private set; } = null!;

    /// <summary>Whether the first story is in it.</summary>
    protected virtual bool Plant => false;

    public async ValueTask InitializeAsync()
    {
        Service = await TestService.StartAsync(plant: Plant);
        await Service.OpenAsync();
        await FillAsync();
    }

    /// <summary>Records what else is in it.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>The same, with the first story.</summary>
public sealed class SharedFirstStory : SharedService
{
    protected override bool Plant => true;
}

/// <summary>What the tests ask of answers and of the database.</summary>
internal static class Expect
{
    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>An answer that is a problem (RFC 9457), and its <c>errors</c>.</summary>
    public static async Task<JsonNode> ProblemAsync(HttpResponseMessage answer, HttpStatusCode status, string code)
    {
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(status == answer.StatusCode, $"{(int)answer.StatusCode} instead of {(int)status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        var problem = JsonNode.Parse(text)!;
        Assert.Equal("urn:timeline:problem:" + code, (string?)problem["type"]);
        Assert.Equal((int)status, (int?)problem["status"]);
        Assert.False(string.IsNullOrWhiteSpace((string?)problem["title"]));
        Assert.EndsWith(".", (string?)problem["detail"], StringComparison.Ordinal);
        return problem;
    }

    /// <summary>How many events there are, and where their sequence is.</summary>
    public static async Task<string> EventsAsync(TestService service) => (string)(await ScalarAsync(service, """
        select format('%s events, %s streams, %s keys, sequence %s', (select count(*) from timeline.mt_events),
          (select count(*) from timeline.mt_streams where version > 0), (select count(*) from timeline.tl_receipts),
          (select last_value from timeline.mt_events_sequence))
        """))!;

    /// <summary>Every event of a story, as an archivist is told of it.</summary>
    public static async Task<JsonNode[]> HistoryAsync(TestService service, string story = "story")
    {
        using var archivist = service.Signed("archivist");
        return Lines(await archivist.GetStringAsync($"/stories/{story}/history", Stop));
    }

    /// <summary>What newline-delimited JSON says.</summary>
    public static JsonNode[] Lines(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    /// <summary>Rebuilds the chronology, and says what was rebuilt.</summary>
    public static async Task<JsonNode> RebuiltAsync(TestService service)
    {
        using var admin = service.Signed("admin");
        using var answer = await admin.PostAsync("/rebuild", null, Stop);
        var text = await answer.Content.ReadAsStringAsync(Stop);
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonNode.Parse(text)!;
    }

    /// <summary>Puts an event into a story's stream that no service can read.</summary>
    public static Task AppendUnreadableAsync(TestService service, string story) => ScalarAsync(service, """
        with head as (update timeline.mt_streams set version = version + 1 where id = $1 returning version)
        insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp")
        select nextval('timeline.mt_events_sequence'), gen_random_uuid(), $1, version, '{}', 'meteor_recorded', clock_timestamp() from head
        """, story);

    public static async Task<object?> ScalarAsync(TestService service, string sql, params object[] values)
    {
        await using var command = service.Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new() { Value = value });
        return await command.ExecuteScalarAsync(Stop);
    }

    /// <summary>Asks until the answer is yes; the test's own time limit is the only one.</summary>
    public static async Task SoonAsync(Func<Task<bool>> holds)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromMinutes(1));
        while (!await holds())
            await Task.Delay(20, limit.Token);
    }
}
