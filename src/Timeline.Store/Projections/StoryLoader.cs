using System.Text.Json.Nodes;
using Npgsql;
using Timeline.Domain;
using Timeline.Domain.People;
using Timeline.Domain.Values;

namespace Timeline.Store.Projections;

/// <summary>A story as far as it is folded.</summary>
/// <param name="State">The state; empty where there is no such story.</param>
/// <param name="Hash">Its last event's hash.</param>
/// <param name="StreamVersion">The version of its stream: of a story that is whole, the state's; 0 where its last event is gone.</param>
internal sealed record LoadedStory(StoryState State, string Hash, long StreamVersion)
{
    /// <summary>Of a story that there is not.</summary>
    public static LoadedStory None { get; } = new(StoryState.Empty, "", 0);

    /// <summary>The same, without the entries that were loaded.</summary>
    public LoadedStory WithoutEntries => this with { State = State with { Entries = StoryState.Empty.Entries } };
}

/// <summary>
/// Loads as much of a story as a decision or a fold needs, at a cost that does not grow with the story: its head from the
/// chronology, and single entries folded again from their own events, which the chronology knows by version. Marten's
/// FetchForWriting would fold the whole stream for each command.
/// </summary>
/// <param name="database">Where.</param>
/// <param name="schema">The schema of the chronology: the database's, or a rebuild's shadow.</param>
internal sealed class StoryLoader(TimelineDatabase database, string schema)
{
    private readonly string _heads = $"""
        select w.id, e.version, e.headers ->> 'hash', t.version, t.public_version, t.recorded, st.state, p.state
        from unnest($1::text[]) as w(id)
        left join {database.Quoted}.mt_streams s on s.id = w.id
        left join {database.Quoted}.mt_events e on e.stream_id = s.id and e.version = s.version
        left join "{schema}".tl_stories t on t.id = w.id
        left join "{schema}".tl_story_states st on st.story = t.id and st.valid_to = 'infinity'
        left join "{schema}".tl_people p on p.stream = t.id and p.valid_to = 'infinity'
        """;

    // Each state was made by the last of its events, at the instant at which it was folded; or, where a state before it has the
    // same, by an event of the story.
    private readonly string _entries = $"""
        select x.story, x.entry, x.valid_from, e.version, e.type, e.data, x.since, t.since, e.headers -> 'digests'
        from unnest($1::text[], $2::text[]) as w(story, entry)
        join "{schema}".tl_stories t on t.id = w.story
        join "{schema}".tl_entries x on x.story = w.story and x.entry = w.entry
        join {database.Quoted}.mt_events e on e.stream_id = x.story and e.version = x.versions[cardinality(x.versions)]
        order by x.valid_from
        """;

    private readonly string _all = $"""
        select entry from "{schema}".tl_entries where story = $1 and valid_to = 'infinity'
        """;

    /// <summary>The stories, each without entries.</summary>
    /// <param name="ids">Which.</param>
    /// <param name="connection">In whose transaction to look; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Dictionary<string, LoadedStory>> StoriesAsync(
        IReadOnlyCollection<string> ids, NpgsqlConnection? connection, CancellationToken ct)
    {
        var found = new Dictionary<string, LoadedStory>(StringComparer.Ordinal);
        // What cannot be an id is not asked for: it may hold what PostgreSQL takes for no text at all.
        foreach (var id in ids.Where(id => !StreamId.IsOne(id)))
            found[id] = LoadedStory.None;
        if (found.Count == ids.Count)
            return found;
        await using var command = Command(_heads, connection, ids.Where(StreamId.IsOne));
        await using var row = await command.ReadAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var id = row.GetString(0);
            found[id] = new(
                row.IsDBNull(3) ? StoryState.Empty : new StoryState
                {
                    Story = row.IsDBNull(6) ? null : StoryRow.Read(row.GetString(6)),
                    Person = row.IsDBNull(7) ? null : PersonRow.Read(row.GetString(7)),
                    Version = row.GetInt64(3),
                    PublicVersion = row.GetInt64(4),
                    Recorded = row.GetFieldValue<DateTimeOffset>(5),
                },
                row.IsDBNull(2) ? "" : row.GetString(2),
                row.IsDBNull(1) ? 0 : row.GetInt64(1));
        }

        return found;
    }

    /// <summary>Some entries, those that there are; in place of one, the reason where an event of it cannot be read.</summary>
    /// <param name="entries">Which, by story and id.</param>
    /// <param name="connection">In whose transaction to look; null for none.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Dictionary<(string Story, string Entry), (Entry? Entry, UnreadableEventException? Unreadable)>> EntriesAsync(
        IReadOnlyCollection<(string Story, string Entry)> entries, NpgsqlConnection? connection, CancellationToken ct)
    {
        var found = new Dictionary<(string, string), (Entry? Entry, UnreadableEventException? Unreadable)>();
        var asked = entries.Where(e => SlugAttribute.IsSlug(e.Story) && SlugAttribute.IsSlug(e.Entry)).Distinct().ToArray();
        if (asked.Length == 0)
            return found;
        await using var command = Command(_entries, connection, asked.Select(e => e.Story), asked.Select(e => e.Entry));
        await using var row = await command.ReadAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var (story, entry, version) = (row.GetString(0), row.GetString(1), row.GetInt64(3));
            var before = found.GetValueOrDefault((story, entry));
            if (before.Unreadable is not null)
                continue;
            var at = row.GetFieldValue<DateTimeOffset>(2);
            DateTimeOffset? inView = row.IsDBNull(7) ? null : row.GetFieldValue<DateTimeOffset>(7);
            if (before.Entry is { Versions: [.., var last] } known && last == version)
            {
                if (at == inView)
                    found[(story, entry)] = (known.WithStory(row.GetFieldValue<DateTimeOffset>(6)), null);
                continue;
            }

            try
            {
                var rewritten = row.IsDBNull(8) ? null : JsonNode.Parse(row.GetString(8))!.AsObject().Select(f => f.Key);
                var @event = StoredEvent.Read(story, version, row.GetString(4), row.GetFieldValue<ReadOnlyMemory<byte>>(5), rewritten);
                found[(story, entry)] = (Entry.After(before.Entry, @event, version, at, at >= inView), null);
            }
            catch (Exception error) when (error is UnreadableEventException || StoryFold.DoesNotFit(error))
            {
                found[(story, entry)] = (null, error as UnreadableEventException ?? StoryFold.Unfit(story, version, error.Message, error));
            }
        }

        return found;
    }

    /// <summary>The ids of all entries of a story.</summary>
    public async Task<List<string>> AllEntriesAsync(string story, NpgsqlConnection? connection, CancellationToken ct)
    {
        await using var command = connection is null ? database.Source.CreateCommand(_all) : new NpgsqlCommand(_all, connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = story });
        return await command.AllAsync(row => row.GetString(0), ct);
    }

    /// <summary>A story with all of its entries, which what moves all of them must have.</summary>
    public async Task<StoryState> WithAllAsync(StoryState story, NpgsqlConnection? connection, CancellationToken ct)
    {
        if (story.Story is not { Id: var id })
            return story;
        var missing = (await AllEntriesAsync(id, connection, ct)).Where(e => !story.Entries.ContainsKey(e));
        var loaded = await EntriesAsync([.. missing.Select(e => (id, e))], connection, ct);
        return story with { Entries = story.Entries.SetItems(loaded.Values.Select(e => KeyValuePair.Create(e.Entry!.Id, e.Entry))) };
    }

    private NpgsqlCommand Command(string sql, NpgsqlConnection? connection, params ReadOnlySpan<IEnumerable<string>> lists)
    {
        var command = connection is null ? database.Source.CreateCommand(sql) : new NpgsqlCommand(sql, connection);
        foreach (var list in lists)
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. list] });
        return command;
    }
}
