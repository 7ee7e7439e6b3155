using Marten;
using Marten.Services;
using Npgsql;

namespace Timeline.Store.Commands;

/// <summary>Logs nothing of a session: Marten takes a lost race for a failure, of each statement of the batch. <see cref="GroupWriter"/> says what
/// became of the commands.</summary>
internal sealed class SilentSession : IMartenSessionLogger
{
    private SilentSession()
    {
    }

    /// <summary>It keeps nothing.</summary>
    public static SilentSession Instance { get; } = new();

    public void LogSuccess(NpgsqlCommand command)
    {
    }

    public void LogSuccess(NpgsqlBatch batch)
    {
    }

    public void LogFailure(NpgsqlCommand command, Exception ex)
    {
    }

    public void LogFailure(NpgsqlBatch batch, Exception ex)
    {
    }

    public void LogFailure(Exception ex, string message)
    {
    }

    public void RecordSavedChanges(IDocumentSession session, IChangeSet commit)
    {
    }

    public void OnBeforeExecute(NpgsqlCommand command)
    {
    }

    public void OnBeforeExecute(NpgsqlBatch batch)
    {
    }
}
