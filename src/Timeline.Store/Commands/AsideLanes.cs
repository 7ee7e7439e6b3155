namespace Timeline.Store.Commands;

/// <summary>
/// The lanes beside a lane, one for each row that somebody else holds for long: a story's, or somebody's of the register. All that rests on
/// that row waits there, together, with one connection, and holding nothing: so it holds up nobody else, not even other commands on the same
/// stories. Used by its lane alone, a group at a time.
/// </summary>
/// <param name="make">Makes one that waits for the row of a stream.</param>
internal sealed class AsideLanes(Func<string, Lane> make)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _byStream = new(StringComparer.Ordinal);

    /// <summary>Whether it may rest on a row that others wait for.</summary>
    public bool Awaits(Waiting waiting) => waiting.Message.Streams.Any(_byStream.ContainsKey);

    /// <summary>Takes a command where it rests on a row that others wait for.</summary>
    /// <returns>Whether it did.</returns>
    public bool Takes(Waiting waiting)
    {
        foreach (var stream in waiting.Message.Streams)
        {
            if (!_byStream.TryGetValue(stream, out var lane))
                continue;
            if (!lane.IsDone)
            {
                _ = lane.CarryOutAsync(waiting);
                return true;
            }

            lock (_gate)
                _byStream.Remove(stream);
        }

        return false;
    }

    /// <summary>Takes what rests on rows that are held.</summary>
    /// <param name="held">The streams whose rows these are.</param>
    /// <param name="commands">What is to be carried out.</param>
    /// <returns>The rest of the commands.</returns>
    public List<Waiting> Take(IReadOnlyCollection<string> held, List<Waiting> commands)
    {
        foreach (var group in commands.ToLookup(w => w.Message.Streams.FirstOrDefault(held.Contains)))
        {
            if (group.Key is not { } stream)
                continue;
            var lane = make(stream);
            lock (_gate)
                _byStream[stream] = lane;
            foreach (var waiting in group)
                _ = lane.CarryOutAsync(waiting);
        }

        return commands.FindAll(w => !w.Message.Streams.Any(held.Contains));
    }

    /// <summary>Ends the waiting, and waits until nothing is on its way.</summary>
    public async Task EndAsync()
    {
        Lane[] lanes;
        lock (_gate)
            lanes = [.. _byStream.Values];
        await Task.WhenAll(lanes.Select(lane => lane.EndAsync()));
    }
}
