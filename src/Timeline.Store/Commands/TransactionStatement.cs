using System.Data.Common;
using System.Transactions;
using Marten;
using Marten.Services;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace Timeline.Store.Commands;

/// <summary>
/// BEGIN or COMMIT in the batch of a session, so that everything is one round trip with one answer. Npgsql would send BEGIN as a query of its own,
/// whose answer wakes us while PostgreSQL is still at the rest, and COMMIT after the answer to that. All that can speak against the commit is
/// raised by PostgreSQL, which then passes over the rest of the batch: nothing is left for the client to find out in between. A transaction that
/// is not ended is rolled back where its connection goes back to the pool.
/// </summary>
internal sealed class TransactionStatement : Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    // Marten leaves begin and end to others where it is given an open connection together with an ambient transaction, in which it takes the
    // connection to be. Nobody is ever enlisted in this one.
    private static readonly CommittableTransaction NotMartens = new();

    private readonly string _sql;

    private TransactionStatement(string sql) => _sql = sql;

    public Type DocumentType => typeof(TransactionStatement);

    /// <summary>A session on a connection, which neither begins nor ends a transaction.</summary>
    public static IDocumentSession SessionOn(NpgsqlConnection connection, IDocumentStore marten)
    {
        var around = Transaction.Current;
        Transaction.Current = NotMartens;
        try
        {
            return marten.LightweightSession(SessionOptions.ForConnection(connection).EnlistInAmbientTransactionScope());
        }
        finally
        {
            Transaction.Current = around;
        }
    }

    /// <summary>Lets the batch of a session begin with BEGIN, where nothing is queued before.</summary>
    public static void BeginWith(IDocumentSession session) => session.QueueOperation(new TransactionStatement("begin"));

    /// <summary>Lets the batch of a session end with COMMIT, where no listener is added after.</summary>
    public static void EndWith(IDocumentSession session) => session.Listeners.Add(new Last());

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session) => builder.Append(_sql);

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    // What is queued on a session comes before what its listeners add.
    private sealed class Last : DocumentSessionListenerBase
    {
        public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
        {
            session.QueueOperation(new TransactionStatement("commit"));
            return Task.CompletedTask;
        }
    }
}
