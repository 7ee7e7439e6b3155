namespace Timeline.Domain.Tests;

/// <summary>States to decide on.</summary>
internal static class Given
{
    public const string NewId = "n4w";

    public static DateTimeOffset Now { get; } = new(2021, 1, 22, 18, 0, 0, TimeSpan.Zero);

    public static DecisionContext Context { get; } = new(Now, NewId);

    public static StoryOpened Story { get; } =
        new("navalny-2021", "The story", "en", "Europe/Moscow", "2021-01-17", "2021-01-23");

    /// <summary>A story that was opened, and what happened in it since, a second apart.</summary>
    public static StoryState OpenStory(params StoryEvent[] events)
    {
        var state = StoryState.Empty;
        foreach (var @event in events.Prepend(Story))
            state = state.Apply(@event, state.Version + 1, Now.AddMinutes(-10).AddSeconds(state.Version)).State;
        return state;
    }

    public static StoryEvent Arrest(string id, Func<Kinds.Arrest, Kinds.Arrest>? change = null) =>
        new Recorded<Kinds.Arrest>(id, change is null ? Kinds.Arrest.Example : change(Kinds.Arrest.Example));

    public static Refusal Refused(Decision decision) => Assert.IsType<Decision.Refused>(decision).Refusal;
}
