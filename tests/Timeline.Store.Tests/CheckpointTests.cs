using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;

namespace Timeline.Store.Tests;

public sealed class CheckpointTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("checkpoints").FullName;

    private static CancellationToken Stop => StoreHost.Stop;

    [Theory]
    [InlineData("update mt_events set data = jsonb_set(data, '{entry}', '\"other\"') where stream_id = 'one' and version = 3", 3)]
    [InlineData("delete from mt_events where stream_id = 'one' and version = 3", 3)]
    [InlineData("delete from mt_events where stream_id = 'one' and version > 3; update mt_streams set version = 3 where id = 'one'", 5)]
    [InlineData("delete from mt_streams where id = 'one'", 5)]
    [InlineData("""
        update mt_events set version = 99 where stream_id = 'one' and version = 2; update mt_events set version = 2 where stream_id = 'one' and version = 3;
        update mt_events set version = 3 where stream_id = 'one' and version = 99
        """, 2)]
    [InlineData("""
        update mt_events set version = version + 100 where stream_id = 'one' and version > 2; update mt_events set version = version - 99 where stream_id = 'one' and version > 100;
        insert into mt_events (seq_id, id, stream_id, version, data, type, "timestamp", headers)
        select nextval('mt_events_sequence'), gen_random_uuid(), stream_id, 3, data, type, "timestamp", headers from mt_events where stream_id = 'one' and version = 2;
        update mt_streams set version = version + 1 where id = 'one'
        """, 3)]
    [InlineData("update mt_events set stream_id = 'two', version = 6 where stream_id = 'one' and version = 5; update mt_streams set version = 4 where id = 'one'", 5)]
    public async Task Whatever_is_done_by_hand_to_what_a_checkpoint_covers_is_named_by_story_and_version(string sql, long version)
    {
        await using var store = await FilledAsync();
        var keys = CheckpointKeys.Read(null, _folder);
        var anchors = Checkpoint.Read((await store.Database.MakeCheckpointAsync(keys, ct: Stop))!, keys).Stories;
        Assert.Empty(await FindingsAsync(store, anchors));

        await store.AskAsync("set search_path to timeline; " + sql + "; reset search_path");

        Assert.Contains(await FindingsAsync(store, anchors), f => f.Story == "one" && f.Finding.Version == version);
    }

    [Fact]
    public async Task A_history_whose_hashes_were_all_computed_anew_is_found_by_the_checkpoint_alone()
    {
        await using var store = await FilledAsync();
        var keys = CheckpointKeys.Read(null, _folder);
        var anchors = Checkpoint.Read((await store.Database.MakeCheckpointAsync(keys, ct: Stop))!, keys).Stories;
        await store.AskAsync("update timeline.mt_events set headers = jsonb_set(headers, '{actor}', '\"somebody-else\"') where stream_id = 'one' and version = 2");
        var previous = "";
        await foreach (var stored in store.Database.ReadStreamAsync("one", ct: Stop))
        {
            previous = HashChain.Of(previous, stored, FieldDigests.Of(stored));
            await store.AskAsync($"update timeline.mt_events set headers = jsonb_set(headers, '{{hash}}', '\"{previous}\"') where seq_id = {stored.Position}");
        }

        Assert.Empty(await FindingsAsync(store, []));
        var found = Assert.Single(await FindingsAsync(store, anchors));
        Assert.Equal(("one", 5L, FindingKind.Changed), (found.Story, found.Finding.Version, found.Finding.Kind));
    }

    [Fact]
    public async Task A_checkpoint_is_taken_under_any_key_of_the_set_and_a_new_key_is_added_beside_the_old()
    {
        await using var store = await FilledAsync();
        var first = CheckpointKeys.Read(null, _folder);
        var old = (await store.Database.MakeCheckpointAsync(first, ct: Stop))!;
        await File.WriteAllTextAsync(Path.Combine(_folder, "checkpoint-keys", "2.pem"), SigningKey.NewPem(), Stop);
        var both = CheckpointKeys.Read(null, _folder);
        var young = (await store.Database.MakeCheckpointAsync(both, ct: Stop))!;
        var kept = CheckpointKeys.OfJwkSet(both.ToJwkSet().ToJsonString());

        Assert.DoesNotContain("\"d\"", both.ToJwkSet().ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(2, kept.All.Count);
        Assert.Equal(Checkpoint.Digest(old), Checkpoint.Read(young, kept).Previous);
        Assert.Equal(Checkpoint.Read(old, kept).Stories, Checkpoint.Read(young, kept).Stories);
        Assert.Contains("key that is not known", Assert.Throws<FormatException>(() => Checkpoint.Read(young, first)).Message, StringComparison.Ordinal);
        // One that nobody signed, one that somebody changed, and one that says that it needs no signature.
        var parts = young.Split('.');
        Assert.Throws<FormatException>(() => Checkpoint.Read(young[..^8] + "AAAAAAAA", kept));
        Assert.Throws<FormatException>(() => Checkpoint.Read($"{parts[0]}.{old.Split('.')[1]}.{parts[2]}", kept));
        Assert.Throws<FormatException>(() => Checkpoint.Read($"{System.Buffers.Text.Base64Url.EncodeToString("{\"alg\":\"none\"}"u8)}.{parts[1]}.", kept));
        Assert.Throws<FormatException>(() => Checkpoint.Read("", kept));
    }

    [Fact]
    public async Task By_schedule_none_is_made_where_nothing_was_appended_since_the_last()
    {
        await using var store = await FilledAsync();
        var keys = CheckpointKeys.Read(null, _folder);

        Assert.NotNull(await store.Database.MakeCheckpointAsync(keys, onlyNew: true, Stop));
        Assert.Null(await store.Database.MakeCheckpointAsync(keys, onlyNew: true, Stop));
        await store.StoreAsync("one", new RecordEntry(KindList.All[0].Example));
        Assert.NotNull(await store.Database.MakeCheckpointAsync(keys, onlyNew: true, Stop));
        Assert.Equal(2, (await store.Database.CheckpointsAsync(Stop)).Count);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task<StoreHost> FilledAsync()
    {
        var store = await StoreHost.StartAsync();
        foreach (var story in new[] { "one", "two" })
        {
            await store.OpenAsync(story);
            foreach (var kind in KindList.All.Take(4))
                await store.StoreAsync(story, new RecordEntry(kind.Example));
        }

        return store;
    }

    private static async Task<List<(string Story, Finding Finding)>> FindingsAsync(StoreHost store, IEnumerable<Anchor> anchors)
    {
        var findings = new List<(string, Finding)>();
        await foreach (var stream in store.Database.VerifyAsync(anchors: anchors, ct: Stop))
            findings.AddRange(stream.Findings.Select(f => (stream.Stream, f)));
        return findings;
    }
}
