using Npgsql;

namespace Timeline.Store.Projections;

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
    /// <param name="suffix">What its name has behind that schema's.</param>
    /// <param name="lock">PostgreSQL's advisory lock of whoever has it: <c>a, b</c>.</param>
    /// <param name="refuse">Asked before anything is made; what it throws leaves everything as it was.</param>
    /// <param name="unlogged">Whether nobody needs the rows after a crash, so that PostgreSQL need not write them twice.</param>
    /// <param name="ct">Cancels.</param>
    /// <returns>Null where somebody else is.</returns>
    public static async Task<ShadowSchema?> TryMakeAsync(
        TimelineDatabase database, string suffix, string @lock, Func<NpgsqlConnection, Task> refuse, bool unlogged, CancellationToken ct)
    {
        var connection = await database.Source.OpenConnectionAsync(ct);
        var shadow = new ShadowSchema(connection, database.Schema + suffix, @lock);
        try
        {
            shadow._isHeld = await connection.AskAsync<bool>($"select pg_try_advisory_lock({@lock})", ct);
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
