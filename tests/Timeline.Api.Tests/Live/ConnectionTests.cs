namespace Timeline.Api.Tests.Live;

public sealed class ConnectionTests
{
    [Fact]
    public async Task However_many_read_however_many_stories_a_node_has_one_more_connection_to_the_database()
    {
        const int stories = 4;
        await using var service = await TestService.StartAsync();
        for (var n = 0; n < stories; n++)
            await service.OpenAsync($"story-{n}");
        var before = await ConnectionsAsync(service);

        var streams = await Task.WhenAll(Enumerable.Range(0, 80)
            .Select(n => LiveStream.OpenAsync(service, lastEventId: n % 2, $"story-{n % stories}")));
        for (var n = 0; n < stories; n++)
            await service.RecordAsync("rallies", new { when = new { edtf = "2021-01-23" }, headline = "A rally" }, $"story-{n}");
        var ids = await Task.WhenAll(streams.Select(async (s, n) => (await s.TakeAsync(2 - n % 2))[^1].Id));

        Assert.All(ids, id => Assert.Equal(2, id));
        Assert.InRange(await ConnectionsAsync(service), 1, before + 1);
        foreach (var stream in streams)
            await stream.DisposeAsync();
    }

    private static async Task<long> ConnectionsAsync(TestService service) => (long)(await Expect.ScalarAsync(service,
        "select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"))!;
}
