using System.Security.Cryptography;
using Timeline.Domain;
using Timeline.Domain.Kinds;
using Timeline.Store.Commands;

namespace Timeline.Store.Tests;

public sealed class ReceiptTests
{
    [Fact]
    public async Task Receipts_older_than_a_week_are_deleted_however_many_and_a_younger_one_still_answers()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("story");
        var by = new Submission("anna", null, "young", [1]);
        var stored = await store.StoreAsync("story", new RecordEntry(Arrest.Example), by);
        await store.AskAsync("""
            insert into timeline.tl_receipts
            select (jsonb_populate_record(r, jsonb_build_object('key', 'old-' || n, 'created', now() - interval '8 days'))).*
            from timeline.tl_receipts r, generate_series(1, 2500) n
            """);

        await ReceiptCleaner.CleanAsync(store.Database, StoreHost.Stop);

        // Of the key there is no more than its digest: it may repeat what is taken down later.
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData("young"u8)), await store.AskAsync("select string_agg(key, ',') from timeline.tl_receipts"));
        Assert.Equal(stored.Position, (await store.StoreAsync("story", new RecordEntry(Arrest.Example), by)).Position);
    }
}
