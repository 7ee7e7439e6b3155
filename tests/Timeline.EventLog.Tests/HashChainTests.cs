using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using static Timeline.EventLog.Tests.TestLog;

namespace Timeline.EventLog.Tests;

public sealed class HashChainTests
{
    [Fact]
    public void The_hash_is_SHA_256_over_the_previous_hash_and_the_documented_object()
    {
        var recorded = new DateTimeOffset(2021, 1, 17, 21, 30, 0, TimeSpan.FromHours(3)).AddMicroseconds(7);
        const string previous = "f00";
        const string wanted =
            """f00{"actor":"anna","causationId":null,"correlationId":"r-1","data":{"a":1,"b":"\n"},"recorded":"2021-01-17T18:30:00.000007Z","stream":"navalny-2021","type":"arrest_recorded","version":3}""";

        var hash = HashChain.Next(
            previous, "navalny-2021", 3, "arrest_recorded", recorded, "anna", "r-1", null, """{ "b": "\u000a", "a": 1.0 }""");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(wanted))), hash);
    }

    [Theory]
    [InlineData("""{"z":1.0,"a":1e2,"m":1E-7,"n":-0,"o":-0.0,"p":1e21,"q":123456789012345680000,"r":5e-324,"s":1.7976931348623157e308}""")]
    [InlineData("""{"bb":1,"a":{"d":[1,2,{"y":0,"x":[]}],"c":null},"aaa":true}""")]
    [InlineData("""{"t":"\u0041\u00e9\u20ac\ud83d\ude00 \/ \b\f\n\r\t \" \\ \u001f \u007f \u2028 <é漢😀>"}""")]
    [InlineData("""{"ключ":"значение","é":"decomposed: e\u0301"}""")]
    [InlineData("\"text\"")]
    [InlineData("9007199254740992")]
    public async Task The_hash_survives_what_jsonb_does_to_the_text(string data)
    {
        await using var log = await NewAsync();

        var appended = Assert.IsType<Appended>(await log.Store.AppendAsync(To("story", 0, "", new NewEvent("n", "N, T", data)), Stop));

        var stored = Assert.Single(await log.AllAsync());
        Assert.Equal(appended.Hash, HashChain.Of("", stored));
        Assert.Empty((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
    }

    [Fact]
    public async Task An_untouched_history_verifies_and_gives_the_heads_to_keep_outside()
    {
        await using var log = await NewAsync();
        var a = await log.GrowAsync("a", 5);
        var b = await log.GrowAsync("b", 2);

        var verified = await log.Store.VerifyAsync(ct: Stop).ToListAsync(Stop);

        Assert.Equal([("a", 5L), ("b", 2L)], verified.Select(v => (v.Stream, v.Events)));
        Assert.Equal([new Anchor("a", 5, a.Hash), new Anchor("b", 2, b.Hash)], verified.Select(v => v.Head));
        Assert.All(verified, v => Assert.Empty(v.Findings));
        Assert.Equal(["b"], await log.Store.VerifyAsync("b", ct: Stop).Select(v => v.Stream).ToListAsync(Stop));
    }

    public static TheoryData<string, string> Changes => new()
    {
        { "data", """set data = jsonb_set(data, '{text}', '"never said"')""" },
        { "data to what is never signed", "set data = '{\"n\": 9007199254740993}'" },
        { "time", "set \"timestamp\" = \"timestamp\" + interval '1 microsecond'" },
        { "type", "set type = 'other'" },
        { "what Marten reads in its place", @"set bdata = '\x0102'" },
        { "actor", """set headers = jsonb_set(headers, '{actor}', '"boris"')""" },
        { "correlation", "set correlation_id = 'x'" },
        { "causation", "set causation_id = 'x'" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task A_change_is_found(string what, string change)
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 5);

        await log.ScalarAsync($"update timeline.mt_events {change} where version = 3");

        var finding = Assert.Single((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
        Assert.Equal((FindingKind.Changed, 3L, 3L, what), (finding.Kind, finding.Version, finding.Position!.Value, what));
    }

    [Theory]
    [InlineData("delete from timeline.mt_events where version = 3", 3)]
    [InlineData("delete from timeline.mt_events where version = 1", 1)]
    [InlineData("delete from timeline.mt_events where version = 5", 5)]
    [InlineData("delete from timeline.mt_events", 1)]
    public async Task A_removed_event_is_found(string removal, long version)
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 5);

        await log.ScalarAsync(removal);

        var finding = Assert.Single((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
        Assert.Equal((FindingKind.Removed, version), (finding.Kind, finding.Version));
    }

    [Fact]
    public async Task A_removed_stream_row_is_found()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 2);

        await log.ScalarAsync("alter table timeline.mt_events drop constraint fkey_mt_events_stream_id; delete from timeline.mt_streams");

        var finding = Assert.Single((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
        Assert.Equal(FindingKind.Removed, finding.Kind);
    }

    [Fact]
    public async Task Two_events_that_changed_places_are_found()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 5);

        await log.ScalarAsync("update timeline.mt_events set version = -version where version in (2, 3); update timeline.mt_events set version = 5 + version where version < 0");

        var findings = (await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings;
        Assert.Contains(findings, f => f is { Kind: FindingKind.Changed, Version: 2 });
        Assert.Contains(findings, f => f is { Kind: FindingKind.Moved, Version: 3 });
        Assert.DoesNotContain(findings, f => f.Version is 1 or 5);
    }

    [Fact]
    public async Task A_removal_that_is_hidden_by_renumbering_is_found()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 5);

        await log.ScalarAsync("delete from timeline.mt_events where version = 3; update timeline.mt_events set version = version - 1 where version = 4; update timeline.mt_events set version = version - 1 where version = 5; update timeline.mt_streams set version = 4");

        var findings = (await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings;
        Assert.Equal([3L, 4L], findings.Select(f => f.Version));
    }

    [Fact]
    public async Task An_event_of_another_application_is_reported_and_the_chain_starts_anew_after_it()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 2);
        await log.ScalarAsync("""
            update timeline.mt_streams set version = 3;
            insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, headers)
            values (nextval('timeline.mt_events_sequence'), gen_random_uuid(), 'story', 3, '{}', 'foreign', 'null')
            """);

        Assert.Equal("", (await log.Store.HeadAsync("story", Stop))!.Hash);
        await log.GrowAsync("story", 2);

        var finding = Assert.Single((await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings);
        Assert.Equal((FindingKind.NotSigned, 3L), (finding.Kind, finding.Version));
    }

    [Fact]
    public async Task Taking_the_hash_away_does_not_hide_a_change()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 3);

        await log.ScalarAsync("update timeline.mt_events set data = '{}', headers = headers - 'hash' where version = 2");

        var findings = (await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings;
        Assert.Equal([(FindingKind.Changed, 2L), (FindingKind.Changed, 3L)], findings.Select(f => (f.Kind, f.Version)));
    }

    [Theory]
    [InlineData("version = 3", 3L)]
    [InlineData("true", 1L, 2L, 3L)]
    public async Task Nor_does_it_at_the_end_or_everywhere(string where, params long[] changed)
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 3);

        await log.ScalarAsync($"update timeline.mt_events set headers = headers - 'hash' where {where}");

        var findings = (await log.Store.VerifyAsync(ct: Stop).SingleAsync(Stop)).Findings;
        Assert.Equal(changed.Select(v => (FindingKind.Changed, v)), findings.Select(f => (f.Kind, f.Version)));
    }

    [Fact]
    public async Task A_hash_kept_outside_shows_a_neat_cut_a_rewritten_history_and_a_vanished_stream()
    {
        await using var log = await NewAsync();
        foreach (var story in new[] { "cut", "rewritten", "vanished", "whole" })
            await log.GrowAsync(story, 3);
        var anchors = await log.Store.VerifyAsync(ct: Stop).Select(v => v.Head!).ToListAsync(Stop);

        await log.ScalarAsync("""
            delete from timeline.mt_events where stream_id = 'cut' and version = 3;
            update timeline.mt_streams set version = 2 where id = 'cut';
            delete from timeline.mt_streams where id in ('vanished', 'rewritten')
            """);
        await log.GrowAsync("rewritten", 4);
        Assert.All(await log.Store.VerifyAsync(ct: Stop).ToListAsync(Stop), v => Assert.Empty(v.Findings));

        var found = await log.Store.VerifyAsync(anchors: anchors, ct: Stop)
            .ToDictionaryAsync(v => v.Stream, v => v.Findings.Select(f => f.Kind).Distinct().ToList(), cancellationToken: Stop);

        Assert.Equal([FindingKind.Removed], found["cut"]);
        Assert.Equal([FindingKind.Changed], found["rewritten"]);
        Assert.Equal([FindingKind.Removed], found["vanished"]);
        Assert.Empty(found["whole"]);
    }

    [Fact]
    public async Task An_archivist_recomputes_a_hash_with_psql_and_sha256sum()
    {
        await using var log = await NewAsync();
        await log.GrowAsync("story", 2);

        // For data whose canonical form psql can write itself: one member, plain text.
        var text = (string)(await log.ScalarAsync("""
            select p.headers ->> 'hash' || '{"actor":"anna","causationId":null,"correlationId":null,"data":{"text":"' || (e.data ->> 'text')
                   || '"},"recorded":"' || to_char(e."timestamp" at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
                   || '","stream":"story","type":"note_added","version":2}'
            from timeline.mt_events e join timeline.mt_events p on p.stream_id = e.stream_id and p.version = e.version - 1
            """))!;

        var start = new ProcessStartInfo("sha256sum") { RedirectStandardInput = true, RedirectStandardOutput = true };
        using var sum = Process.Start(start)!;
        await sum.StandardInput.WriteAsync(text);
        sum.StandardInput.Close();
        var printed = await sum.StandardOutput.ReadToEndAsync(Stop);

        Assert.Equal((await log.Store.HeadAsync("story", Stop))!.Hash, printed[..64]);
    }
}
