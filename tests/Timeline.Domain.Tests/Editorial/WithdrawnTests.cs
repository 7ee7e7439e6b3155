using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;
using Timeline.Domain.Stories;
using Timeline.Domain.TakeDowns;

namespace Timeline.Domain.Tests.Editorial;

/// <summary>A command and its event say alike whether they are of entries that were withdrawn.</summary>
public class WithdrawnTests
{
    private const string Plain = "e2", Draft = "e3";

    private static readonly Rally Body = Rally.Example with
    {
        Planned = true,
        Links = [],
        People = [new() { Id = "mara", Name = "Mara" }, new() { Id = "ilo", Name = "Ilo" }],
    };

    private static readonly Scene Both = Scene.Opened.Given(new RecordEntry(Body), new RecordEntry(Body with { Draft = true }));

    private static readonly Correct Correction = new() { Entry = Plain, AnyState = true, Class = "update", Changes = new() { ["headline"] = "Another" } };

    // Each where it is accepted.
    private static readonly (Scene Scene, EntryCommand Command)[] Accepted =
    [
        (Both, Correction),
        (Both, Hold.Example),
        (Both.Given(Hold.Example with { Entry = Plain }), new ReleaseHold()),
        (Both, Retract.Example),
        (Both, ChangePast.Example),
        (Both, new Publish { Entry = Draft }),
        (Both, new Schedule { Entry = Draft, At = Both.Now.AddDays(1) }),
        (Both, Promise),
        (Both.Given(Promise), new LiftEmbargo { End = EmbargoEnd.Example }),
        (Both, new MarkKey { Key = !Body.Key }),
        (Both, new AddFigure { Figure = AddFigure.Example.Figure }),
        (Both, new AddSource { Source = AddSource.Example }),
        (Both, new LinkEntry { Link = new() { Entry = Draft, Relation = "follows" } }),
        (Both, new PlaceEntry { Entry = Draft, After = Plain }),
        (Both, new MovePerson { From = "mara", To = "ilo" }),
        (Both, AddNote.Example),
        (Both, MarkLegal.Example),
        (Both.Given(new SetFourEyes { Commands = [FourEyes.Correction] }, Correction with { Urgent = "It cannot wait." }).By("boris"), new SeeUrgent()),
        (Both, RecordReply.Example),
        (Both, new TakeDownEntry { Asked = AskedTakeDown.Example with { Fields = ["summary"] } }),
        (Both, RecordOutcome.Example),
    ];

    private static Embargo Promise => new() { Entry = Plain, Asked = new() { Until = Both.Now.AddDays(1), Reason = "Promised." } };

    [Fact]
    public void What_takes_withdrawn_entries_takes_them_as_a_command_and_as_an_event()
    {
        // An approval takes what it approves.
        Assert.Equal(CommandReader.Editorial.Select(r => r.Name).Except([nameof(Approve)]).Order(), Accepted.Select(a => a.Command.GetType().Name).Order());
        foreach (var (scene, row) in Accepted)
        {
            var command = row.Entry.Length > 0 ? row : row with { Entry = Plain };
            var changed = (EntryChanged)Assert.IsType<Decision.Accepted>(scene.When(command)).Event;
            foreach (var (withdrawal, code) in new (EntryCommand, string)[]
            {
                (Retract.Example, "already-retracted"),
                (new TakeDownEntry { Asked = AskedTakeDown.Example with { Fields = [] } }, EntryCommand.AlreadyTakenDown),
            })
            {
                var withdrawn = Both.Given(withdrawal with { Entry = command.Entry });
                Assert.Equal(
                    (command, IsRefused(changed.Against(withdrawn[command.Entry], withdrawn.Story, withdrawn.Now), code)),
                    (command, IsRefused(withdrawn.When(command), code)));
            }
        }
    }

    private static bool IsRefused(Decision? decision, string code) => decision is Decision.Refused { Refusal.Code: var said } && said == code;
}
