using Npgsql;
using Timeline.Domain;
using Timeline.Domain.Values;
using Timeline.Store.Log;

namespace Timeline.Store.Projections;

/// <summary>
/// Loads as much of a story as a decision or a fold needs, at a cost that does not grow with the story: its head from the
/// chronology, and single entries folded again from their own events, which the chronology knows by version.
/// </summary>
internal sealed class StoryLoader(EventStore log, string schema)
{
    private readonly string _head = $"""
        select title, language, time_zone, first_day, last_day, version, public_version, recorded
        from "{schema}".tl_stories where id = $1
        """;

    // Each state was made by the last of its events, at the instant at which it was folded.
    private readonly string _states = $"""
        select entry, versions[cardinality(versions)], valid_from from "{schema}".tl_entries where story = $1 and entry = any($2)
        """;

    /// <summary>The story up to where the chronology is folded, without entries; empty when it is unknown.</summary>
    public async Task<StoryState> HeadAsync(string id, CancellationToken ct)
    {
        // What cannot be an id is not asked for: it may hold what PostgreSQL takes for no text at all.
        if (!SlugAttribute.IsSlug(id))
            return StoryState.Empty;
        await using var command = log.Source.CreateCommand(_head);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new StoryState
            {
                Story = new(id, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                    await reader.IsDBNullAsync(4, ct) ? null : reader.GetString(4)),
                Version = reader.GetInt64(5),
                PublicVersion = reader.GetInt64(6),
                Recorded = reader.GetFieldValue<DateTimeOffset>(7),
            }
            : StoryState.Empty;
    }

    /// <summary>The story with all at hand that deciding this command needs.</summary>
    public async Task<StoryState> ForAsync(Command command, StoryState head, string id, CancellationToken ct)
    {
        var story = await WithEntriesAsync(head, id, command.Needs, ct);
        return await WithEntriesAsync(story, id, command.NeedsBeside(story), ct);
    }

    /// <summary>The story with these entries at hand, of those that it has.</summary>
    public async Task<StoryState> WithEntriesAsync(
        StoryState story, string id, IEnumerable<string> entries, CancellationToken ct)
    {
        string[] missing = [.. entries.Distinct()
            .Where(e => !story.Entries.ContainsKey(e) && SlugAttribute.IsSlug(e))];
        if (missing.Length == 0)
            return story;

        var states = new Dictionary<long, (string Entry, DateTimeOffset Recorded)>();
        await using (var command = log.Source.CreateCommand(_states))
        {
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
            command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = missing });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
                states[reader.GetInt64(1)] = (reader.GetString(0), reader.GetFieldValue<DateTimeOffset>(2));
        }

        if (states.Count == 0)
            return story;

        var found = story.Entries.ToBuilder();
        await foreach (var stored in log.ReadVersionsAsync(id, [.. states.Keys], ct))
        {
            var (entry, recorded) = states[stored.Version];
            found[entry] = Entry.After(found.GetValueOrDefault(entry), Codec.Read(stored), stored.Version, recorded);
        }

        return story with { Entries = found.ToImmutable() };
    }
}
