using Timeline.Domain.TakeDowns;

namespace Timeline.Store.Commands;

/// <summary>A command that waits for its answer.</summary>
internal sealed record Waiting(CarryOut Message, CancellationToken Cancelled)
{
    public TaskCompletionSource<CommandResult> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether some commands may be decided on what others leave, before that is stored.</summary>
    // What rewrites a story is decided on what is stored of it; who makes somebody public must find all who are named; and the second of two requests
    // with one key is answered from what the first has left.
    public static bool MayBeDecidedOn(List<Waiting> commands, List<Waiting> before)
    {
        var keys = before.Where(w => w.Message.By.Key is not null).Select(w => (w.Message.By.Actor, w.Message.By.Key)).ToHashSet();
        return !commands.Exists(w => w.Message.Command is IRewrites || w.Message.Command.Registers.Any() || keys.Contains((w.Message.By.Actor, w.Message.By.Key)));
    }

    /// <summary>Commands in groups, each of which can be decided and stored together, in their order.</summary>
    // Two requests with one key are never in one group: the second is answered from what the first has left. Nor is what names somebody
    // whom another one changes: it is decided on the register as that one leaves it. Nor what makes somebody public whom another one names.
    public static IEnumerable<List<Waiting>> Grouped(List<Waiting> commands)
    {
        for (var rest = commands; rest.Count > 0;)
        {
            var (keys, changed, named) = (new HashSet<(string, string)>(), new HashSet<string>(), new HashSet<string>());
            bool Fits(CarryOut message)
            {
                if (message.By.Key is { } key && !keys.Add((message.By.Actor, key)))
                    return false;
                if (message.Streams.Skip(1).Any(changed.Contains) || message.Command.Registers.Any(named.Contains))
                    return false;
                changed.Add(message.Story);
                named.UnionWith(message.Names);
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
