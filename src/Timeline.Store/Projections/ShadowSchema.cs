using Npgsql;

namespace Timeline.Store.Projections;

/// <summary>What a shadow is for: one of each at a time.</summary>
/// <param name="Suffix">What its schema's name has behind that of the database's.</param>
/// <param name="Lock">PostgreSQL's advisory lock of whoever has it: <c>a, b</c>.</param>
internal sealed record ShadowUse(string Suffix, string Lock)
{
    /// <summary>To take the chronology's place.</summary>
    public static ShadowUse Rebuild { get; } = new("_rebuild", "21580, 3");

    /// <summary>To be compared with the chronology.</summary>
    public static ShadowUse Comparison { get; } = new("_verify", "21580, 4");

    public static IReadOnlyList<ShadowUse> All { get; } = [Rebuild, Comparison];
}

/// <summary>The tables of the chronology a second time, empty, in a schema that goes again: to be filled from the events.</summary>
internal sealed class ShadowSchema : IAsyncDisposable
{
    private readonly string _lock;
    private bool _isHeld;

    private ShadowSchema(NpgsqlConnection connection, string name, string @lock) => (Connection, Name, _lock) = (connection, name, @lock);

    /// <summary>The connection that holds the schema's lock, for what belongs to it.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>The schema's name, not quoted.</summary>
    public string Name { get; }

    /// <summary>Makes it, where nobody else is at it.</summary>
    /// <param name="database">Beside whose schema.</param>
    /// <param name="use">What for.</param>
    /// <param name="refuse">Asked before anything is made; what it throws leaves everything as it was.</param>
    /// <param name="unlogged">Whether nobody needs the rows after a crash, so that PostgreSQL need not write them twice.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null where somebody else is.</returns>
    public static async Task<ShadowSchema?> TryMakeAsync(
        TimelineDatabase database, ShadowUse use, Func<NpgsqlConnection, Task> refuse, bool unlogged, CancellationToken ct)
    {
        var connection = await database.Source.OpenConnectionAsync(ct);
        var shadow = new ShadowSchema(connection, database.Schema + use.Suffix, use.Lock);
        try
        {
            shadow._isHeld = await connection.AskAsync<bool>($"select pg_try_advisory_lock({use.Lock})", ct);
            if (!shadow._isHeld)
            {
                await shadow.DisposeAsync();
                return null;
            }

            await refuse(connection);
            await connection.RunAsync(
                $"set client_min_messages = warning; drop schema if exists \"{shadow.Name}\" cascade; create schema \"{shadow.Name}\"", ct);
            await ReadModels.MakeAsync(connection, shadow.Name, !unlogged ? ReadModels.Tables : ReadModels.Tables.Select(t => t with
            {
                Text = t.Text.Replace("create table", "create unlogged table", StringComparison.Ordinal),
            }), ct);
            // It would look into them again and again while they are filled, and take a tenth of the time.
            await shadow.ForEachTableAsync("set (autovacuum_enabled = off)", ct);
            return shadow;
        }
        catch
        {
            await shadow.DisposeAsync();
            throw;
        }
    }

    /// <summary>Removes those that nobody is at any more, as whoever was has died: they hold words that may have been taken down since.</summary>
    public static async Task RemoveLeftAsync(TimelineDatabase database, CancellationToken ct)
    {
        foreach (var use in ShadowUse.All)
        {
            await using var shadow = new ShadowSchema(await database.Source.OpenConnectionAsync(ct), database.Schema + use.Suffix, use.Lock);
            shadow._isHeld = await shadow.Connection.AskAsync<bool>(
                $"select case when to_regnamespace('\"{shadow.Name}\"') is null then false else pg_try_advisory_lock({use.Lock}) end", ct);
        }
    }

    /// <summary>To be called when it is filled: what is asked of it is planned by what is in it from here on, and PostgreSQL looks after it again.</summary>
    /// <remarks>A small sample of each table will do until PostgreSQL takes its own.</remarks>
    public async Task FilledAsync(CancellationToken ct)
    {
        await ForEachTableAsync("reset (autovacuum_enabled)", ct);
        await Connection.RunAsync("set default_statistics_target = 10", ct);
        await Connection.RunAsync($"analyze {string.Join(", ", (await TablesAsync(ct)).Select(t => $"\"{Name}\".{t}"))}", ct);
        await Connection.RunAsync("reset default_statistics_target", ct);
    }

    /// <summary>Removes it, if it is still there.</summary>
    public async ValueTask DisposeAsync()
    {
        // Never somebody else's.
        if (_isHeld && Connection.State == System.Data.ConnectionState.Open)
        {
            await Connection.RunAsync($"drop schema if exists \"{Name}\" cascade; reset client_min_messages; select pg_advisory_unlock({_lock})",
                CancellationToken.None);
        }

        await Connection.DisposeAsync();
    }

    private async Task ForEachTableAsync(string change, CancellationToken ct)
    {
        foreach (var table in await TablesAsync(ct))
            await Connection.RunAsync($"alter table \"{Name}\".{table} {change}", ct);
    }

    private async Task<List<string>> TablesAsync(CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select quote_ident(tablename) from pg_tables where schemaname = $1 order by 1", Connection);
        command.Parameters.AddWithValue(Name);
        return await command.AllAsync(row => row.GetString(0), ct);
    }
}
