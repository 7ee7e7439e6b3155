using Npgsql;
using Timeline.Domain.People;
using Timeline.Store.Projections;

namespace Timeline.Store.Archives;

/// <summary>What an import holds until its transaction ends: whoever would write there waits.</summary>
/// <param name="database">Where.</param>
/// <param name="connection">In the transaction.</param>
internal sealed class HeldStories(TimelineDatabase database, NpgsqlConnection connection)
{
    private readonly StoryLoader _loader = new(database, database.Schema);

    /// <summary>Holds a story, or somebody of the register, also one that there is not yet; however late whoever else holds it lets go of it.</summary>
    public async Task HoldAsync(string stream, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select {database.Quoted}.tl_hold($1)", connection) { CommandTimeout = 0 };
        command.Parameters.Add(Conditions.Of(stream));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Whether a merge would lead back to where it begins. That is looked at before anything is stored, but an editor, or another import, may
    /// have merged somebody since; so from here on nobody can. A command holds whom it leads to; an import all whom that leads to, since it may bring
    /// what is no longer allowed here: a merge into somebody who is merged.
    /// </summary>
    /// <param name="person">Who is merged, and held.</param>
    /// <param name="into">Into whom.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> LeadBackAsync(string person, string into, CancellationToken ct)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (string? next = into; next is not null && seen.Add(next); next = await MergedIntoAsync(StreamId.OfPerson(next), ct))
        {
            if (next == person)
                return true;
            await HoldAsync(StreamId.OfPerson(next), ct);
        }

        return false;
    }

    private async Task<string?> MergedIntoAsync(string stream, CancellationToken ct) =>
        (await _loader.StoriesAsync([stream], connection, ct))[stream].State.Person?.MergedInto;
}
