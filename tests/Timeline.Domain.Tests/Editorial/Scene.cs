using Timeline.Domain.Editorial;
using Timeline.Domain.Kinds;

namespace Timeline.Domain.Tests.Editorial;

/// <summary>Given some commands that were accepted, when one more comes, then what is decided. A minute passes with each.</summary>
internal sealed record Scene
{
    private StoryState State { get; init; } = StoryState.Empty;

    private string Actor { get; init; } = "anna";

    private bool DraftsOnly { get; init; }

    public DateTimeOffset Now { get; init; } = new(2021, 1, 22, 12, 0, 0, TimeSpan.Zero);

    public static Scene Opened { get; } = new Scene().Given(OpenStory.Example);

    public static Scene Drafted { get; } = new Scene().Given(OpenStory.Example with { Draft = true });

    public long PublicVersion => State.PublicVersion;

    public Story Story => State.Story!;

    /// <summary>When the last event was recorded.</summary>
    public DateTimeOffset Recorded => State.Recorded;

    public Change? Last { get; private init; }

    public Entry this[string entry] => State.Entries[entry];

    /// <summary>Recorded entries get the ids <c>e2</c>, <c>e3</c> ..., by the version of their event.</summary>
    public Scene Given(params Command[] commands) => commands.Aggregate(this, (scene, command) =>
    {
        var accepted = Assert.IsType<Decision.Accepted>(scene.When(command));
        var recorded = scene.State.NextRecorded(scene.Now);
        var (state, change) = scene.State.Apply(accepted.Event, scene.State.Version + 1, recorded);
        return scene with { State = state, Last = change, Now = scene.Now.AddMinutes(1) };
    });

    public Decision When(Command command) => command.Decide(DraftsOnly ? State.AsContributorsSeeIt() : State, new(Now, $"e{State.Version + 1}") { Actor = Actor, DraftsOnly = DraftsOnly });

    public Scene By(string actor) => this with { Actor = actor, DraftsOnly = false };

    /// <summary>From now on by somebody who works on drafts alone.</summary>
    public Scene ByContributor() => this with { Actor = "carla", DraftsOnly = true };

    /// <summary>An approval of what waits with an entry as it stands here.</summary>
    public Approve Approval(string entry = "e2") => new() { Entry = entry, IfUpdatedAt = [this[entry].UpdatedAt] };

    /// <summary>After another editor approved that.</summary>
    public Scene Approved(string entry = "e2") => By("boris").Given(Approval(entry));

    public Refusal Refusal(Command command) => Assert.IsType<Decision.Refused>(When(command)).Refusal;

    public string Nothing(Command command) => Assert.IsType<Decision.NothingToDo>(When(command)).Sentence;

    public T Event<T>(Command command)
        where T : StoryEvent => Assert.IsType<T>(Assert.IsType<Decision.Accepted>(When(command)).Event);

    public static RecordEntry Sentencing(Func<Sentencing, Sentencing>? with = null) =>
        new((with ?? (s => s))(Kinds.Sentencing.Example));

    public static RecordEntry Sentencing(bool draft) => Sentencing(s => s with { Draft = draft });

    public static RecordEntry Rally(string edtf = "2021-01-23") => new(Kinds.Rally.Example with { When = Timeline.Domain.Values.When.At(edtf) });
}
