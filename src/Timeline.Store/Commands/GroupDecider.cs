using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.TakeDowns;
using Timeline.Domain.Values;
using Timeline.Store.Projections;
using Timeline.Store.Queries;

namespace Timeline.Store.Commands;

/// <summary>Looks up what a group of commands needs, as often as they need more, and lets them decide.</summary>
internal sealed class GroupDecider(TimelineDatabase database)
{
    private readonly StoryLoader _loader = new(database, database.Schema);

    /// <summary>Decides a group's commands, one after the other.</summary>
    /// <param name="commands">The commands.</param>
    /// <param name="heads">What is known of streams; what is missing is added.</param>
    /// <param name="now">The time that is recorded.</param>
    /// <param name="serverClock">The database server's clock, where it has refused our time before; else null.</param>
    /// <param name="connection">In whose transaction to look; null for none.</param>
    /// <param name="ct">Cancels; only of what stores nothing.</param>
    public async Task<CommandGroup> DecideAsync(
        IReadOnlyList<CarryOut> commands, Heads heads, DateTimeOffset now, DateTimeOffset? serverClock,
        NpgsqlConnection? connection, CancellationToken ct = default)
    {
        // What was answered once is answered again, even where it would be refused by now.
        (string, string)[] keys = [.. commands.Where(c => c.By.Key is not null).Select(c => (c.By.Actor, c.By.Key!))];
        var known = await Receipts.RecallAsync(database, keys, ct);
        var fresh = new HashSet<string>(StringComparer.Ordinal);
        var entries = new Dictionary<(string Story, string Entry), (Entry?, UnreadableEventException?)>();
        foreach (var (key, entry) in heads.ComingEntries)
            entries[key] = (entry, null);
        var whole = new HashSet<string>(StringComparer.Ordinal);
        var streams = new Dictionary<string, IReadOnlyList<StoredEvent>>(StringComparer.Ordinal);
        // What is rewritten is read whole, and must be all that there is.
        foreach (var rewriting in commands.Where(c => c.Command is IRewrites))
            heads.Remove(rewriting.Story);
        var inView = await InViewAsync(commands, ct);
        var unseen = await UnseenAsync(commands, ct);
        while (true)
        {
            var stories = await StoriesAsync(commands, heads, fresh, connection, ct);
            var register = await RegisterAsync(commands, stories, ct);
            // What is known to be needed is read before all is decided, and not for its lack: else all is decided twice.
            await LoadAsync([.. commands.Where(c => !IsAnswered(c, out _)).SelectMany(c => c.Command.Needs.Select(entry => (c.Story, entry))).Where(e => !entries.ContainsKey(e))]);
            var group = new CommandGroup(database, stories, entries, whole, new(now, "") { Stories = inView, Register = register, Unseen = unseen }, streams,
                serverClock, ct);
            foreach (var command in commands)
            {
                if (IsAnswered(command, out var before))
                    group.Repeat(command, Receipts.Answer(command.By, before));
                else
                    group.Decide(command, now);
            }

            foreach (var story in group.MissingStreams)
                streams[story] = await database.ReadStreamAsync(story, ct: ct).TakeWhile(e => e.Version <= stories[story].StreamVersion).ToListAsync(ct);
            foreach (var story in group.MissingWhole)
            {
                whole.Add(story);
                group.Missing.UnionWith((await _loader.AllEntriesAsync(story, connection, ct)).Select(e => (story, e))
                    .Where(e => !entries.ContainsKey(e)));
            }

            if (group.Missing.Count > 0 || group.MissingWhole.Count > 0 || group.MissingStreams.Count > 0)
            {
                await LoadAsync(group.Missing);
                continue;
            }

            // What a group appends is stored only where all heads are those that it was decided on; where it appends nothing, nothing may rest on a
            // head, or entries, of yesterday.
            var unsure = !group.Appends.AreNone || heads.IsAhead ? [] : group.NotAccepted.Where(story => !fresh.Contains(story)).ToHashSet(StringComparer.Ordinal);
            if (unsure.Count == 0)
            {
                // The twin of a request, sent to another node at the same time, may have been what made this one too late.
                if (!group.RefusesUnder(known.Keys) || await Receipts.RecallAsync(database, keys, ct) is not { } later
                    || later.Count == known.Count)
                    return group;
                known = later;
                continue;
            }

            foreach (var story in unsure)
                heads.Remove(story);
            whole.ExceptWith(unsure);
            foreach (var entry in entries.Keys.Where(e => unsure.Contains(e.Story)).ToArray())
                entries.Remove(entry);
        }

        bool IsAnswered(CarryOut command, out (byte[] Fingerprint, CommandResult Result) before)
        {
            before = default;
            return command.By.Key is { } key && known.TryGetValue((command.By.Actor, key), out before);
        }

        // Entries are read after the head that they are decided with: if that is not the latest, storing will tell.
        async Task LoadAsync(IReadOnlyCollection<(string Story, string Entry)> missing)
        {
            foreach (var entry in missing)
                entries[entry] = (null, null);
            foreach (var (entry, loaded) in await _loader.EntriesAsync(missing, connection, ct))
                entries[entry] = loaded;
        }
    }

    private async Task<Dictionary<string, LoadedStory>> StoriesAsync(
        IReadOnlyList<CarryOut> commands, Heads heads, HashSet<string> fresh, NpgsqlConnection? connection, CancellationToken ct)
    {
        var stories = new Dictionary<string, LoadedStory>(StringComparer.Ordinal);
        var missing = new HashSet<string>(StringComparer.Ordinal);
        foreach (var stream in commands.SelectMany(c => c.Streams))
        {
            if (heads.TryGet(stream, out var head))
                stories[stream] = head;
            else
                missing.Add(stream);
        }

        if (missing.Count == 0)
            return stories;
        foreach (var (id, loaded) in await _loader.StoriesAsync(missing, connection, ct))
        {
            stories[id] = loaded;
            heads.Add(id, loaded);
            fresh.Add(id);
        }

        return stories;
    }

    // Nothing takes a story out of view again: what is in view now, is when the group is stored.
    private async Task<HashSet<string>> InViewAsync(IReadOnlyList<CarryOut> commands, CancellationToken ct)
    {
        string[] named = [.. commands.SelectMany(c => c.Command.NeedsStories).Where(SlugAttribute.IsSlug).Distinct()];
        return named.Length == 0 ? [] : [.. (await database.PublicVersionsAsync(named, ct)).Select(s => s.Story)];
    }

    // As the heads of the streams of those who are named have it.
    private async Task<Register> RegisterAsync(IReadOnlyList<CarryOut> commands, Dictionary<string, LoadedStory> stories, CancellationToken ct)
    {
        var people = commands.SelectMany(c => c.Names).Distinct().Select(id => stories[StreamId.OfPerson(id)].State.Person)
            .OfType<RegisteredPerson>().ToDictionary(p => p.Id);
        // A contributor may have hit upon somebody who is nobody to them, and may mean somebody else.
        string[] missing = [.. commands.Where(c => c.Names.Count > 0).SelectMany(c => c.Command.RestsOnRegister
            .Where(id => SlugAttribute.IsSlug(id) && (c.By.SeesDraftsOnly || !people.ContainsKey(id)))).Distinct()];
        var others = missing.Length == 0 ? [] : await database.MuchLikeAsync(missing, ct);
        string[] asked = commands.Any(c => c.By.SeesDraftsOnly)
            ? [.. people.Keys.Concat(people.Values.Select(p => p.MergedInto).OfType<string>()).Union(others)] : [];
        return new(people, others) { InSight = asked.Length == 0 ? new HashSet<string>() : await database.InSightAsync(asked, ct) };
    }

    private async Task<IReadOnlySet<string>> UnseenAsync(IReadOnlyList<CarryOut> commands, CancellationToken ct)
    {
        string[] registered = [.. commands.SelectMany(c => c.Command.Registers).Where(SlugAttribute.IsSlug).Distinct()];
        return registered.Length == 0 ? new HashSet<string>() : await database.UnseenPeopleAsync(registered, ct);
    }
}
