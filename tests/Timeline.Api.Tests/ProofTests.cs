using System.Text.Json.Nodes;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests;

/// <summary>An archivist can prove with tools of their own that nothing was quietly changed.</summary>
public sealed class ProofTests(ProofTests.Told told) : IClassFixture<ProofTests.Told>
{
    private const string Story = "navalny-2021";
    private readonly TestService _service = told.Service;

    [Fact]
    public async Task The_hashes_of_a_story_can_be_recomputed_from_its_history_alone()
    {
        var history = await Expect.HistoryAsync(_service, Story);

        Assert.Null(Chain.Broken(Story, history));
        Assert.Contains(history, e => (string?)e["type"] == "entry_corrected");
        Assert.All(history, e => Assert.Matches("^[0-9a-f]{64}$", (string?)e["hash"]));
        Assert.All(history, e => Assert.Matches("^[0-9a-f]{32}$", (string?)e["salt"]));
        Assert.Equal(history.Length, history.Select(e => (string?)e["salt"]).Distinct().Count());
    }

    [Fact]
    public async Task A_change_of_any_field_of_an_event_is_found()
    {
        var history = await Expect.HistoryAsync(_service, Story);
        var tried = 0;
        // One of each type of event.
        foreach (var e in history.DistinctBy(e => (string?)e["type"]))
        {
            foreach (var (pointer, _) in Chain.Fields(e["data"]!.AsObject()))
            {
                await IsFoundAsync(e, $"data = jsonb_set(data, $2, '\"something else than {pointer}\"')", [pointer[1..].Split('/')]);
                tried++;
            }

            await IsFoundAsync(e, "data = '{}'");
            await IsFoundAsync(e, "data = data || '{\"added\": 1}'");
        }

        Assert.True(tried > 20, $"{tried}");
    }

    [Theory]
    [InlineData("headers = headers || '{\"actor\": \"somebody-else\"}'")]
    [InlineData("headers = headers || '{\"salt\": \"00000000000000000000000000000000\"}'")]
    [InlineData("headers = headers - 'actor'")]
    [InlineData("correlation_id = 'another'")]
    [InlineData("causation_id = 'another'")]
    [InlineData("type = 'release_recorded'")]
    [InlineData("\"timestamp\" = \"timestamp\" + interval '1 microsecond'")]
    public async Task A_change_of_who_when_and_why_is_found(string change) =>
        await IsFoundAsync((await Expect.HistoryAsync(_service, Story))[6], change);

    [Fact]
    public async Task That_an_event_was_taken_out_or_two_changed_places_is_found()
    {
        var history = await Expect.HistoryAsync(_service, Story);

        Assert.NotNull(Chain.Broken(Story, history.Where((_, i) => i != 6)));
        // And with the versions mended.
        JsonNode[] mended = [.. history.Where((_, i) => i != 6).Select(e => e.DeepClone())];
        JsonNode[] swapped = [.. history[..6], history[7], history[6], .. history[8..]];
        foreach (var forged in new[] { mended, [.. swapped.Select(e => e.DeepClone())] })
        {
            foreach (var (i, e) in forged.Index())
                e["eventVersion"] = i + 1L;
            Assert.NotNull(Chain.Broken(Story, forged));
        }
    }

    [Fact]
    public async Task The_history_can_be_asked_for_by_actor_type_entry_and_time()
    {
        var history = await Expect.HistoryAsync(_service, Story);
        var last = history.Last(e => e["data"]!["entry"] is not null);
        async Task<string[]> PositionsAsync(string filter)
        {
            using var archivist = _service.Signed("archivist");
            return [.. Expect.Lines(await archivist.GetStringAsync($"/stories/{Story}/history?{filter}", Expect.Stop)).Select(e => $"{e["position"]}")];
        }

        string[] Of(Func<JsonNode, bool> which) => [.. history.Where(which).Select(e => $"{e["position"]}")];
        Assert.Equal(Of(e => (string?)e["actor"] == "first-story"), await PositionsAsync("actor=first-story"));
        Assert.Equal(Of(e => (string?)e["type"] == "entry_corrected"), await PositionsAsync("type=entry_corrected"));
        Assert.Equal(Of(e => (string?)e["data"]!["entry"] == (string?)last["data"]!["entry"]), await PositionsAsync($"entry={last["data"]!["entry"]}"));
        Assert.Equal(Of(e => e["position"]!.GetValue<long>() >= last["position"]!.GetValue<long>() && $"{e["actor"]}" == $"{last["actor"]}"), await PositionsAsync($"since={Uri.EscapeDataString((string)last["recordedAt"]!)}&actor={last["actor"]}"));
        Assert.Empty(await PositionsAsync("actor=nobody"));
        Assert.Empty(await PositionsAsync("since=2100"));
    }

    // In the database itself, past the service; then everything is as it was.
    private async Task IsFoundAsync(JsonNode e, string change, params object[] path)
    {
        var position = (long)e["position"]!;
        await Expect.ScalarAsync(_service, $"update timeline.mt_events set {change} where seq_id = $1", [position, .. path]);

        var broken = Chain.Broken(Story, await Expect.HistoryAsync(_service, Story));

        Assert.True(broken is not null, $"{e["type"]}: {change} was not found");
        await Expect.ScalarAsync(_service, """
            update timeline.mt_events e set data = k.data, headers = k.headers, type = k.type, "timestamp" = k."timestamp",
              correlation_id = k.correlation_id, causation_id = k.causation_id
            from kept k where e.seq_id = k.seq_id and e.seq_id = $1
            """, position);
        Assert.Null(Chain.Broken(Story, await Expect.HistoryAsync(_service, Story)));
    }

    /// <summary>The first story, with one editorial event of several kinds.</summary>
    public sealed class Told : SharedService
    {
        private static readonly string[] Places = ["Москва"];

        protected override bool Plant => true;

        protected override async Task FillAsync()
        {
            var entries = (await Service.GetAsync($"/stories/{Story}/timeline"))["entries"]!.AsArray().Select(e => (string)e!["id"]!).ToArray();
            await Service.CorrectAsync(Story, entries[0], new { headline = "\"Ünïcode\" \\ ~ / 😀", summary = "One.\n\tTwo.", places = Places });
            await Service.StoreAsync(Story, entries[1], "hold", new { reason = "Being checked." });
            await Service.StoreAsync(Story, entries[1], "release");
            await Service.StoreAsync(Story, entries[2], "retraction", new { reason = "Untrue." });
            await Service.StoreAsync(Story, entries[3], "key", new { key = true });
            await Service.StoreAsync(Story, entries[4], "sources", new { outlet = "Reuters" });
            await Expect.ScalarAsync(Service, "create table kept as select * from timeline.mt_events");
        }
    }
}
