using System.Data.Common;
using System.Text.RegularExpressions;
using JasperFx.Events;
using Npgsql;
using Weasel.Core;
using Weasel.Storage;
using ICommandBuilder = Weasel.Postgresql.ICommandBuilder;

namespace Timeline.Marten;

/// <summary>One statement of ours among those that Marten sends, with its parameters' own types.</summary>
internal sealed partial class BatchedCommand(NpgsqlBatchCommand command) : global::Marten.Internal.Operations.IStorageOperation
{
    // What Marten must have made before: the tables of events.
    public Type DocumentType => typeof(IEvent);

    public OperationRole Role() => OperationRole.Other;

    public void ConfigureCommand(ICommandBuilder builder, IStorageSession session)
    {
        // Marten numbers the parameters of its batches itself.
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
