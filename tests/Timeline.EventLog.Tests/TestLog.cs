using Npgsql;
using Timeline.Testing;

namespace Timeline.EventLog.Tests;

/// <summary>An empty event log in a database of its own.</summary>
internal sealed class TestLog : IAsyncDisposable
{
    // No schema to be found by chance, and no reset: what a call leaves on a connection meets the next one.
    private TestLog(string connectionString)
    {
        ConnectionString = connectionString;
        Source = NpgsqlDataSource.Create(connectionString);
        Store = new EventStore(Source);
    }

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>For what would otherwise wait for ever where a protection is missing.</summary>
    public static CancellationToken Within(int seconds)
    {
        var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        return limit.Token;
    }

    public string ConnectionString { get; }

    public NpgsqlDataSource Source { get; }

    public EventStore Store { get; }

    public static async Task<TestLog> NewAsync(bool migrate = true)
    {
        var log = new TestLog(await TestCluster.NewDatabaseAsync(Stop) + ";Maximum Pool Size=80;Search Path=public;No Reset On Close=true");
        if (migrate)
            await log.Store.MigrateAsync(Stop);
        return log;
    }

    public static NewEvent Note(string text = "a note") =>
        new("note_added", "Timeline.Tests.NoteAdded, Timeline.Tests", $$"""{"text":"{{text}}"}""");

    public static Append To(string stream, long expected = 0, string previous = "", params NewEvent[] events) => new()
    {
        Stream = stream,
        ExpectedVersion = expected,
        PreviousHash = previous,
        Recorded = DateTimeOffset.UtcNow,
        Actor = "anna",
        Events = events.Length > 0 ? events : [Note()],
    };

    /// <summary>Appends notes to a stream, one by one, as a careful client would.</summary>
    public async Task<Appended> GrowAsync(string stream, int count = 1)
    {
        Appended? last = null;
        for (var i = 0; i < count; i++)
        {
            var head = await Store.HeadAsync(stream, Stop);
            var append = To(stream, head?.Version ?? 0, head?.Hash ?? "", Note($"note {i + 1}"));
            last = Assert.IsType<Appended>(await Store.AppendAsync(append, Stop));
        }

        return last!;
    }

    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = Source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Stop);
    }

    public Task<List<StoredEvent>> AllAsync() => Store.ReadAllAsync(0, long.MaxValue, Stop).ToListAsync(Stop).AsTask();

    /// <summary>Opens a transaction that stays open until it is committed or disposed of.</summary>
    public async Task<OpenTransaction> BeginAsync(params string[] statements)
    {
        var connection = await Source.OpenConnectionAsync(Stop);
        var open = new OpenTransaction(connection, await connection.BeginTransactionAsync(Stop));
        foreach (var statement in statements)
            await open.ScalarAsync(statement);
        return open;
    }

    public ValueTask DisposeAsync() => Source.DisposeAsync();
}

/// <summary>A transaction of some other client.</summary>
internal sealed class OpenTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    public async Task<object?> ScalarAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection, transaction);
        return await command.ExecuteScalarAsync(TestLog.Stop);
    }

    public Task CommitAsync() => transaction.CommitAsync(TestLog.Stop);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }
}
