using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Store.Archives;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;
using Timeline.Store.TakeDowns;
using Timeline.Testing;

namespace Timeline.Store.Tests;

public sealed class ArchiveTests : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("archive").FullName;

    private static CancellationToken Stop => StoreHost.Stop;

    [Fact]
    public async Task What_is_exported_and_imported_into_an_empty_database_is_the_same_to_the_last_row()
    {
        await using var store = await FilledAsync();
        var file = await ExportAsync(store.Database);
        await using var other = await EmptyAsync();

        var result = await new ArchiveImport(other).RunAsync(file, ct: Stop);
        var again = await new ArchiveImport(other).RunAsync(file, ct: Stop);

        Assert.Equal((2, 0), (result.Stories, result.Unchanged));
        Assert.Equal((0, 0L, 2), (again.Stories, again.Events, again.Unchanged));
        foreach (var table in Tables)
            Assert.Equal(await RowsAsync(store.Database, table), await RowsAsync(other, table));
        await foreach (var stream in other.VerifyAsync(ct: Stop))
            Assert.Empty(stream.Findings);
    }

    [Fact]
    public async Task A_story_that_is_there_in_an_earlier_version_goes_on_and_takes_commands_after()
    {
        await using var store = await FilledAsync();
        await using var other = await StoreHost.StartAsync();
        await new ArchiveImport(other.Database).RunAsync(await ExportAsync(store.Database), ct: Stop);
        // A head that the other service keeps.
        await store.StoreAsync("one", new RecordEntry(KindList.All[0].Example));
        await store.StoreAsync("one", new RecordEntry(KindList.All[1].Example));

        var result = await new ArchiveImport(other.Database).RunAsync(await ExportAsync(store.Database), ct: Stop);

        Assert.Equal((1, 2L, 1), (result.Stories, result.Events, result.Unchanged));
        foreach (var table in Tables)
            Assert.Equal(await RowsAsync(store.Database, table), await RowsAsync(other.Database, table));
        var stored = await other.StoreAsync("one", new RecordEntry(KindList.All[0].Example));
        Assert.Equal(await VersionAsync(store, "one") + 1, stored.EventVersion);
    }

    [Fact]
    public async Task A_story_takes_along_those_of_the_register_whom_it_names_and_the_register_there_keeps_its_own()
    {
        await using var store = await StoreHost.StartAsync();
        await using var other = await StoreHost.StartAsync();
        foreach (var (there, person, name) in new[] { (store, "mara-tolven", "Mara Tolven"), (store, "ilo-brand", "Ilo Brand"), (store, "nobody", "Nobody"), (other, "ilo-brand", "I. Brand") })
            await there.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = name }) { Person = person });
        await store.OpenAsync("one");
        await store.StoreAsync("one", new RecordEntry(Arrest.Example with { People = [new() { Id = "mara-tolven", Name = "Mara Tolven" }, new() { Id = "ilo-brand", Name = "Ilo Brand" }] }));

        var result = await new ArchiveImport(other.Database).RunAsync(await ExportAsync(store.Database, "one"), ct: Stop);

        Assert.Equal((1, 1), (result.Stories, result.People));
        Assert.Equal(["ilo-brand"], result.PeopleLeft);
        Assert.Equal(["I. Brand", "Mara Tolven"], (await RowsAsync(other.Database, "tl_people")).Select(r => (string)JsonNode.Parse(r)!["state"]!["record"]!["name"]!).Order());
    }

    [Fact]
    public async Task What_moves_all_entries_of_a_story_moves_those_that_an_earlier_import_brought()
    {
        await using var store = await StoreHost.StartAsync();
        await store.StoreAsync("drafted", OpenStory.Example with { Id = "drafted", Draft = true });
        await store.StoreAsync("drafted", new RecordEntry(KindList.All[0].Example));
        await store.StoreAsync("drafted", new RecordEntry(KindList.All[1].Example));
        await using var other = await EmptyAsync();
        await new ArchiveImport(other).RunAsync(await ExportAsync(store.Database), ct: Stop);
        await store.StoreAsync("drafted", new Domain.Stories.PublishStory());
        await store.StoreAsync("drafted", new RecordEntry(KindList.All[2].Example));
        await store.StoreAsync("drafted", new Domain.Stories.CorrectStory
        {
            AnyState = true,
            Class = "update",
            Changes = new() { ["timeZone"] = "Asia/Omsk" },
        });

        await new ArchiveImport(other).RunAsync(await ExportAsync(store.Database), ct: Stop);

        foreach (var table in Tables)
            Assert.Equal(await RowsAsync(store.Database, table), await RowsAsync(other, table));
    }

    [Fact]
    public async Task What_was_taken_down_since_is_never_stored_in_a_new_story_and_goes_from_one_that_is_there()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        var entry = (await store.StoreAsync("one", new RecordEntry(Arrest.Example with { Summary = "Calumny" }))).Entry!;
        var early = await ExportAsync(store.Database);
        await store.StoreAsync("one", new RecordEntry(Arrest.Example with { Headline = "Calumny again" }));
        await store.StoreAsync("one", new MarkKey { Entry = entry, Key = !Arrest.Example.Key });
        var late = await ExportAsync(store.Database);
        await store.StoreAsync("one", new TakeDownStory
        {
            Asked = AskedTakeDown.Example with { Form = AskedTakeDown.Replace, Fields = [], Replacements = [new() { Words = "Calumny", By = "..." }] },
        });
        TakeDownsToApply kept = new(await store.Database.TakeDownsAsync(Stop).ToListAsync(Stop), "otto");
        await using var empty = await EmptyAsync();
        await WatchAsync(empty);
        await using var earlier = await EmptyAsync();
        await new ArchiveImport(earlier).RunAsync(early, ct: Stop);

        foreach (var other in new[] { empty, earlier })
        {
            var pastsChanged = new ConcurrentBag<string>();
            var result = await new ArchiveImport(other) { TakeDowns = kept, PastChanged = pastsChanged.Add }.RunAsync(late, ct: Stop);
            var again = await new ArchiveImport(other) { TakeDowns = kept, PastChanged = pastsChanged.Add }.RunAsync(late, ct: Stop);

            Assert.Equal((1, 1), (result.Stories, result.TakenDown));
            Assert.Equal((0, 0), (again.Stories, again.TakenDown));
            Assert.Equal(other == earlier ? ["one"] : [], pastsChanged);
            // But for the event that tells of it, and what follows from its time.
            Assert.Equal((await RowsAsync(store.Database, "mt_events")).Count, (await RowsAsync(other, "mt_events")).Count);
            foreach (var table in Tables)
                Assert.DoesNotContain(await RowsAsync(other, table), row => row.Contains("Calumny", StringComparison.Ordinal));
            var verified = await other.VerifyAsync(ct: Stop).SingleAsync(Stop);
            Assert.Empty(verified.Findings);
            Assert.NotEmpty(verified.TakenDown);
            Assert.Empty(await ChronologyVerifier.CompareAsync(other, ct: Stop));
        }
    }

    [Fact]
    public async Task A_story_that_differs_is_refused_at_the_first_difference_and_nothing_is_stored()
    {
        await using var store = await FilledAsync();
        await using var other = await StoreHost.StartAsync();
        await new ArchiveImport(other.Database).RunAsync(await ExportAsync(store.Database), ct: Stop);
        var version = await VersionAsync(store, "two");
        await other.StoreAsync("two", new RecordEntry(KindList.All[0].Example));
        await store.StoreAsync("two", new RecordEntry(KindList.All[1].Example));
        await store.StoreAsync("one", new RecordEntry(KindList.All[1].Example));
        var before = await RowsAsync(other.Database, "mt_events");

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(async () =>
            await new ArchiveImport(other.Database).RunAsync(await ExportAsync(store.Database), ct: Stop));

        Assert.Contains($"'two' differs from the archive's from event version {version + 1} on", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await RowsAsync(other.Database, "mt_events"));
    }

    [Theory]
    [InlineData("the same", 0, 0)]
    [InlineData("an earlier one", 1, 1)]
    [InlineData("another one", 0, 0)]
    public async Task A_story_that_somebody_else_brings_while_its_archive_is_read_goes_on_from_there_or_is_refused(string what, int stories, long events)
    {
        await using var store = await StoreHost.StartAsync();
        await using var other = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        var early = await ExportAsync(store.Database);
        await store.StoreAsync("one", new RecordEntry(KindList.All[0].Example));
        var file = await ExportAsync(store.Database);
        var first = true;
        var import = new ArchiveImport(other.Database, read =>
        {
            if (!first || read.Storing)
                return;
            first = false;
            if (what == "another one")
                other.OpenAsync("one").GetAwaiter().GetResult();
            else
                new ArchiveImport(other.Database).RunAsync(what == "the same" ? file : early, ct: Stop).GetAwaiter().GetResult();
        });

        var run = import.RunAsync(file, ct: Stop);

        if (what == "another one")
            Assert.Contains("'one' differs from the archive's from event version 1 on", (await Assert.ThrowsAsync<ImportRefusedException>(() => run)).Message, StringComparison.Ordinal);
        else
        {
            var result = await run;
            Assert.Equal((stories, events, 1 - stories), (result.Stories, result.Events, result.Unchanged));
            foreach (var table in Tables)
                Assert.Equal(await RowsAsync(store.Database, table), await RowsAsync(other.Database, table));
        }
    }

    [Theory]
    [InlineData("alone")]
    [InlineData("tried again")]
    [InlineData("an earlier one is there meanwhile")]
    [InlineData("the same is there meanwhile")]
    [InlineData("taken down since")]
    public async Task An_import_tells_of_each_event_once_and_of_all_in_the_end(string how)
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        var early = await ExportAsync(store.Database);
        await store.StoreAsync("one", new RecordEntry(Arrest.Example with { Summary = "Calumny" }));
        var file = await ExportAsync(store.Database);
        await store.StoreAsync("one", new TakeDownStory
        {
            Asked = AskedTakeDown.Example with { Form = AskedTakeDown.Replace, Fields = [], Replacements = [new() { Words = "Calumny", By = "..." }] },
        });
        TakeDownsToApply kept = new(await store.Database.TakeDownsAsync(Stop).ToListAsync(Stop), "otto");
        await using var other = await EmptyAsync();
        var told = new List<ImportProgress>();
        var import = new ArchiveImport(other, at =>
        {
            var first = !told.Exists(before => before.Storing == at.Storing);
            told.Add(at);
            if (first && !at.Storing && how.EndsWith("meanwhile", StringComparison.Ordinal))
                new ArchiveImport(other).RunAsync(how.StartsWith("the same", StringComparison.Ordinal) ? file : early, ct: Stop).GetAwaiter().GetResult();
            // As where two imports each hold one whom the other needs.
            if (first && at.Storing && how == "tried again")
                throw new PostgresException("deadlock detected", "ERROR", "ERROR", PostgresErrorCodes.DeadlockDetected);
        })
        { TakeDowns = how.StartsWith("taken", StringComparison.Ordinal) ? kept : null };

        await import.RunAsync(file, ct: Stop);

        var storing = told.Where(at => at.Storing).ToList();
        Assert.All(storing, at => Assert.InRange(at.Done, 0, at.Total));
        Assert.Equal(new ImportProgress(true, 2, 2), storing[^1]);
    }

    [Fact]
    public async Task Where_a_story_is_refused_once_others_of_its_archive_are_stored_that_is_told()
    {
        await using var store = await StoreHost.StartAsync();
        await using var other = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        await store.OpenAsync("two");
        // With so few connections one story is stored after the other.
        await using var narrow = new TimelineDatabase(other.ConnectionString, mostConnections: 4);
        var first = true;
        var import = new ArchiveImport(narrow, _ =>
        {
            if (first)
                other.OpenAsync("two").GetAwaiter().GetResult();
            first = false;
        });

        var file = await ExportAsync(store.Database);
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => import.RunAsync(file, ct: Stop));

        Assert.StartsWith("The story 'two' differs from the archive's from event version 1 on: nothing of it was stored.", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Others of the archive are stored, each whole.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(1, await VersionAsync(other, "one"));
    }

    [Fact]
    public async Task A_story_whose_log_there_was_cut_is_refused_by_its_name()
    {
        await using var store = await FilledAsync();
        var file = await ExportAsync(store.Database);
        await store.AskAsync("delete from timeline.mt_events where stream_id = 'two' and version = (select version from timeline.mt_streams where id = 'two')");

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => new ArchiveImport(store.Database).RunAsync(file, ct: Stop));

        Assert.Contains("'two' is not whole there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_byte_changed_anywhere_is_refused_before_anything_is_stored()
    {
        await using var store = await FilledAsync();
        var bytes = await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop);
        await using var other = await EmptyAsync();
        var random = new Random(20);

        for (var i = 0; i < 200; i++)
        {
            var changed = bytes.ToArray();
            changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
            await RefusedAsync(other, changed, $"change {i}");
        }
    }

    [Fact]
    public async Task An_archive_that_was_cut_off_anywhere_or_goes_on_after_its_seal_is_refused()
    {
        await using var store = await FilledAsync();
        var bytes = await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop);
        await using var other = await EmptyAsync();
        // The end of tar is 1,024 zeros; the seal's member is the 1,024 bytes before them.
        foreach (var length in new[] { 0, 1, 511, 512, 1024, bytes.Length / 3, bytes.Length / 2, bytes.Length - 2048, bytes.Length - 1025, bytes.Length - 1 })
            await RefusedAsync(other, bytes[..length], $"cut at {length}");
        await RefusedAsync(other, [.. bytes, 1], "a byte more");
        await RefusedAsync(other, [.. bytes, .. bytes], "twice");
        await RefusedAsync(other, [.. bytes, .. new byte[8 << 20]], "zeros without end");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("/etc/passwd")]
    [InlineData("events/one/../two/000001.ndjson")]
    [InlineData("events/one/000003.ndjson")]
    [InlineData("events/three/000001.ndjson")]
    [InlineData("notes.txt")]
    public async Task A_member_that_is_none_of_an_archive_is_refused_though_the_seal_fits(string name)
    {
        await using var store = await FilledAsync();
        var members = ForgedArchive.Members(await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop));
        await using var other = await EmptyAsync();

        await RefusedAsync(other, ForgedArchive.Sealed([.. members[..^1], (name, members[1].Bytes)]), name);
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], (name, members[1].Bytes), .. members[1..^1]]), name);
    }

    [Fact]
    public async Task A_forged_archive_is_refused_though_its_seal_fits()
    {
        await using var store = await FilledAsync();
        var members = ForgedArchive.Members(await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop));
        var alone = ForgedArchive.Members(await File.ReadAllBytesAsync(await ExportAsync(store.Database, "two"), Stop));
        await using var other = await EmptyAsync();
        var events = Encoding.UTF8.GetString(members[1].Bytes).Split('\n');
        (string, byte[]) Part(IEnumerable<string> lines) => (members[1].Name, Encoding.UTF8.GetBytes(string.Join('\n', lines)));

        await RefusedAsync(other, ForgedArchive.Sealed([alone[0], .. members[1..^1]]), "the manifest of another story");
        await RefusedAsync(other, ForgedArchive.Sealed(members[..^2]), "a story missing");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], Part([.. events[..^2], ""]), .. members[2..^1]]), "the last event missing");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], Part([events[1], events[0], .. events[2..]]), .. members[2..^1]]), "two events swapped");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], Part([events[0].Replace("\"anna\"", "\"otto\"", StringComparison.Ordinal), .. events[1..]]), .. members[2..^1]]), "another actor");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], (members[1].Name, new byte[1 << 20]), .. members[2..^1]]), "zeros for events");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], (members[1].Name, new byte[40 << 20]), .. members[2..^1]]), "a part too large");
        await RefusedAsync(other, new byte[10 << 20], "nothing but zeros");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], Part([events[0].Replace("\"type\":", "\"type\":\"story_closed\",\"type\":", StringComparison.Ordinal), .. events[1..]]), .. members[2..^1]]), "a type twice");
        await RefusedAsync(other, ForgedArchive.Sealed([members[0], Part([events[0].Replace("\"title\":", "\"title\":\"Another\",\"title\":", StringComparison.Ordinal), .. events[1..]]), .. members[2..^1]]), "a title twice");
        foreach (var type in "1234567SLKxgMV")
            await RefusedAsync(other, ForgedArchive.Sealed([members[0]], (members[1].Name, type)), $"a member of type {type}");
        // That the seal is made well here is shown by one that changes nothing.
        var file = Path.Combine(_folder, "same.tar");
        await File.WriteAllBytesAsync(file, ForgedArchive.Sealed(members[..^1]), Stop);
        Assert.Equal(2, (await new ArchiveImport(other).RunAsync(file, ct: Stop)).Stories);
    }

    [Theory]
    [InlineData("hour", "still to come")]
    [InlineData("9999", "still to come")]
    [InlineData("before", "no later than version 1")]
    [InlineData("then", "no later than version 1")]
    [InlineData("nobody", "body is missing")]
    [InlineData("another", "it is of 'person:somebody-else'")]
    public async Task What_the_service_never_writes_is_refused_though_every_hash_fits(string how, string why)
    {
        await using var store = await StoreHost.StartAsync();
        var (stream, version) = how is "nobody" or "another" ? (StreamId.OfPerson("mara-tolven"), 1) : ("one", 2);
        if (StreamId.PersonOf(stream) is not null)
            await store.StoreAsync(stream, new RegisterPerson(RegisterPerson.Example) { Person = "mara-tolven" });
        else
        {
            await store.OpenAsync("one");
            await store.StoreAsync("one", new RecordEntry(KindList.All[0].Example));
        }

        await using var other = await EmptyAsync();
        var file = Path.Combine(_folder, "forged.tar");
        var first = new DateTimeOffset((DateTime)(await store.AskAsync("select min(timestamp) from timeline.mt_events"))!, TimeSpan.Zero);
        await File.WriteAllBytesAsync(file, ForgedArchive.Of(await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop), version, stored => how switch
        {
            "hour" => stored with { RecordedAt = stored.RecordedAt.AddHours(1) },
            "9999" => stored with { RecordedAt = Microseconds.Cut(DateTimeOffset.MaxValue) },
            "then" => stored with { RecordedAt = first },
            "before" => stored with { RecordedAt = stored.RecordedAt.AddDays(-1) },
            "another" => stored with { Data = With(stored.Data, "person", "\"somebody-else\"") },
            _ => stored with { Data = JsonSerializer.SerializeToElement(new { person = "mara-tolven" }) },
        }), Stop);

        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => new ArchiveImport(other).RunAsync(file, ct: Stop));

        Assert.StartsWith($"Event version {version} of the story '{stream}' ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(why, refused.Message, StringComparison.Ordinal);
        Assert.Empty(await RowsAsync(other, "mt_events"));
    }

    // What is forged: the event version, the field, its value, and what is said of it.
    private static readonly (int Version, string Path, string Json, string Said)[] NoCommandStores =
    [
        (1, "title", "\"\\u202eeltit A\"", "title "),
        (1, "timeZone", "\"../../etc/localtime\"", "timeZone "),
        (2, "entry", "\"../one\"", "entry is no id that the service makes."),
        (2, "body.headline", "long", "body.headline "),
        (2, "body.summary", "\"a\\u0007b\"", "body.summary "),
        (2, "body.sources", """[{"outlet":"x","url":"javascript:alert(1)"}]""", "body.sources[0].url "),
        (2, "body.when", "null", "body.when "),
        (2, "body.people", "null", "people"),
        (2, "body.places", "[null]", "body.places[0]"),
        (2, "body.sources", "null", "sources"),
        (2, "body.people", """[{"id":null,"name":"Mara"}]""", "id"),
        (2, "body.Headline", "\"Another\"", "Headline"),
        (2, "evil", "1", "evil"),
        (3, "changes", """{"media":[{"url":"javascript:alert(1)"}]}""", "media[0].url "),
        (3, "changes", """{"headline":"long"}""", "headline "),
        (4, "source", """{"outlet":"x","url":"data:text/html,x"}""", "source.url "),
        (5, "changes", """{"picture":{"url":"javascript:alert(1)"}}""", "picture.url "),
        (6, "reason", "\"a\\u0007b\"", "reason "),
        (6, "reason", "null", "reason "),
        (6, "past", "\"evil\"", "past "),
        (3, "class", "\"evil\"", "class "),
        (5, "class", "null", "class "),
    ];

    // What is forged beside what an event says, and what is said of it.
    private static readonly (string How, Func<ArchivedEvent, ArchivedEvent> Change, string Said)[] NoEnvelopes =
    [
        ("nobody", stored => stored with { Actor = null }, "actor"),
        ("an actor without a name", stored => stored with { Actor = " " }, "actor"),
        ("a script of an actor", stored => stored with { Actor = "<script>\u202e\n" }, "actor"),
        ("an endless actor", stored => stored with { Actor = new('x', 5000) }, "actor"),
        ("an endless request", stored => stored with { CorrelationId = new('x', 100_000) }, "belongs"),
        ("an endless cause", stored => stored with { CausationId = new('x', 100_000) }, "caused"),
        ("a part of a microsecond", stored => stored with { RecordedAt = stored.RecordedAt.AddTicks(3) }, "microsecond"),
        ("no id", stored => stored with { Id = Guid.Empty }, "id"),
        ("the salt of what was taken down", stored => stored with { Keys = new Dictionary<string, string>(), Digests = FieldDigests.Erase(stored.ToStored("one"), ["/changes/summary", "/entry", "/class"]).Digests, Data = JsonSerializer.SerializeToElement(new { }) }, "salt"),
    ];

    [Fact]
    public async Task What_no_command_stores_is_refused_at_its_place_though_every_hash_fits()
    {
        await using var store = await StoreHost.StartAsync();
        await store.OpenAsync("one");
        var body = KindList.All[0].Example with { Links = [] };
        var entry = (await store.StoreAsync("one", new RecordEntry(body))).Entry!;
        await store.StoreAsync("one", new Correct { Entry = entry, AnyState = true, Class = "update", Changes = new() { ["summary"] = "Another one." } });
        await store.StoreAsync("one", new AddSource { Entry = entry, Source = AddSource.Example });
        await store.StoreAsync("one", CorrectStory.Example with { AnyState = true });
        await store.StoreAsync("one", new Hold { Entry = entry, Reason = "A lawyer is to look at it." });
        var archive = await File.ReadAllBytesAsync(await ExportAsync(store.Database), Stop);
        await using var other = await EmptyAsync();
        var file = Path.Combine(_folder, "forged.tar");
        foreach (var (version, path, json, said) in NoCommandStores)
        {
            await File.WriteAllBytesAsync(file, ForgedArchive.Of(archive, version, stored => stored with { Data = With(stored.Data, path, json) }), Stop);

            var refused = await Record.ExceptionAsync(() => new ArchiveImport(other).RunAsync(file, ct: Stop));

            Assert.True(refused is ImportRefusedException && refused.Message.StartsWith($"Event version {version} of the story 'one' ", StringComparison.Ordinal)
                && refused.Message.Contains(said, StringComparison.Ordinal), $"{path} {json}: {refused}");
            Assert.Empty(await RowsAsync(other, "mt_streams"));
        }

        foreach (var (how, change, said) in NoEnvelopes)
        {
            await File.WriteAllBytesAsync(file, ForgedArchive.Of(archive, 3, change), Stop);

            var refused = await Record.ExceptionAsync(() => new ArchiveImport(other).RunAsync(file, ct: Stop));

            Assert.True(refused is ImportRefusedException && refused.Message.StartsWith("Event version 3 of the story 'one' ", StringComparison.Ordinal)
                && refused.Message.Contains(said, StringComparison.Ordinal), $"{how}: {refused}");
            Assert.Empty(await RowsAsync(other, "mt_streams"));
        }

        // One id for all.
        await File.WriteAllBytesAsync(file, ForgedArchive.Of(archive, (_, stored) => stored with { Id = Guid.AllBitsSet }), Stop);
        Assert.Contains("Event version 2 of the story 'one' ", (await Assert.ThrowsAsync<ImportRefusedException>(() => new ArchiveImport(other).RunAsync(file, ct: Stop))).Message, StringComparison.Ordinal);

        // Nor is it excused by keys of a take-down that took nothing.
        await File.WriteAllBytesAsync(file, ForgedArchive.Of(archive, 2, stored => stored with { Keys = FieldDigests.Erase(stored.ToStored("one"), []).Keys }), Stop);
        Assert.Contains("none is gone", (await Assert.ThrowsAsync<ImportRefusedException>(() => new ArchiveImport(other).RunAsync(file, ct: Stop))).Message, StringComparison.Ordinal);

        // And what nobody forged comes in.
        await File.WriteAllBytesAsync(file, archive, Stop);
        Assert.Equal(1, (await new ArchiveImport(other).RunAsync(file, ct: Stop)).Stories);
    }

    [Fact]
    public async Task An_archive_carries_a_checkpoint_of_what_is_in_it()
    {
        await using var store = await FilledAsync();
        var keys = CheckpointKeys.Read(null, _folder);
        var file = Path.Combine(_folder, "signed.tar");
        await using (var output = File.Create(file))
            await store.Database.WriteArchiveAsync(["two"], keys, output, Stop);

        await using var input = File.OpenRead(file);
        var archive = await ArchiveReader.ReadAsync(input, ct: Stop);

        var checkpoint = Checkpoint.Read(archive.Manifest.Checkpoint!, CheckpointKeys.OfJwkSet(keys.ToJwkSet().ToJsonString()));
        Assert.Equal([new Anchor("two", await VersionAsync(store, "two"), archive.Manifest.Stories[0].Hash)], checkpoint.Stories);
    }

    private static JsonElement With(JsonElement data, string path, string json)
    {
        var (node, steps) = (JsonObject.Create(data)!, path.Split('.'));
        var value = JsonNode.Parse(json == "long" ? $"\"{new string('x', 3_000_000)}\"" : json.Replace("long", new('x', 3_000_000), StringComparison.Ordinal));
        ((JsonObject)(steps.Length == 1 ? node : node[steps[0]]!))[steps[^1]] = value;
        return JsonSerializer.SerializeToElement(node);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // Row by row as text; positions are the database's own, and so is the time of a stream's row.
    private static readonly string[] Tables = ["mt_events", "tl_stories", "tl_story_states", "tl_entries", "tl_changes", "tl_people"];

    private static async Task<List<string>> RowsAsync(TimelineDatabase database, string table)
    {
        await using var command = database.Source.CreateCommand(
            $"select (to_jsonb(t) - 'seq_id')::text from timeline.{table} t order by 1");
        var rows = new List<string>();
        await using var row = await command.ExecuteReaderAsync(Stop);
        while (await row.ReadAsync(Stop))
            rows.Add(row.GetString(0));
        return rows;
    }

    private static async Task<StoreHost> FilledAsync()
    {
        var store = await StoreHost.StartAsync();
        foreach (var story in new[] { "one", "two" })
        {
            await store.OpenAsync(story);
            foreach (var kind in KindList.All)
            {
                var stored = await store.StoreAsync(story, new RecordEntry(kind.Example));
                await store.StoreAsync(story, new MarkKey { Entry = stored.Entry!, Key = !kind.Example.Key });
            }
        }

        return store;
    }

    // From now on an event with the word is refused, whether or not its transaction would take it away again.
    private static async Task WatchAsync(TimelineDatabase database)
    {
        await using var command = database.Source.CreateCommand("""
            create function timeline.never() returns trigger language plpgsql as $$ begin raise exception 'The word was stored.'; end $$;
            create trigger never before insert or update on timeline.mt_events for each row
              when (new.data::text like '%Calumny%') execute function timeline.never()
            """);
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<TimelineDatabase> EmptyAsync() => new(await TestCluster.NewDatabaseAsync(Stop));

    private static async Task<long> VersionAsync(StoreHost store, string story) =>
        (long)(await store.AskAsync($"select version from timeline.mt_streams where id = '{story}'"))!;

    private async Task<string> ExportAsync(TimelineDatabase database, params string[] stories)
    {
        var file = Path.Combine(_folder, Path.GetRandomFileName());
        await using var output = File.Create(file);
        await database.WriteArchiveAsync(stories is [] ? null : stories, CheckpointKeys.None, output, Stop);
        return file;
    }

    private async Task RefusedAsync(TimelineDatabase database, byte[] bytes, string how)
    {
        var file = Path.Combine(_folder, "refused.tar");
        await File.WriteAllBytesAsync(file, bytes, Stop);
        var refused = await Record.ExceptionAsync(() => new ArchiveImport(database).RunAsync(file, ct: Stop));
        Assert.True(refused is DamagedArchiveException, $"{how}: {refused}");
        foreach (var table in Tables.Append("mt_streams"))
            Assert.Empty(await RowsAsync(database, table));
    }
}
