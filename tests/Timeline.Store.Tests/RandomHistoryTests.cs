using System.Text.Json.Nodes;
using Timeline.Domain;
using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.People;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store.Archives;
using Timeline.Store.Commands;
using Timeline.Store.Proof;
using Timeline.Store.Proof.Checkpoints;
using Timeline.Store.Queries;
using Timeline.Testing;

namespace Timeline.Store.Tests;

/// <summary>What commands have stored comes in again, in whatever order they came.</summary>
public sealed class RandomHistoryTests
{
    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task A_history_of_any_commands_in_any_order_is_imported_again(int seed, bool draft)
    {
        var random = new Random(seed);
        await using var store = await StoreHost.StartAsync();
        await store.StoreAsync("one", OpenStory.Example with { Id = "one", Draft = draft });
        foreach (var person in People)
            await store.StoreAsync(StreamId.OfPerson(person), new RegisterPerson(RegisterPerson.Example with { Name = person }) { Person = person });
        var entries = new List<string>();
        var stored = new HashSet<string>();
        string? last = null;
        for (var i = 0; i < 400; i++)
        {
            var by = new Submission(random.Next(2) == 0 ? "anna" : "otto");
            Command command = i == 40 ? new SetFourEyes { Commands = [FourEyes.Publication, FourEyes.Correction, FourEyes.Retraction], AnyState = true }
                // What was just changed may wait for another editor.
                : last is not null && random.Next(2) == 0 ? new Approve { Entry = last }
                : random.Next(12) == 0 ? OfPerson(random)
                : entries.Count < 4 || random.Next(25) == 0 ? Entry(random) : random.Next(8) == 0 ? OfStory(random, entries) : OfEntry(random, entries);
            var stream = command is PersonCommand { Person: var id } ? StreamId.OfPerson(id) : "one";
            if (await store.CarryOutAsync(stream, await SeenAsync(store, command), by) is not CommandResult.Stored done)
                continue;
            stored.Add(command.GetType().Name);
            last = command is EntryCommand ? done.Entry : command is PersonCommand ? last : null;
            if (command is RecordEntry)
                entries.Add(done.Entry!);
        }

        var file = Path.GetTempFileName();
        try
        {
            await using (var output = File.Create(file))
                await store.Database.WriteArchiveAsync(null, CheckpointKeys.None, output, StoreHost.Stop);
            await using var other = new TimelineDatabase(await TestCluster.NewDatabaseAsync(StoreHost.Stop));
            Assert.Equal(1, (await new ArchiveImport(other).RunAsync(file, ct: StoreHost.Stop)).Stories);
            foreach (var database in new[] { store.Database, other })
                Assert.Empty(await ChronologyVerifier.CompareAsync(database, ct: StoreHost.Stop));
        }
        finally
        {
            File.Delete(file);
        }

        string[] must = [nameof(Approve), nameof(Correct), nameof(Embargo), nameof(Hold), nameof(MergePeople), nameof(MovePerson), nameof(RecordOutcome), nameof(Retract), nameof(TakeDownEntry), nameof(SetFourEyes), nameof(UndoMerge)];
        Assert.Empty(must.Except(stored));
        Assert.True(stored.Count >= 20, string.Join(", ", stored));
    }

    private static readonly string[] People = ["ilo", "mara", "nobody"];

    private static PersonCommand OfPerson(Random random)
    {
        var (person, into) = (People[random.Next(People.Length)], People[random.Next(People.Length)]);
        return random.Next(4) switch
        {
            0 => new MergePeople(new() { Into = into }) { Person = person },
            1 or 2 => new UndoMerge { Person = person },
            _ => new RegisterPerson(RegisterPerson.Example with { Name = $"{person} {random.Next(3)}" }) { Person = person, AnyState = true },
        };
    }

    // An approval names the state that it is of.
    private static async Task<Command> SeenAsync(StoreHost store, Command command)
    {
        if (command is not (Approve or ApproveStory))
            return command;
        var state = (await store.Database.FoldedAsync("one", command is Approve { Entry: var entry } ? [entry] : []))!;
        return command is Approve approve ? approve with { AnyState = false, IfUpdatedAt = [state.Entries[approve.Entry].UpdatedAt] }
            : (ApproveStory)command with { AnyState = false, IfUpdatedAt = [state.Story!.UpdatedAt] };
    }

    // So that what was different is the same.
    private static AskedTakeDown Replaced => AskedTakeDown.Example with { Form = AskedTakeDown.Replace, Fields = [], Replacements = [new() { Words = "Word 1", By = "Word 2" }] };

    private static RecordEntry Entry(Random random) => new(Rally.Example with
    {
        When = When.At(random.Next(2) == 0 ? "2021-01-23" : "2021-01-22/2021-01-24"),
        Draft = random.Next(2) == 0,
        Planned = random.Next(2) == 0,
        People = [.. People.Where(_ => random.Next(2) == 0).Select(id => new Person { Id = id })],
        Links = [],
    });

    private static EntryCommand OfEntry(Random random, List<string> entries)
    {
        var (entry, other, word) = (entries[random.Next(entries.Count)], entries[random.Next(entries.Count)], $"Word {random.Next(3)}");
        var later = DateTimeOffset.UtcNow.AddDays(random.Next(1, 4));
        EntryCommand command = random.Next(29) switch
        {
            0 or 1 => new Publish(),
            2 => new Schedule { At = random.Next(3) == 0 ? null : later },
            3 => new Embargo { Asked = new() { Until = later, Reason = word } },
            4 => new LiftEmbargo { End = new() { Reason = word } },
            5 => new Hold { Reason = word, Past = random.Next(2) == 0 ? Past.Hidden : Past.Shown },
            6 => new ReleaseHold(),
            7 => new MarkKey { Key = random.Next(2) == 0 },
            8 => new AddSource { Source = AddSource.Example with { Outlet = word } },
            9 => new LinkEntry { Link = new() { Entry = other, Relation = "follows" } },
            10 => new AddFigure { Figure = AddFigure.Example.Figure! with { AsOf = $"2021-01-{random.Next(20, 24)}" } },
            11 or 12 => new Correct { Class = "correction", Wrong = word, Changes = new() { ["headline"] = word } },
            13 => new Correct { Class = "update", Changes = new() { ["when"] = new JsonObject { ["edtf"] = $"2021-01-{random.Next(22, 24)}" } } },
            14 => new ChangePast { Past = random.Next(2) == 0 ? Past.Hidden : Past.Shown, Reason = word },
            15 => new PlaceEntry { After = other },
            16 => new PlaceEntry { Back = true },
            17 => new RecordOutcome { Status = random.Next(3) switch { 0 => "held", 1 => "cancelled", _ => RecordOutcome.Planned } },
            18 => new RecordOutcome { Status = "moved", When = When.At($"2021-01-{random.Next(22, 26)}") },
            19 => new RecordReply { By = word, Text = word, Basis = "Law.", Until = random.Next(2) == 0 ? later : null },
            20 => new AddNote { Text = word },
            21 => new MarkLegal { Legal = random.Next(2) == 0 ? LegalFlag.Review : LegalFlag.None },
            22 => new Approve(),
            23 => new SeeUrgent(),
            24 or 25 => new MovePerson { From = People[random.Next(People.Length)], To = People[random.Next(People.Length)], Undo = random.Next(2) == 0 },
            26 => new Correct { Class = "update", Changes = new() { ["people"] = new JsonArray(new JsonObject { ["id"] = People[random.Next(People.Length)] }) } },
            27 => random.Next(2) == 0 ? new Retract { Reason = word } : new Correct { Class = "update", Changes = new() { ["summary"] = word } },
            _ => new TakeDownEntry { Asked = random.Next(2) == 0 ? Replaced : AskedTakeDown.Example with { Fields = random.Next(6) == 0 ? [] : ["summary", "sources"] } },
        };
        return command with { Entry = entry, AnyState = true, Urgent = random.Next(6) == 0 ? "It cannot wait." : null };
    }

    private static StoryCommand OfStory(Random random, List<string> entries)
    {
        var (word, later) = ($"Word {random.Next(3)}", DateTimeOffset.UtcNow.AddDays(random.Next(1, 4)));
        StoryCommand command = random.Next(14) switch
        {
            0 => new PublishStory(),
            1 => new ScheduleStory { At = later },
            2 => new EmbargoStory { Asked = new() { Until = later, Reason = word } },
            3 => new LiftStoryEmbargo { End = new() { Reason = word } },
            4 => new CloseStory { Summary = word },
            5 or 6 => new ReopenStory(),
            7 => new SetStanding { Known = [new() { Text = word, Entries = [entries[random.Next(entries.Count)]] }] },
            8 => new SetFourEyes { Commands = random.Next(2) == 0 ? [] : [FourEyes.Publication, FourEyes.Correction, FourEyes.Retraction, FourEyes.EmbargoEnd] },
            9 => new CorrectStory { Class = "update", Changes = new() { ["timeZone"] = random.Next(2) == 0 ? "Asia/Omsk" : "Europe/Moscow" } },
            10 => new CorrectStory { Class = "update", Changes = new() { ["title"] = word } },
            11 => new ApproveStory(),
            12 => new TakeDownStory { Asked = random.Next(2) == 0 ? Replaced : AskedTakeDown.Example with { Fields = ["known", "summary"] } },
            _ => new SeeStoryUrgent(),
        };
        return command with { AnyState = true, Urgent = random.Next(4) == 0 ? "It cannot wait." : null };
    }
}
