using System.Diagnostics;
using System.Text.RegularExpressions;
using Npgsql;

namespace Timeline.Store;

/// <summary>The PostgreSQL database that everything is in. Dispose of it to close the connections.</summary>
public sealed partial class TimelineDatabase : IAsyncDisposable
{
    private const int SecondsToSignOfLife = 60;

    // For so long after one was asked, or about to be used, all connections are taken to be alive.
    private static readonly TimeSpan Trusted = TimeSpan.FromMilliseconds(50);

    private readonly string _connectionString;
    private long _used;

    /// <summary>Uses a database; nothing is opened yet.</summary>
    /// <param name="connectionString">Npgsql's. Its isolation level must be PostgreSQL's default, READ COMMITTED.</param>
    /// <param name="schema">The schema of the events and the read models: small letters, digits and underscores, not a digit
    /// first, at most 40 characters.</param>
    /// <param name="mostConnections">How many connections there may be at once; null for what the text says.</param>
    /// <param name="longest">After so long the server gives up a statement; null for what the text says.</param>
    /// <exception cref="ArgumentException">The connection string or the schema is none.</exception>
    public TimelineDatabase(
        string connectionString, string schema = "timeline", int? mostConnections = null, TimeSpan? longest = null)
    {
        if (!SchemaName().IsMatch(schema))
        {
            throw new ArgumentException(
                $"'{schema}' cannot be a schema: use a-z, 0-9 and _, not a digit first, at most 40 characters.", nameof(schema));
        }

        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Nothing of ours leaves a setting behind on a connection, so cleaning each one before reuse only costs time.
            NoResetOnClose = true,
        };
        connection.ApplicationName ??= "timeline";
        // We send few distinct statements: prepare each on its second use.
        if (connection.MaxAutoPrepare == 0)
            (connection.MaxAutoPrepare, connection.AutoPrepareMinUsages) = (100, 2);
        // Firewalls forget connections over which nothing comes for minutes, and a lock that one of them holds is free then, unheard. By TCP: it wakes nobody here.
        if (connection.TcpKeepAliveTime == 0 && connection.Host is { } host && !host.StartsWith('@') && !Path.IsPathRooted(host))
            connection.TcpKeepAliveTime = SecondsToSignOfLife;
        if (mostConnections is { } most)
            (connection.MaxPoolSize, connection.MinPoolSize) = (most, Math.Min(connection.MinPoolSize, most));
        if (longest is { } patience)
            connection.Options = $"{connection.Options} -c statement_timeout={(long)patience.TotalMilliseconds}".Trim();
        (_connectionString, Schema) = (connection.ConnectionString, schema);
        MostConnections = connection.MaxPoolSize;
        Source = NpgsqlDataSource.Create(connection);
    }

    /// <summary>How many connections to it there may be at once.</summary>
    public int MostConnections { get; }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The schema of Marten's tables (<c>mt_*</c>) and of ours (<c>tl_*</c>).</summary>
    public string Schema { get; }

    /// <summary>The schema as SQL says it.</summary>
    internal string Quoted => $"\"{Schema}\"";

    /// <summary>
    /// The same database over connections of its own, for work that all the others may come to wait for. Dispose of it.
    /// </summary>
    /// <param name="mostConnections">How many connections there may be at once; null for as many as of the others.</param>
    /// <param name="longest">After so long the server gives up a statement; null for as of the others.</param>
    public TimelineDatabase OpenApart(int? mostConnections = null, TimeSpan? longest = null) =>
        new(_connectionString, Schema, mostConnections, longest);

    /// <summary>
    /// Asks whether the database is there, where nobody has done so or called this just before: connections that lie idle may have died, and what is
    /// sent over one that is dead leaves it open what became of it. Those are let go.
    /// </summary>
    /// <exception cref="NpgsqlException">The database is away.</exception>
    internal async Task EnsureThereAsync()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _used)) > Trusted)
        {
            await using var connection = await Source.OpenConnectionAsync();
            await using var ask = new NpgsqlCommand("select", connection);
            try
            {
                await ask.ExecuteNonQueryAsync();
            }
            catch (Exception error) when (error.BreaksConnection())
            {
                // With it Npgsql has let go of all that lay idle: whoever comes next opens a new one, or learns that the database is away.
            }
        }

        Volatile.Write(ref _used, Stopwatch.GetTimestamp());
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Source.DisposeAsync();

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,39}$")]
    private static partial Regex SchemaName();
}
