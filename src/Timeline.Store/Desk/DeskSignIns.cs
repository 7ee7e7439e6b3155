
namespace Timeline.Store.Desk;

/// <summary>What the nodes share so that an editor who signs in at one of them is known to all, also after a restart.</summary>
public static class DeskSignIns
{
    /// <summary>The keys that sign cookies and forms, as XML. Not asynchronous, since Data Protection is not.</summary>
    public static IReadOnlyList<string> DeskKeys(this TimelineDatabase db)
    {
        ArgumentNullException.ThrowIfNull(db);
        using var command = db.Source.CreateCommand($"select xml from {db.Quoted}.tl_desk_keys order by name");
        using var row = command.ExecuteReader();
        var keys = new List<string>();
        while (row.Read())
            keys.Add(row.GetString(0));
        return keys;
    }

    /// <summary>Keeps one more key.</summary>
    public static void AddDeskKey(this TimelineDatabase db, string name, string xml)
    {
        ArgumentNullException.ThrowIfNull(db);
        using var command = db.Source.CreateCommand($"insert into {db.Quoted}.tl_desk_keys values ($1, $2) on conflict (name) do nothing");
        command.Parameters.Add(Conditions.Of(name));
        command.Parameters.Add(Conditions.Of(xml));
        command.ExecuteNonQuery();
    }

    /// <summary>Uses a link up.</summary>
    /// <returns>Whether it was still good for it: of several that try at once, one hears so.</returns>
    public static async Task<bool> UseDeskLinkAsync(this TimelineDatabase db, string id, DateTimeOffset until, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"""
            with gone as (delete from {db.Quoted}.tl_desk_links where until < now())
            insert into {db.Quoted}.tl_desk_links values ($1, $2) on conflict (id) do nothing
            """);
        command.Parameters.Add(Conditions.Of(id));
        command.Parameters.Add(Conditions.Of(until.UtcDateTime));
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Whether a link was used.</summary>
    public static async Task<bool> IsDeskLinkUsedAsync(this TimelineDatabase db, string id, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var command = db.Source.CreateCommand($"select exists (select from {db.Quoted}.tl_desk_links where id = $1)");
        command.Parameters.Add(Conditions.Of(id));
        return (await command.AllAsync(row => row.GetBoolean(0), ct))[0];
    }
}
