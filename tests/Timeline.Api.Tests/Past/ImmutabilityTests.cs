using Npgsql;

namespace Timeline.Api.Tests.Past;

/// <summary>What is said about the past is said for ever, byte for byte.</summary>
public sealed class ImmutabilityTests
{
    [Fact]
    public async Task Answers_about_the_past_stay_the_same_after_every_later_change_and_after_a_rebuild()
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
        string[] addresses =
        [
            .. Enumerable.Range(1, (int)version).Select(v => $"/stories/{Story}/timeline?asOf={v}&background=true"),
            $"/stories/{Story}/timeline?asOf={at}", $"/stories/{Story}/timeline?asOf={version}&q=navalny&limit=3",
            .. entries.Select(e => $"/stories/{Story}/entries/{e.Id}?asOf={version}"),
            $"/people/alexei-navalny?asOf={at}", $"/search?q=navalny&asOf={at}", $"/stories/{Story}/diff?from=1&to={version}",
            $"/stories/{Story}/diff?from={version - 1}&to={at}", $"/stories/{Story}/changes?after=0&to={version}",
        ];
        // As soon as nothing can be recorded any more at that instant.
        await Editing.UntilAsync(async () => (await service.ReadAsync($"/search?q=navalny&asOf={at}")).IsImmutable);
        var before = await ReadAllAsync(service, addresses);
        Assert.All(before, reply => Assert.True(reply.IsImmutable));
        Assert.All(before, reply => Assert.False(reply["ETag"]!.StartsWith("W/", StringComparison.Ordinal)));

        await service.StoreAsync(Story, statement, "retraction", new { reason = "Not his words." });
        await service.StoreAsync(Story, rally, "hold", new { reason = "Being checked." });
        await service.CorrectAsync(Story, sentence, new { term = "2 years and 8 months", people = Array.Empty<object>() });
        await service.StoreAsync(Story, sentence, "embargo", new { until = DateTimeOffset.UtcNow.AddHours(1) });
        await service.RecordAsync("sentencings", Editing.Sentencing(), Story);
        AssertSame(addresses, before, await ReadAllAsync(service, addresses));

        await using var rebuilt = await RebuiltAsync(service);
        AssertSame(addresses, before, await ReadAllAsync(rebuilt, addresses));
    }

    [Fact]
    public async Task A_moment_of_just_now_is_answered_but_not_for_ever()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        var now = DateTimeOffset.UtcNow.ToString("O").Replace("+", "%2B", StringComparison.Ordinal);

        var answer = await service.ReadAsync($"/stories/story/timeline?asOf={now}");
        Assert.False(answer.IsImmutable);
        Assert.Null(answer["Memento-Datetime"]);

        await Editing.UntilAsync(async () => (await service.ReadAsync($"/stories/story/timeline?asOf={now}")).IsImmutable);
        Assert.Equal(answer.Text, (await service.ReadAsync($"/stories/story/timeline?asOf={now}")).Text);
    }

    [Fact]
    public async Task An_append_that_commits_late_is_in_every_answer_that_may_be_kept_for_ever()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();

        // The append has its instant and waits for the story's row, which we hold.
        await IsInEveryAnswerKeptForEverAsync(service, () => service.RecordAsync("sentencings", Editing.Sentencing()));
    }

    [Fact]
    public async Task What_another_application_appended_is_in_every_answer_that_may_be_kept_for_ever()
    {
        await using var service = await TestService.StartAsync();
        await service.OpenAsync();
        await using var other = new ForeignWriter(service.ConnectionString);

        // It is in the log at once; to fold it the service waits for the story's row, which we hold.
        await IsInEveryAnswerKeptForEverAsync(service,
            () => other.AppendAsync("story", "arrest_recorded", ForeignWriter.Arrest("elsewhere")));
    }

    private static async Task IsInEveryAnswerKeptForEverAsync(TestService service, Func<Task> append)
    {
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        var gate = await database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var transaction = await gate.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = new NpgsqlCommand("select from timeline.tl_stories for update", gate))
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var appending = append();
        await Editing.UntilAsync(async () => await WaitingAsync(database));
        var then = DateTimeOffset.UtcNow;
        var address = $"/stories/story/timeline?asOf={then.UtcDateTime:O}";
        await Editing.UntilAsync(() => Task.FromResult(DateTimeOffset.UtcNow > then.AddSeconds(6)));

        Assert.False((await service.ReadAsync(address)).IsImmutable);
        // It commits while we ask.
        var asked = service.ReadAsync(address);
        var askedPage = service.ReadAsync($"/stories/story?asOf={then.UtcDateTime:O}", ("Accept", "text/html"));
        await transaction.CommitAsync(TestContext.Current.CancellationToken);
        await gate.DisposeAsync();
        await appending;

        var answer = await asked;
        Assert.True(!answer.IsImmutable || answer.Json["entries"]!.AsArray().Count == 1, answer.Text);
        // A page is kept only for the moment, but what may be shown after that while the service is away is the same.
        var page = await askedPage;
        Assert.True(!page["Cache-Control"]!.Contains("stale-if-error", StringComparison.Ordinal)
            || page.Text.Contains("Navalny jailed", StringComparison.Ordinal), page.Text);
        await Editing.UntilAsync(async () => (await service.ReadAsync(address)).IsImmutable);
        Assert.Single((await service.ReadAsync(address)).Json["entries"]!.AsArray());
    }

    // The chronology from nothing but the log.
    private static async Task<TestService> RebuiltAsync(TestService service)
    {
        await using var database = NpgsqlDataSource.Create(service.ConnectionString);
        await using var forget = database.CreateCommand("""
            truncate timeline.tl_stories, timeline.tl_entries, timeline.tl_changes;
            delete from timeline.mt_event_progression;
            """);
        await forget.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        var rebuilt = await TestService.StartAsync(service.ConnectionString);
        await Editing.UntilAsync(async () =>
            (await rebuilt.Editor.ReadAsync("/health/ready")).Json["projections"]?[0]?["events"]?.GetValue<long>() == 0);
        return rebuilt;
    }

    private static async Task<Reply[]> ReadAllAsync(TestService service, string[] addresses)
    {
        var replies = new List<Reply>();
        foreach (var address in addresses)
            replies.Add(await service.ReadAsync(address));
        return [.. replies];
    }

    private static void AssertSame(string[] addresses, Reply[] before, Reply[] after)
    {
        for (var i = 0; i < addresses.Length; i++)
        {
            Assert.Equal(before[i].Text, after[i].Text);
            Assert.Equal(before[i]["ETag"], after[i]["ETag"]);
            Assert.True(after[i].IsImmutable, addresses[i]);
        }
    }

    private static async Task<bool> WaitingAsync(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("""
            select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')
            """);
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken) is true;
    }
}
