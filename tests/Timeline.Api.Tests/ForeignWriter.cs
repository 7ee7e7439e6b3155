using Npgsql;

namespace Timeline.Api.Tests;

/// <summary>
/// Another application on the same log: it appends as plain SQL may, without our headers, our lock or our chronology.
/// </summary>
internal sealed class ForeignWriter(string connectionString) : IAsyncDisposable
{
    public NpgsqlDataSource Source { get; } = NpgsqlDataSource.Create(connectionString);

    /// <summary>Appends one event and returns its version.</summary>
    public async Task<long> AppendAsync(string story, string type, string data)
    {
        await using var batch = Source.CreateBatch();
        batch.BatchCommands.Add(Append(story, type, data));
        return (long)(await batch.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    /// <summary>Appends one event.</summary>
    public static NpgsqlBatchCommand Append(string story, string type, string data) => new(Sql)
    {
        Parameters = { new() { Value = story }, new() { Value = type }, new() { Value = data } },
    };

    /// <summary>An arrest that was recorded elsewhere.</summary>
    public static string Arrest(string entry, string headline = "Arrested elsewhere") =>
        $$"""{ "entry": "{{entry}}", "body": { "when": { "edtf": "2021-01-18" }, "headline": "{{headline}}" } }""";

    public async Task RunAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();

    internal const string Sql = """
        with stream as (
          insert into timeline.mt_streams (id, version) values ($1, 1)
          on conflict (id) do update set version = mt_streams.version + 1 returning version)
        insert into timeline.mt_events (seq_id, id, stream_id, version, data, type, "timestamp")
        select nextval('timeline.mt_events_sequence'), gen_random_uuid(), $1, version, $3::jsonb, $2, clock_timestamp() from stream
        returning version
        """;
}
