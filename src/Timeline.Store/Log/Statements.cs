namespace Timeline.Store.Log;

/// <summary>What we say to the database. Each text is prepared once on each connection.</summary>
internal sealed class Statements
{
    // Our own two-number advisory locks: other users of the database (Marten: 4444, 4004, 4006) take one-number ones.
    private const string AppendLock = "21580, 1";

    private readonly string _quoted;

    internal Statements(string schema)
    {
        _quoted = $"\"{schema}\"";
        Append = Of("select {schema}.tl_append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)");
        Advance = Of("select {schema}.tl_advance($1, $2, $3)");
        Checkpoint = Of("select coalesce(last_seq_id, 0) from {schema}.mt_event_progression where name = $1");
        Horizon = Of("""select "position", instant, writers from {schema}.tl_horizon()""");
        StillWriting = Of("select array(select unnest({schema}.tl_writers()) intersect select unnest($1))");
        // Another application may store instants that no calendar here has (before the year 1, or never).
        const string recorded = """
            least(greatest(e."timestamp", '0001-01-01 00:00:00+00'), '9999-12-31 23:59:59.999999+00')
            """;
        Head = Of($$"""
            select e.version, e.headers ->> 'hash', {{recorded}}
            from {schema}.mt_streams s
            join {schema}.mt_events e on e.stream_id = s.id and e.version = s.version
            where s.id = $1
            """);
        Recall = Of("""
            select k.fingerprint, k.stream, k.version, coalesce(e.seq_id, 0), k.result
            from {schema}.tl_idempotency k
            left join {schema}.mt_events e on e.stream_id = k.stream and e.version = k.version
            where k.actor = $1 and k.key = $2
            """);

        Remember = Of("""
            insert into {schema}.tl_idempotency (actor, key, fingerprint, stream, version, result)
            values ($1, $2, $3, $4, $5, $6) on conflict do nothing returning true
            """);

        // Where Marten stored an event in a binary format, `data` is a stand-in, and these bytes are what was said.
        const string @event = $"""
            e.seq_id, e.id, coalesce(e.stream_id, ''), e.version, coalesce(e.type, ''),
            coalesce(to_jsonb(encode(e.bdata, 'base64')), e.data), {recorded}
            """;
        const string columns = $"{@event}, e.headers ->> 'actor', e.correlation_id, e.causation_id, e.headers ->> 'hash'";
        ReadStream = Of($$"""
            select {{columns}} from {schema}.mt_events e
            where e.stream_id = $1 and e.version between $2 and $3 order by e.version
            """);
        ReadVersions = Of($$"""
            select {{columns}} from {schema}.mt_events e
            where e.stream_id = $1 and e.version = any($2) order by e.version
            """);
        ReadStreams = Of($$"""
            select {{@event}}, null, null, null, null from {schema}.mt_events e
            where (e.stream_id, e.version) > ($1, $2) and e.stream_id <= $3 and e.type is distinct from 'tombstone'
            order by e.stream_id, e.version limit $4
            """);
        End = Of("select coalesce(max(seq_id), 0) from {schema}.mt_events where type is distinct from 'tombstone'");
        ReadPage = Of($$"""
            select {{columns}} from {schema}.mt_events e
            where e.seq_id > $1 and e.seq_id <= $2 and e.type is distinct from 'tombstone' order by e.seq_id limit $3
            """);

        var verify = Of($$"""
            select {{columns}}, s.version
            from {schema}.mt_events e left join {schema}.mt_streams s on s.id = e.stream_id
            """);
        VerifyAll = verify + " where e.type is distinct from 'tombstone' order by e.stream_id, e.version, e.seq_id";
        VerifyStream = verify + " where e.stream_id = $1 order by e.stream_id, e.version, e.seq_id";
        EmptyStreams = Of("""
            select s.id, s.version from {schema}.mt_streams s
            where s.id <> 'mt_tombstone' and s.version > 0 and ($1::varchar is null or s.id = $1)
              and not exists (select from {schema}.mt_events e where e.stream_id = s.id)
            """);
    }

    internal string Append { get; }

    internal string Advance { get; }

    internal string Checkpoint { get; }

    internal string Horizon { get; }

    internal string StillWriting { get; }

    internal string Head { get; }

    internal string Recall { get; }

    internal string Remember { get; }

    internal string ReadStream { get; }

    internal string ReadVersions { get; }

    internal string ReadStreams { get; }

    internal string End { get; }

    internal string ReadPage { get; }

    internal string VerifyAll { get; }

    internal string VerifyStream { get; }

    internal string EmptyStreams { get; }

    /// <summary>Fills in the placeholders of a script.</summary>
    internal string Of(string text) => text
        .Replace("{schema}", _quoted, StringComparison.Ordinal)
        .Replace("{append_lock}", AppendLock, StringComparison.Ordinal);
}
