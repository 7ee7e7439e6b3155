using System.Data.Common;
using System.Text.RegularExpressions;
using JasperFx.Events;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace Timeline.Store.Commands;

/// <summary>One statement of ours in the batch of a Marten session, with its parameters' own types. It must have a result, since Marten
/// reads one of each: of an update without one the results after it would be taken for those of others.</summary>
/// <remarks>Marten's <c>QueueSqlCommand</c> guesses the types from the values, and knows neither json nor bytes of it.</remarks>
internal sealed partial class SessionStatement(NpgsqlBatchCommand command) : Marten.Internal.Operations.IStorageOperation
{
    // What Marten must have made before: the tables of events.
    public Type DocumentType => typeof(IEvent);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        // Marten numbers the parameters of its batches itself: each stands once, and in the order of its number.
        var parameters = builder.AppendWithParameters(Parameter().Replace(command.CommandText, "?"), '?');
        for (var i = 0; i < parameters.Length; i++)
        {
            parameters[i].Value = command.Parameters[i].Value;
            parameters[i].NpgsqlDbType = command.Parameters[i].NpgsqlDbType;
        }
    }

    public Task PostprocessAsync(DbDataReader reader, IList<Exception> exceptions, CancellationToken token) => Task.CompletedTask;

    [GeneratedRegex(@"\$\d+")]
    private static partial Regex Parameter();
}
