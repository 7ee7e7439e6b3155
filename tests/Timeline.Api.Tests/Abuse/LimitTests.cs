using System.Net;
using Npgsql;
using Timeline.Api.Tests.Past;

namespace Timeline.Api.Tests.Abuse;

/// <summary>What one reader, and all together, may have at once.</summary>
public sealed class LimitTests
{
    // So that the tests can come from elsewhere than from this machine.
    private const string Proxy = "--Proxies=127.0.0.1";

    [Theory]
    [InlineData("live")]
    [InlineData("replay?speed=1")]
    public async Task One_client_has_only_so_many_streams_and_another_still_gets_one(string stream)
    {
        await using var service = await StartAsync(Proxy, "--Limits:ClientStreams=2");
        // As if a year had passed, so that a replay pauses.
        await Expect.ScalarAsync(service, "update timeline.tl_changes set recorded = recorded - interval '1 year' where version = 1");
        using var first = await OpenAsync(service, stream, "203.0.113.1");
        using var second = await OpenAsync(service, stream, "203.0.113.1");
        using var third = await OpenAsync(service, stream, "203.0.113.1");
        using var other = await OpenAsync(service, stream, "203.0.113.2");

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.OK], new[] { first, second, other }.Select(a => a.StatusCode));
        await Expect.ProblemAsync(third, HttpStatusCode.TooManyRequests, "too-many-streams");
        Assert.NotNull(third.Headers.RetryAfter);

        first.Dispose();
        await Expect.SoonAsync(async () =>
        {
            using var again = await OpenAsync(service, stream, "203.0.113.1");
            return again.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task All_clients_together_have_only_so_many_streams()
    {
        await using var service = await StartAsync(Proxy, "--Limits:Streams=3");
        var streams = new List<HttpResponseMessage>();
        for (var client = 1; client <= 4; client++)
            streams.Add(await OpenAsync(service, "live", $"203.0.113.{client}"));

        Assert.Equal([200, 200, 200, 429], streams.Select(s => (int)s.StatusCode));
        streams.ForEach(s => s.Dispose());
    }

    [Fact]
    public async Task The_addresses_of_one_IPv6_network_of_64_bits_are_one_client()
    {
        await using var service = await StartAsync(Proxy, "--Limits:ClientStreams=1");
        using var first = await OpenAsync(service, "live", "2001:db8:1:2:aaaa::1");
        using var same = await OpenAsync(service, "live", "2001:db8:1:2:bbbb::2");
        using var other = await OpenAsync(service, "live", "2001:db8:1:3:aaaa::1");

        Assert.Equal((200, 429, 200), ((int)first.StatusCode, (int)same.StatusCode, (int)other.StatusCode));
    }

    [Theory]
    [InlineData(Proxy, null)]
    [InlineData("--Proxies=", null)]
    [InlineData("--Proxies=", "203.0.113.1")]
    public async Task A_proxy_that_names_no_client_and_this_machine_count_only_towards_the_total(string proxies, string? client)
    {
        await using var service = await StartAsync(proxies, "--Limits:ClientStreams=1");
        using var first = await OpenAsync(service, "live", client);
        using var second = await OpenAsync(service, "live", client);

        Assert.Equal((200, 200), ((int)first.StatusCode, (int)second.StatusCode));
    }

    [Theory]
    [InlineData("/search?q=rally")]
    [InlineData("/people/alexei-navalny")]
    [InlineData("/stories/story/timeline?q=rally")]
    [InlineData("/stories/story/timeline?asOf=2")]
    [InlineData("/stories/story/timeline?place=Moscow")]
    [InlineData("/stories/story/diff?from=1")]
    [InlineData("/stories/story/entries/{entry}?asOf=2")]
    public async Task A_costly_read_that_takes_too_long_is_given_up_and_one_too_many_is_sent_away_while_plain_reads_go_on(string costly)
    {
        await using var service = await StartAsync("--Limits:CostlyReads=1", "--Limits:CostlyQueue=0", "--Limits:CostlyPatience=00:00:04");
        var (entry, _) = await service.RecordAsync("rallies", Editing.Rally());
        costly = costly.Replace("{entry}", entry, StringComparison.Ordinal);

        // As a read that takes long.
        var held = await HoldAsync(service);
        var first = service.ReadAsync(costly);
        await Expect.SoonAsync(async () => (long)(await Expect.ScalarAsync(service,
            "select count(*) from pg_locks l join pg_stat_activity a using (pid) where not l.granted and a.datname = current_database()"))! > 0);
        var second = await service.ReadAsync(costly);
        // It asks the database, too, but for no entry.
        Assert.Equal(HttpStatusCode.OK, (await service.ReadAsync("/health/ready")).Status);
        var late = await first;
        await held.DisposeAsync();

        Assert.Equal((HttpStatusCode.TooManyRequests, "urn:timeline:problem:too-many-costly-reads"), (second.Status, (string?)second.Json["type"]));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "urn:timeline:problem:read-too-long"), (late.Status, (string?)late.Json["type"]));
        Assert.NotNull(second["Retry-After"]);
        Assert.NotNull(late["Retry-After"]);
    }

    private static async Task<NpgsqlConnection> HoldAsync(TestService service)
    {
        var connection = await service.Database.OpenConnectionAsync(Expect.Stop);
        await using var command = new NpgsqlCommand("begin; lock table timeline.tl_entries in access exclusive mode", connection);
        await command.ExecuteNonQueryAsync(Expect.Stop);
        return connection;
    }

    private static async Task<TestService> StartAsync(params string[] settings)
    {
        var service = await TestService.StartAsync(settings: settings);
        await service.OpenAsync();
        await service.RecordAsync("rallies", Editing.Rally());
        return service;
    }

    private static Task<HttpResponseMessage> OpenAsync(TestService service, string stream, string? client)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/stories/story/{stream}");
        if (client is not null)
            request.Headers.Add("X-Forwarded-For", client);
        return service.Public.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Expect.Stop);
    }
}
