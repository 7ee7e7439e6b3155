using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Commands;

/// <summary>A command that waits for its answer.</summary>
internal sealed record Waiting(CarryOut Message, CancellationToken Cancelled)
{
    public TaskCompletionSource<CommandResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Commands in groups, each of which can be decided and stored together, in their order.</summary>
    // Two requests with one key are never in one group: the second is answered from what the first has left. Nor is what names somebody
    // whom another one changes: it is decided on the register as that one leaves it.
    public static IEnumerable<List<Waiting>> Grouped(List<Waiting> commands)
    {
        for (var rest = commands; rest.Count > 0;)
        {
            var (keys, changed) = (new HashSet<(string, string)>(), new HashSet<string>());
            bool Fits(CarryOut message)
            {
                if (message.By.Key is { } key && !keys.Add((message.By.Actor, key)))
                    return false;
                if (message.Streams.Skip(1).Any(changed.Contains))
                    return false;
                changed.Add(message.Story);
                return true;
            }

            var group = rest.TakeWhile(w => Fits(w.Message)).TakeWhile((w, i) => i == 0 || w.Message.Command is not IRewrites).ToList();
            // What rewrites a story is decided on what is stored of it.
            if (group[0].Message.Command is IRewrites)
                group = group[..1];
            rest = rest[group.Count..];
            yield return group;
        }
    }
}
