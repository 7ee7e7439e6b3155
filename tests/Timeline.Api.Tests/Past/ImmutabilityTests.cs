using Npgsql;
using Timeline.Testing;

namespace Timeline.Api.Tests.Past;

/// <summary>What is said about a version is said for ever, byte for byte; what is said about an instant says of which version.</summary>
public sealed class ImmutabilityTests
{
    [Fact]
    public async Task Answers_about_a_version_stay_the_same_after_every_later_change_and_after_a_rebuild()
    {
        await using var service = await TestService.StartAsync(plant: true);
        const string Story = "navalny-2021";
        var entries = (await service.GetAsync($"/stories/{Story}/timeline?background=true"))["entries"]!.AsArray()
            .Select(e => (Kind: (string)e!["kind"]!, Id: (string)e["id"]!)).ToArray();
        var sentence = entries.Last(e => e.Kind == "sentencing").Id;
        var statement = entries.First(e => e.Kind == "statement").Id;
        var rally = entries.Single(e => e.Kind == "rally").Id;
        // PostgreSQL keeps the fields of an event in an order of its own, which must not show.
        await service.CorrectAsync(Story, sentence,
            new { term = "2 years", headline = "Jailed", court = "A court", summary = "For long.", suspended = true, grounds = "Fraud." });
        var version = await service.VersionAsync(Story);
        var at = Uri.EscapeDataString((string)(await service.GetAsync($"/stories/{Story}"))["updatedAt"]!);
        string[] versions =
        [
            .. Enumerable.Range(1, (int)version).Select(v => $"/stories/{Story}/timeline?asOf={v}&background=true"),
            $"/stories/{Story}/timeline?asOf={version}&q=navalny&limit=3",
            .. entries.Select(e => $"/stories/{Story}/entries/{e.Id}?asOf={version}"),
            $"/stories/{Story}/diff?from=1&to={version}", $"/stories/{Story}/changes?after=0&to={version}",
        ];
        string[] instants =
        [
            $"/stories/{Story}/timeline?asOf={at}", $"/people/alexei-navalny?asOf={at}", $"/search?q=navalny&asOf={at}",
            $"/stories/{Story}/diff?from={version - 1}&to={at}",
        ];
        var (pinned, dated) = (await ReadAllAsync(service, versions), await ReadAllAsync(service, instants));
        Assert.All(pinned, reply => Assert.True(reply.IsKeptLong));
        Assert.All(dated, reply => Assert.False(reply.IsKeptLong));
        Assert.All([.. pinned, .. dated], reply => Assert.False(reply["ETag"]!.StartsWith("W/", StringComparison.Ordinal)));

        await service.StoreAsync(Story, statement, "retraction", new { reason = "Not his words." });
        await service.StoreAsync(Story, rally, "hold", new { reason = "Being checked.", past = "shown" });
        await service.CorrectAsync(Story, sentence, new { term = "2 years and 8 months", people = new[] { new { id = "alexei-navalny", name = "A. Navalny" } } });
        await service.StoreAsync(Story, sentence, "embargo", new { until = DateTimeOffset.UtcNow.AddHours(1) });
        await service.RecordAsync("sentencings", Editing.Sentencing(), Story);
        await AreSameAsync(service);

        await Expect.RebuiltAsync(service);
        await using var next = await TestService.StartAsync(service.ConnectionString);
        await AreSameAsync(service);
        await AreSameAsync(next);

        async Task AreSameAsync(TestService asked)
        {
            foreach (var (address, before) in versions.Concat(instants).Zip(pinned.Concat(dated)))
            {
                var after = await asked.ReadAsync(address);
                Assert.Equal(before.Text, after.Text);
                Assert.Equal((before["ETag"], before["Cache-Control"], before["Surrogate-Control"]),
                    (after["ETag"], after["Cache-Control"], after["Surrogate-Control"]));
            }
        }
    }

    [Fact]
    public async Task An_answer_about_an_instant_is_never_kept_for_long_and_leads_to_that_of_its_version_which_is()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("sentencings", Editing.Sentencing());
        var then = DateTimeOffset.UtcNow.UtcDateTime.ToString("O");
        await Until.Async(() => Task.FromResult(DateTimeOffset.UtcNow), now => now > DateTimeOffset.Parse(then, null).AddMilliseconds(10));
        await service.CorrectAsync("story", entry, new { term = "2 years" });

        foreach (var address in new[] { "/stories/story/timeline", $"/stories/story/entries/{entry}" })
        {
            var dated = await service.ReadAsync($"{address}?asOf={then}");
            Assert.False(dated.IsKeptLong, address);
            Assert.Null(dated["Surrogate-Control"]);
            Assert.DoesNotContain("immutable", dated["Cache-Control"]!, StringComparison.Ordinal);
            Assert.Equal(2, dated.Version);

            var pinned = await service.ReadAsync(dated["Content-Location"]!);
            Assert.True(pinned.IsKeptLong, address);
            Assert.Equal(2, pinned.Version);
            Assert.Contains("30 days", pinned.Text, StringComparison.Ordinal);
            Assert.Contains("30 days", dated.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_shared_caches_keep_for_long_says_of_which_story_or_entry_it_is_so_that_it_can_be_purged()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var (entry, _) = await service.RecordAsync("sentencings", Editing.Sentencing());

        foreach (var address in new[] { "timeline?asOf=2", $"entries/{entry}?asOf=2", "changes?after=0&to=2" })
            Assert.Equal($"story story/{entry}", (await service.ReadAsync($"/stories/story/{address}"))["Surrogate-Key"]);
    }

    [Fact]
    public async Task An_append_that_commits_late_is_in_the_answer_about_its_instant_as_soon_as_it_has_committed()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        // The append has its instant and waits for the stream's row, which we hold.
        await using var gate = await service.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var transaction = await gate.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("select from timeline.mt_streams for update", gate))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var appending = service.RecordAsync("sentencings", Editing.Sentencing());
        await Until.Async(() => Expect.ScalarAsync(service, """
            select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
            """), waits => waits is true);
        var then = DateTimeOffset.UtcNow;
        var address = $"/stories/story/timeline?asOf={then.UtcDateTime:O}";
        Assert.Empty((await service.ReadAsync(address)).Json["entries"]!.AsArray());

        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        var (entry, _) = await appending;

        var recorded = (await service.GetAsync($"/stories/story/entries/{entry}"))["recordedAt"]!.GetValue<DateTimeOffset>();
        Assert.Equal(recorded <= then ? 1 : 0, (await service.ReadAsync(address)).Json["entries"]!.AsArray().Count);
    }

    private static async Task<Reply[]> ReadAllAsync(TestService service, string[] addresses)
    {
        var replies = new List<Reply>();
        foreach (var address in addresses)
            replies.Add(await service.ReadAsync(address));
        return [.. replies];
    }
}
