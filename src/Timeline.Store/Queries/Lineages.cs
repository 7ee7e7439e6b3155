using System.Security.Cryptography;

namespace Timeline.Store.Queries;

/// <summary>
/// Which history of a story a version is of: of two stories of one id, or of one before and after an older backup was restored,
/// versions of the same number say different things. It follows from the random bytes that the story's first event was signed
/// with, and from what was drawn by the last restore.
/// </summary>
public static class Lineages
{
    /// <summary>Draws the lineages of all stories anew, and tells every node that nothing it keeps counts any more.</summary>
    /// <returns>The stories.</returns>
    public static async Task<IReadOnlyList<string>> DrawAnewAsync(this TimelineDatabase db, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(db);
        await using var batch = db.Source.CreateBatch();
        batch.BatchCommands.Add(new($"""
            insert into {db.Quoted}.tl_restored (mark) values ($1) on conflict (one) do update set mark = excluded.mark
            """)
        { Parameters = { Conditions.Of(RandomNumberGenerator.GetHexString(8, lowercase: true)) } });
        batch.BatchCommands.Add(new("select pg_notify($1, $2)")
        { Parameters = { Conditions.Of(ChangeNotifications.Channel(db)), Conditions.Of(ChangeNotifications.Everything) } });
        await batch.ExecuteNonQueryAsync(ct);
        await using var stories = db.Source.CreateCommand($"select id from {db.Quoted}.tl_stories order by id");
        return await stories.AllAsync(row => row.GetString(0), ct);
    }

    /// <summary>The lineage of a story, <c>s</c>, in SQL.</summary>
    internal static string Lineage(this TimelineDatabase db) => $"""
        coalesce((
          select left(e.headers ->> 'hash', 12) || coalesce('-' || (select r.mark from {db.Quoted}.tl_restored r), '')
          from {db.Quoted}.mt_events e where e.stream_id = s.id and e.version = 1), '')
        """;
}
