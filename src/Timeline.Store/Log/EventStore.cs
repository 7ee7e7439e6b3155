using System.Text.RegularExpressions;
using Npgsql;

namespace Timeline.Store.Log;

/// <summary>
/// An append-only event log in PostgreSQL, in Marten's table format. Safe for use by many threads, and by many
/// processes on one database; other applications may append through Marten.
/// </summary>
/// <remarks>
/// The transaction isolation of the connections must be PostgreSQL's default, READ COMMITTED. When a call fails by an
/// <see cref="NpgsqlException"/> or is cancelled, an append may or may not have been committed, but never in part; an
/// <see cref="IdempotencyKey"/> makes it safe to ask again.
/// <para>
/// Nothing here leaves state on a connection, so the source may say <c>No Reset On Close=true</c>. The reset that
/// Npgsql otherwise sends along at each opening costs tens of microseconds of server time.
/// </para>
/// </remarks>
public sealed partial class EventStore
{
    private readonly Statements _sql;

    /// <summary>Uses a schema that <see cref="MigrateAsync(CancellationToken)"/> has made, or will.</summary>
    /// <param name="source">Connections to the primary server.</param>
    /// <param name="schema">Small letters, digits and underscores, not a digit first, at most 50 characters.</param>
    /// <exception cref="ArgumentException">The schema name is not of that form.</exception>
    public EventStore(NpgsqlDataSource source, string schema = "timeline")
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(schema);
        if (!SchemaName().IsMatch(schema))
        {
            throw new ArgumentException(
                $"'{schema}' cannot be a schema: use a-z, 0-9 and _, not a digit first, at most 50 characters.",
                nameof(schema));
        }

        Source = source;
        Schema = schema;
        _sql = new Statements(schema);
    }

    /// <summary>Where the connections come from.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>The schema's name, not quoted.</summary>
    public string Schema { get; }

    /// <summary>
    /// Makes or completes the schema. Does no harm when repeated, or when several nodes do it at once.
    /// </summary>
    /// <param name="ct">Cancels; nothing is changed then.</param>
    public Task MigrateAsync(CancellationToken ct = default) => MigrateAsync([], ct);

    /// <summary>The same, with scripts of other rooms after our own: all in one transaction, under one lock.</summary>
    /// <param name="more">Run in this order.</param>
    /// <param name="ct">Cancels; nothing is changed then.</param>
    public async Task MigrateAsync(IEnumerable<SqlScript> more, CancellationToken ct = default)
    {
        var own = SqlScript.FromAssembly(typeof(EventStore).Assembly, "Timeline.Store.Log.Sql.");
        await using var connection = await Source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        // PostgreSQL reports every "already exists, skipping" as a notice, which would look like trouble in a log.
        await ExecuteAsync(connection, "set local client_min_messages = warning", ct);
        await ExecuteAsync(connection, "select pg_advisory_xact_lock(21580, 2)", ct);
        foreach (var script in own.Concat(more))
        {
            try
            {
                await ExecuteAsync(connection, _sql.Of(script.Text), ct);
            }
            catch (PostgresException e)
            {
                throw new InvalidOperationException($"Migration script {script.Name} failed: {e.MessageText}", e);
            }
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    [GeneratedRegex("^[a-z_][a-z0-9_]{0,49}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex SchemaName();
}
