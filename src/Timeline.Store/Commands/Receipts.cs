using System.Text.Json;
using Npgsql;
using Timeline.Domain;
using Timeline.Store.Projections;

namespace Timeline.Store.Commands;

/// <summary>What is kept under an idempotency key, so that a request sent twice is answered twice and carried out once.</summary>
internal static class Receipts
{
    /// <summary>How long they are kept at least; <see cref="ReceiptCleaner"/> deletes them afterwards.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(7);

    /// <summary>What is known of some keys, by actor and key: what was asked, and what was answered.</summary>
    public static async Task<Dictionary<(string Actor, string Key), (byte[] Fingerprint, CommandResult Result)>> RecallAsync(
        TimelineDatabase database, IReadOnlyCollection<(string Actor, string Key)> keys, CancellationToken ct)
    {
        var known = new Dictionary<(string, string), (byte[], CommandResult)>();
        if (keys.Count == 0)
            return known;
        await using var command = database.Source.CreateCommand($"""
            select r.actor, r.key, r.fingerprint, r.entry, r.event_version, r.public_version, r.updated, r.unchanged, e.seq_id, r.notes
            from unnest($1::text[], $2::text[]) as w(actor, key)
            join {database.Quoted}.tl_receipts r on r.actor = w.actor and r.key = w.key
            left join {database.Quoted}.mt_events e on e.stream_id = r.story and e.version = r.event_version
            """);
        command.Parameters.Add(Conditions.Of<string[]>([.. keys.Select(k => k.Actor)]));
        command.Parameters.Add(Conditions.Of<string[]>([.. keys.Select(k => k.Key)]));
        await using var row = await command.ReadAsync(ct);
        while (await row.ReadAsync(ct))
        {
            var entry = row.TextOrNull(3);
            var updated = row.GetFieldValue<DateTimeOffset>(6);
            known[(row.GetString(0), row.GetString(1))] = (row.GetFieldValue<byte[]>(2), row.IsDBNull(7)
                ? new CommandResult.Stored(entry, row.GetInt64(4), row.GetInt64(5), row.IsDBNull(8) ? 0 : row.GetInt64(8), updated)
                {
                    Notes = JsonSerializer.Deserialize<Note[]>(row.GetString(9), DomainJson.Stored)!,
                }
                : new CommandResult.Unchanged(entry, row.GetInt64(4), row.GetInt64(5), updated, row.GetString(7)));
        }

        return known;
    }

    /// <summary>The answer to a request whose key is known.</summary>
    public static CommandResult Answer(Submission by, (byte[] Fingerprint, CommandResult Result) known) =>
        known.Fingerprint.AsSpan().SequenceEqual(by.Fingerprint) ? known.Result : Refusals.KeyReused;

    /// <summary>
    /// The statement that keeps them; a key that is used already fails the transaction. That nothing would change is kept,
    /// too: by the next time, something might.
    /// </summary>
    public static NpgsqlBatchCommand Keep(TimelineDatabase database, IReadOnlyCollection<CommandAnswer> answers) =>
        new($"select {database.Quoted}.tl_keep_receipts($1)")
        {
            Parameters =
            {
                Chronology.Rows(answers, (json, answer) =>
                {
                    var (entry, version, publicVersion, updated, unchanged) = answer.Result switch
                    {
                        CommandResult.Stored s => (s.Entry, s.EventVersion, s.PublicVersion, s.UpdatedAt, null),
                        CommandResult.Unchanged u => (u.Entry, u.EventVersion, u.PublicVersion, u.UpdatedAt, u.Sentence),
                        _ => throw new InvalidOperationException("A refusal is not kept: it may be mended."),
                    };
                    json.WriteString("actor", answer.Message.By.Actor);
                    json.WriteString("key", answer.Message.By.Key);
                    json.WriteString("fingerprint", Convert.ToHexString(answer.Message.By.Fingerprint ?? []));
                    json.WriteString("story", answer.Message.Story);
                    json.WriteString("entry", entry);
                    json.WriteNumber("event_version", version);
                    json.WriteNumber("public_version", publicVersion);
                    json.WriteString("updated", updated);
                    json.WriteString("unchanged", unchanged);
                    json.WritePropertyName("notes");
                    JsonSerializer.Serialize(json, (answer.Result as CommandResult.Stored)?.Notes ?? [], DomainJson.Stored);
                }),
            },
        };
}
