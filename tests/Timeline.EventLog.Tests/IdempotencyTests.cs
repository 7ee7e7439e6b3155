using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class IdempotencyTests
{
    private static readonly byte[] Fingerprint = [1, 2, 3];

    private static Append Keyed(string stream, string key = "k-1", string actor = "anna") =>
        To(stream) with { Actor = actor, Key = new IdempotencyKey(key, Fingerprint, """{"entry":"e1"}""") };

    [Fact]
    public async Task The_same_key_twice_appends_once_and_the_first_answer_is_remembered()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("another");

        var first = Assert.IsType<Appended>(await log.Store.AppendAsync(Keyed("story"), Stop));
        var second = await log.Store.AppendAsync(Keyed("story"), Stop);

        // Not a conflict, though the version has moved on too: the client's own request moved it.
        Assert.IsType<DuplicateKey>(second);
        var remembered = (await log.Store.RecallAsync("anna", "k-1", Stop))!;
        Assert.Equal(Fingerprint, remembered.Fingerprint);
        Assert.Equal(
            ("story", first.Version, first.Position, """{"entry":"e1"}"""),
            (remembered.Stream, remembered.Version, remembered.Position, remembered.Result));
    }

    [Fact]
    public async Task The_same_key_16_times_at_once_appends_once()
    {
        await using var log = await NewAsync();

        // Each to a stream of its own, so that nothing but the key can hold them back.
        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => Task.Run(() =>
            log.Store.AppendAsync(Keyed($"story-{i}"), Stop))));

        Assert.Single(results.OfType<Appended>());
        Assert.Equal(15, results.OfType<DuplicateKey>().Count());
        Assert.Single(await log.AllAsync());
    }

    [Fact]
    public async Task A_key_belongs_to_one_actor()
    {
        await using var log = await NewAsync();

        Assert.IsType<Appended>(await log.Store.AppendAsync(Keyed("a", actor: "anna"), Stop));
        Assert.IsType<Appended>(await log.Store.AppendAsync(Keyed("b", actor: "boris"), Stop));
        Assert.Null(await log.Store.RecallAsync("clara", "k-1", Stop));
    }

    [Fact]
    public async Task A_refused_append_does_not_use_up_its_key()
    {
        await using var log = await NewAsync();
        var head = await log.GrowAsync("story");

        Assert.IsType<Conflict>(await log.Store.AppendAsync(Keyed("story"), Stop));
        Assert.Null(await log.Store.RecallAsync("anna", "k-1", Stop));
        Assert.IsType<Appended>(await log.Store.AppendAsync(
            Keyed("story") with { ExpectedVersion = 1, PreviousHash = head.Hash }, Stop));
    }
}
