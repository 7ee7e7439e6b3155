using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Api.Tests.Desk;

namespace Timeline.Api.Tests;

public sealed class DatabaseAwayTests
{
    private static readonly object Body = new { when = new { edtf = "2021-01-17" }, headline = "Before" };

    [Fact]
    public async Task While_the_database_is_away_the_service_says_so_and_goes_on_when_it_is_back()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await service.RecordAsync("arrests", Body);

        using var anna = await DeskVisitor.SignedInAsync(service);
        var token = DeskVisitor.TokenOf(await anna.TextAsync("/desk/stories/story/record/arrest"));
        Task<HttpResponseMessage> RecordAtDeskAsync() => anna.PostBareAsync("/desk/stories/story/record/arrest",
            ("__RequestVerificationToken", token), ("once", "of-the-desk"), ("as", "draft"), ("when", "2021-01-20"), ("headline", "Typed <while> it was away"));

        await AwayAsync(service, true);
        using (var form = await RecordAtDeskAsync())
        {
            var page = await form.Content.ReadAsStringAsync(Expect.Stop);
            Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html"), (form.StatusCode, form.Content.Headers.ContentType?.MediaType));
            Assert.Contains("name=\"headline\" value=\"Typed &lt;while> it was away\"", page.Replace("&gt;", ">", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.Contains("name=\"once\" value=\"of-the-desk\"", page, StringComparison.Ordinal);
        }

        await AssertAwayAsync(await service.Public.GetAsync("/search?q=before", Expect.Stop));
        await AssertAwayAsync(await service.Public.GetAsync("/stories/story/timeline?q=never-asked-before", Expect.Stop));
        var shown = await Pages.Page.GetAsync(service, "/stories/story?q=nor-as-a-page&lang=de");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "text/html; charset=utf-8"), (shown.Status, shown.Headers["Content-Type"]));
        Assert.Contains("Das lässt sich zurzeit nicht zeigen.", shown.Html, StringComparison.Ordinal);
        var post = await service.Editor.PostAsJsonAsync("/stories/story/arrests", Body, Expect.Stop);
        await Expect.ProblemAsync(post, HttpStatusCode.ServiceUnavailable, "database-unavailable");
        using (var ready = await service.Public.GetAsync("/health/ready", Expect.Stop))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.Equal("database unavailable", (string?)(await ready.Content.ReadFromJsonAsync<JsonObject>(Expect.Stop))!["status"]);
        }

        using (var live = await service.Public.GetAsync("/health/live", Expect.Stop))
            Assert.Equal(HttpStatusCode.OK, live.StatusCode);

        await AwayAsync(service, false);
        await service.RecordAsync("arrests", new { when = new { edtf = "2021-01-18" }, headline = "After" });
        foreach (var _ in Enumerable.Range(0, 2))
        {
            using var again = await RecordAtDeskAsync();
            Assert.Equal(HttpStatusCode.Redirect, again.StatusCode);
        }

        Assert.Single(JsonNode.Parse(await service.Editor.GetStringAsync("/stories/story/timeline?status=draft", Expect.Stop))!["entries"]!.AsArray());
        Assert.Equal(["Before", "After"],
            (await service.GetAsync("/stories/story/timeline"))["entries"]!.AsArray().Select(e => (string?)e!["headline"]));
        await Expect.SoonAsync(async () =>
        {
            using var ready = await service.Public.GetAsync("/health/ready", Expect.Stop);
            return ready.StatusCode == HttpStatusCode.OK;
        });
    }

    [Fact]
    public async Task What_the_database_refuses_by_our_own_fault_is_not_called_its_absence()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await Expect.ScalarAsync(service, "alter table timeline.tl_entries rename to elsewhere");

        await Expect.ProblemAsync(
            await service.Public.GetAsync("/stories/story/timeline", Expect.Stop), HttpStatusCode.InternalServerError, "internal-error");
    }

    private static async Task AssertAwayAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            await Expect.ProblemAsync(answer, HttpStatusCode.ServiceUnavailable, "database-unavailable");
            // A page of another origin can read that it should come again, and after how many seconds.
            Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
            Assert.NotNull(answer.Headers.RetryAfter);
            Assert.Null(answer.Headers.ETag);
        }
    }

    private static async Task AwayAsync(TestService service, bool away)
    {
        var database = new NpgsqlConnectionStringBuilder(service.ConnectionString).Database!;
        await using var server = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(service.ConnectionString) { Database = "postgres", Pooling = false });
        await using var change = server.CreateCommand($"alter database {database} with allow_connections {!away}");
        await change.ExecuteNonQueryAsync(Expect.Stop);
        if (!away)
            return;
        await using var end = server.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1");
        end.Parameters.Add(new() { Value = database });
        await end.ExecuteNonQueryAsync(Expect.Stop);
    }
}
