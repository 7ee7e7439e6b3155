using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store.Archives;
using Timeline.Store.Proof.Checkpoints;
using Timeline.Testing;

namespace Timeline.Store.Tests;

/// <summary>Archives whose every hash fits, and which would bring states that no command leaves.</summary>
public sealed class ForgedStateTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Never = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Long = new(1999, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly Arrest Body = Arrest.Example with { Links = [], Sources = [AddSource.Example] };

    private readonly string _folder = Directory.CreateTempSubdirectory("forged").FullName;

    private sealed record Ids(string Plain, string Draft, string Retracted, string Removed, string Held, string Placed)
    {
        public string Beside { get; init; } = "";
    }

    // What was forged, as the last event of a story, and what is said of it.
    private static readonly (string How, Func<Ids, StoryEvent> Event, string Said)[] NoCommandStores =
    [
        ("a retracted entry corrected", s => Headline(s.Retracted), "retracted"),
        ("a retracted entry held", s => new EntryHeld(s.Retracted, "Wait.", "shown"), "retracted"),
        ("a retracted entry marked", s => new EntryKeyMarked(s.Retracted, !Body.Key), "retracted"),
        ("a retracted entry retracted", s => new EntryRetracted(s.Retracted, "Again.", "shown"), "retracted"),
        ("a retracted entry embargoed", s => new EntryEmbargoed(s.Retracted, DateTimeOffset.UtcNow.AddDays(1)), "retracted"),
        ("a removed entry corrected", s => Headline(s.Removed), "taken down"),
        ("a removed entry replied to", s => new ReplyRecorded(s.Removed, "Mara", "No.", [], null, "Law."), "taken down"),
        ("a removed entry noted", s => new EntryNoted(s.Removed, "A note."), "taken down"),
        ("a removed entry taken down", s => new EntryTakenDown(s.Removed, AskedTakeDown.Example), "taken down"),
        ("no draft published", s => new EntryPublished(s.Plain), "no draft"),
        ("no draft planned", s => new EntryScheduled(s.Plain, DateTimeOffset.UtcNow.AddDays(1)), "draft"),
        ("a plan for never", s => new EntryScheduled(s.Draft, Never), "100 years"),
        ("a plan long ago", s => new EntryScheduled(s.Draft, Long), "instant to come"),
        ("an embargo for ever", s => new EntryEmbargoed(s.Plain, Never), "100 years"),
        ("an embargo of nothing", s => new EntryEmbargoed(s.Plain, null), "until"),
        ("an end of no embargo", s => new EmbargoLifted(s.Plain), "no embargo"),
        ("a release of no hold", s => new EntryReleased(s.Plain), "not held"),
        ("a hold of what is held", s => new EntryHeld(s.Held, "Again.", "hidden"), "held already"),
        ("the mark that is there", s => new EntryKeyMarked(s.Plain, Body.Key), "mark stands"),
        ("the source that is there", s => new SourceAdded(s.Plain, Body.Sources[0]), "has that source"),
        ("a past that is shown shown", s => new EntryPastChanged(s.Plain, "shown", "Why."), "shown already"),
        ("a reply for ever and a day", s => new ReplyRecorded(s.Plain, "Mara", "No.", [], Never, "Law."), "100 years"),
        ("an end of no reply", s => new ReplyEnded(s.Plain), "Nothing is due"),
        ("an outcome of nothing planned", s => new OutcomeRecorded(s.Plain, "held", null, null, null, null), "planned"),
        ("a figure of no field", s => new FigureAdded(s.Plain, "nothing", AddFigure.Example.Figure!), "field"),
        ("a proposal nobody asks for", s => new EntryProposed(s.Plain, nameof(Retract), "anna", new() { ["reason"] = "Wrong." }), "second pair of eyes"),
        ("seen what was not urgent", s => new UrgentSeen(s.Plain), "urgently"),
        ("cleared by lawyers twice", s => new EntryLegalMarked(s.Plain, LegalFlag.None), "marked so already"),
        ("a place after itself", s => new EntryPlaced(s.Plain, null, s.Plain, s.Beside), "itself"),
        ("a place before itself", s => new EntryPlaced(s.Plain, s.Plain, null, s.Beside), "itself"),
        ("a place after nobody", s => new EntryPlaced(s.Plain, null, "n0b0dy", s.Beside), "no entry"),
        ("a place that is none", s => new EntryPlaced(s.Plain, null, s.Placed, "zzz"), "beside"),
        ("a place of no letter", s => new EntryPlaced(s.Plain, null, s.Placed, ""), "beside"),
        ("a place in another year", s => new EntryPlaced(s.Plain, null, s.Placed, $"{'f'}{s.Beside[1..]}"), "bounds"),
        ("a place on both sides", s => new EntryPlaced(s.Plain, s.Draft, s.Placed, s.Beside), "before"),
        ("no place taken back", s => new EntryPlaced(s.Plain, null, null, null), "stands there already"),
        ("a link to nobody", s => new EntryLinked(s.Plain, LinkEntry.Example), "no entry"),
        ("a link to itself", s => new EntryLinked(s.Plain, LinkEntry.Example with { Entry = s.Plain }), "itself"),
        ("a correction to a link to nobody", s => Changed(s.Plain, "links", """[{"entry":"n0b0dy","relation":"follows"}]"""), "n0b0dy"),
        ("a correction of what is planned", s => Changed(s.Plain, "planned", "true"), "planned"),
        ("a correction of an origin", s => Changed(s.Plain, "origin", "\"a\""), "origin"),
        ("a correction of a draft", s => Changed(s.Plain, "draft", "true"), "draft"),
        ("a correction to no kind", s => Changed(s.Plain, "kind", "\"nothing\""), "kind"),
        ("a correction of nothing", s => new EntryCorrected(s.Plain, "update", null, []), "changes"),
        ("a correction without what was wrong", s => Changed(s.Plain, "headline", "\"Another\"") with { Class = "correction" }, "wrong"),
        ("a correction to a far year", s => Changed(s.Plain, "when", """{"edtf":"9998-01-01"}"""), "future"),
        ("nobody moved", s => new PersonMoved(s.Plain, "nobody", "somebody", new() { ["headline"] = "Another" }), "does not name"),
        ("words moved", s => new PersonMoved(s.Plain, Body.People[0].Id, "somebody", new() { ["headline"] = "Another" }), "does not name"),
        ("a change of nobody", _ => Headline("n0b0dy"), "n0b0dy"),
        ("an entry twice", s => new Recorded<Arrest>(s.Plain, Body), "has that entry"),
        ("an entry that names nobody's", _ => new Recorded<Arrest>("4kdz9w2hm7x", Body with { Links = [LinkEntry.Example with { Entry = "n0b0dy" }] }), "n0b0dy"),
        ("an entry embargoed for ever", _ => new Recorded<Arrest>("4kdz9w2hm7x", Body with { EmbargoUntil = Never }), "100 years"),
        ("an entry of a far year", _ => new Recorded<Arrest>("4kdz9w2hm7x", Body with { When = When.At("9998-01-01") }), "future"),
        ("no draft story published", _ => new StoryPublished(), "no draft"),
        ("no draft story planned", _ => new StoryScheduled(DateTimeOffset.UtcNow.AddDays(1)), "draft"),
        ("a public story embargoed", _ => new StoryEmbargoed(DateTimeOffset.UtcNow.AddDays(1)), "public"),
        ("an end of no story's embargo", _ => new StoryEmbargoLifted(), "no embargo"),
        ("an open story opened again", _ => new StoryReopened(), "open"),
        ("a story opened twice", _ => new StoryOpened("one", "One", "en", "Europe/Moscow", "2021-01-17", null), "does not fit"),
        ("a story continued by itself", _ => new StoryClosed("Over.", "one"), "itself"),
        ("a story corrected to another id", _ => new StoryCorrected("update", null, new() { ["id"] = "two" }), "id"),
        ("four eyes for what there is not", _ => new FourEyesSet(["everything"]), "commands"),
        ("four eyes for nothing, twice", _ => new FourEyesSet([]), "so already"),
        ("seen what was not urgent of the story", _ => new StoryUrgentSeen(), "urgently"),
        ("a story's proposal nobody asks for", _ => new StoryProposed(nameof(PublishStory), "anna", []), "second pair of eyes"),
        ("a standing on nobody", _ => new StandingReplaced { Known = [new() { Text = "Known.", Entries = ["n0b0dy"] }] }, "n0b0dy"),
        ("a standing of too much", s => new StandingReplaced { Known = [.. Enumerable.Range(0, 6).Select(i => new StandingPoint { Text = $"Known {i}.", Entries = [s.Plain] })] }, "known"),
        ("a standing of nothing, twice", _ => new StandingReplaced(), "already"),
    ];

    [Fact]
    public async Task What_brings_a_state_that_no_command_leaves_is_refused_at_its_place()
    {
        await using var store = await StoreHost.StartAsync();
        var (archive, ids) = await FilledAsync(store);
        var other = new TimelineDatabase(await TestCluster.NewDatabaseAsync(StoreHost.Stop));
        var wrong = new List<string>();
        foreach (var (how, @event, said) in NoCommandStores)
        {
            var refused = await Record.ExceptionAsync(() => ImportAsync(other, ForgedArchive.EndingWith(archive, @event(ids))));
            if (refused is not ImportRefusedException || !refused.Message.StartsWith("Event version ", StringComparison.Ordinal)
                || !refused.Message.Contains(said, StringComparison.OrdinalIgnoreCase) || !refused.Message.EndsWith(" Nothing was stored.", StringComparison.Ordinal))
                wrong.Add($"{how}: {refused?.Message ?? "came in"}");
            // What came in would make the next one the story's first difference.
            if (refused is null)
            {
                await other.DisposeAsync();
                other = new TimelineDatabase(await TestCluster.NewDatabaseAsync(StoreHost.Stop));
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.Equal(1, (await ImportAsync(other, archive)).Stories);
        await other.DisposeAsync();
    }

    [Fact]
    public async Task Merges_that_lead_back_to_themselves_are_refused_of_an_archive_and_left_out_beside_those_that_are_there()
    {
        await using var store = await StoreHost.StartAsync();
        await using var other = await StoreHost.StartAsync();
        foreach (var person in new[] { "mara", "ilo" })
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });
        await ImportAsync(other.Database, await ExportAsync(store));
        await other.StoreAsync(StreamId.OfPerson("ilo"), new MergePeople(new() { Into = "mara" }) { Person = "ilo" });
        await store.StoreAsync(StreamId.OfPerson("mara"), new MergePeople(new() { Into = "ilo" }) { Person = "mara" });
        var left = await ImportAsync(other.Database, await ExportAsync(store));
        await store.StoreAsync(StreamId.OfPerson("ilo"), new RegisterPerson(RegisterPerson.Example with { Name = "Ilo" }) { Person = "ilo", AnyState = true });
        var archive = await ExportAsync(store);
        await using var empty = new TimelineDatabase(await TestCluster.NewDatabaseAsync(StoreHost.Stop));

        var ring = ForgedArchive.Of(archive, (stream, e) => stream != StreamId.OfPerson("ilo") || e.EventVersion < 2 ? e
            : e with { Type = "person_merged", Data = System.Text.Json.JsonSerializer.SerializeToElement(new { person = "ilo", into = "mara" }) });
        var refused = await Assert.ThrowsAsync<ImportRefusedException>(() => ImportAsync(empty, ring));
        Assert.Contains("merged", refused.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await ImportAsync(empty, archive)).People);
        Assert.Equal(0, left.People);
        Assert.Equal(["mara"], left.PeopleLeft);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static EntryCorrected Headline(string entry) => Changed(entry, "headline", "\"Another headline\"");

    private static EntryCorrected Changed(string entry, string field, string json) => new(entry, "update", null, new() { [field] = JsonNode.Parse(json) });

    private static async Task<(byte[] Archive, Ids Ids)> FilledAsync(StoreHost store)
    {
        await store.OpenAsync("one");
        async Task<string> Entry(Arrest body, params Func<string, Command>[] then)
        {
            var entry = (await store.StoreAsync("one", new RecordEntry(body))).Entry!;
            foreach (var command in then)
                await store.StoreAsync("one", command(entry));
            return entry;
        }

        var ids = new Ids(
            await Entry(Body),
            await Entry(Body with { Draft = true }),
            await Entry(Body, e => new Retract { Entry = e, Reason = "Wrong." }),
            await Entry(Body, e => new TakeDownEntry { Entry = e, Asked = AskedTakeDown.Example with { Fields = [] } }),
            await Entry(Body, e => new Hold { Entry = e, Reason = "Wait." }),
            await Entry(Body));
        await store.StoreAsync("one", new NoteStory { Text = "In whose place another event is put." });
        return (await ExportAsync(store), ids with { Beside = (string)(await store.AskAsync($"select sort_key from timeline.tl_entries where entry = '{ids.Placed}'"))! });
    }

    private static async Task<byte[]> ExportAsync(StoreHost store)
    {
        using var output = new MemoryStream();
        await store.Database.WriteArchiveAsync(null, CheckpointKeys.None, output, StoreHost.Stop);
        return output.ToArray();
    }

    private async Task<ImportResult> ImportAsync(TimelineDatabase database, byte[] archive)
    {
        var file = Path.Combine(_folder, "forged.tar");
        await File.WriteAllBytesAsync(file, archive, StoreHost.Stop);
        return await new ArchiveImport(database).RunAsync(file, ct: StoreHost.Stop);
    }
}
