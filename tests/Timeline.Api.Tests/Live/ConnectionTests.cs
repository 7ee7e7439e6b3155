namespace Timeline.Api.Tests.Live;

public sealed class ConnectionTests
{
    [Fact]
    public async Task However_many_read_however_many_stories_a_node_has_one_connection_that_listens()
    {
        const int stories = 12;
        await using var service = await TestService.StartAsync();
        for (var n = 0; n < stories; n++)
            await service.OpenAsync($"story-{n}");
        var before = await CountAsync(service, "true");

        var streams = await Task.WhenAll(Enumerable.Range(0, 80)
            .Select(n => LiveStream.OpenAsync(service, lastEventId: n % 2, $"story-{n % stories}")));
        for (var n = 0; n < stories; n++)
            await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally" }, $"story-{n}");
        var ids = await Task.WhenAll(streams.Select(async (s, n) => (await s.TakeAsync(2 - n % 2))[^1].Id));

        Assert.All(ids, id => Assert.Equal(2, id));
        Assert.Equal(1, await CountAsync(service, "query ilike 'listen%'"));
        // A question has a connection for as long as it takes; readers with one each would be far more.
        Assert.InRange(await CountAsync(service, "true"), 1, before + stories);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    private static async Task<long> CountAsync(TestService service, string which) => (long)(await Expect.ScalarAsync(service,
        $"select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and {which}"))!;
}
