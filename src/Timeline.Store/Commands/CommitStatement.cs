using System.Data.Common;
using Marten;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace Timeline.Store.Commands;

/// <summary>
/// Ends the batch of a session with its own COMMIT, so that everything is one round trip. The session is on a transaction that
/// it does not own, and all that can speak against the commit is raised by PostgreSQL, which then passes over the rest of the
/// batch: nothing is left for the client to find out in between.
/// </summary>
internal sealed class CommitStatement : DocumentSessionListenerBase, Marten.Internal.Operations.IStorageOperation, NoDataReturnedCall
{
    public Type DocumentType => typeof(CommitStatement);

    public OperationRole Role() => OperationRole.Other;

    // Here and not before: what is queued on a session comes before what its listeners add.
    public override Task BeforeSaveChangesAsync(IDocumentSession session, CancellationToken token)
    {
        session.QueueOperation(this);
        return Task.CompletedTask;
    }

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session) => builder.Append("commit");

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;
}
