using Marten;
using Npgsql;

namespace Timeline.Store.Commands;

/// <summary>A group on its way from its decision to its commit, with the connection on which it is stored. Of what is queued on its session nothing
/// is sent before it is saved: a group that is not stored after all costs PostgreSQL nothing.</summary>
/// <param name="decided">The time by which it is decided.</param>
internal sealed class ReadyGroup(DateTimeOffset decided) : IAsyncDisposable
{
    private NpgsqlTransaction? _transaction;

    /// <summary>The time by which it is decided.</summary>
    public DateTimeOffset Decided => decided;

    /// <summary>The group; null as long as it is not decided.</summary>
    public CommandGroup? Group { get; set; }

    /// <summary>In whose transaction it is decided and stored; null as long as there is none.</summary>
    public NpgsqlConnection? Connection { get; private set; }

    /// <summary>What it is queued on; null where there is nothing to store.</summary>
    public IDocumentSession? Session { get; private set; }

    /// <summary>Opens its connection, and a transaction on that.</summary>
    public async Task<NpgsqlConnection> OpenAsync(TimelineDatabase database)
    {
        if (Connection is null)
        {
            Connection = await database.Source.OpenConnectionAsync();
            _transaction = await Connection.BeginTransactionAsync();
        }

        return Connection;
    }

    /// <summary>Opens a session of Marten's in its transaction, which begins with the session's own batch where it has not begun.</summary>
    public async Task<IDocumentSession> OpenSessionAsync(TimelineDatabase database, IDocumentStore marten)
    {
        Connection ??= await database.Source.OpenConnectionAsync();
        Session = TransactionStatement.SessionOn(Connection, marten);
        if (_transaction is null)
            TransactionStatement.BeginWith(Session);
        Session.Logger = SilentSession.Instance;
        // Marten takes these from whatever activity is current, and gives them to events that have none: the hash covers both.
        (Session.CorrelationId, Session.CausationId) = (null, null);
        return Session;
    }

    public async ValueTask DisposeAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        // Closes the connection, too.
        if (Session is not null)
            await Session.DisposeAsync();
        else if (Connection is not null)
            await Connection.DisposeAsync();
    }
}
