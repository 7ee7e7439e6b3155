using Timeline.Store.Proof;

namespace Timeline.Store.Archives;

/// <summary>A story that was found whole in an archive.</summary>
internal sealed record ArchivedStory(Anchor Head, IReadOnlyList<PartPlace> Parts);

/// <summary>Judges the stories of an archive as their parts come: whether each event follows upon the one before it, up to the head that
/// the manifest names. Parts are read on all processors, and judged in order.</summary>
/// <param name="each">Told of each event that fits.</param>
internal sealed class StoriesInOrder(Action<ArchivedLine>? each)
{
    // What a part says takes many times its bytes while it is read, and all processors read: of larger ones, several at once are too much.
    private const int Large = 1 << 20;

    private readonly Queue<(Anchor Story, Task<ArchivedPart> Part)> _working = new();
    private readonly List<ArchivedStory> _stories = [];
    private List<PartPlace> _parts = [];
    private StreamVerifier? _verifier;
    private string? _last;
    private long _version;

    /// <summary>Those that are whole so far.</summary>
    public IReadOnlyList<ArchivedStory> Whole => _stories;

    /// <summary>Takes the next part, which is being read.</summary>
    /// <param name="story">Whose it is, as the manifest has it.</param>
    /// <param name="part">The part.</param>
    /// <param name="bytes">How many bytes it has: a large one is in memory alone.</param>
    /// <exception cref="DamagedArchiveException">One of those before it is not as it was written.</exception>
    public async Task AddAsync(Anchor story, Task<ArchivedPart> part, int bytes)
    {
        _working.Enqueue((story, part));
        await JudgeAsync(bytes > Large ? 0 : InOrder.AtOnce);
    }

    /// <summary>Judges what is left.</summary>
    /// <exception cref="DamagedArchiveException">It is not as it was written.</exception>
    public async Task EndAsync()
    {
        await JudgeAsync(atMost: 0);
        EndStory();
    }

    private async Task JudgeAsync(int atMost)
    {
        while (_working.Count > atMost)
        {
            var (story, working) = _working.Dequeue();
            var part = await working;
            if (_verifier?.Stream != story.Stream)
            {
                EndStory();
                _verifier = new StreamVerifier(story.Stream, [story]);
                (_parts, _last, _version) = ([], null, 0);
            }

            _parts.Add(part.Place);
            foreach (var line in part.Lines)
            {
                _verifier.Add(line.Digested);
                (_last, _version) = (line.Stored.Hash, line.Stored.Version);
                if (_verifier.First is { } wrong)
                    throw new DamagedArchiveException($"The archive is damaged: the story '{story.Stream}' is not as it was written: {wrong.Message}");
                each?.Invoke(line);
            }

            if (part.Problem is { } problem)
                throw problem;
        }
    }

    private void EndStory()
    {
        if (_verifier is null)
            return;
        var head = new Anchor(_verifier.Stream, _version, _last ?? "");
        if (_verifier.End(_version, null).Findings is [var wrong, ..])
            throw new DamagedArchiveException($"The archive is damaged: the story '{head.Stream}' is not as its manifest says: {wrong.Message}");
        _stories.Add(new(head, _parts));
        _verifier = null;
    }
}
