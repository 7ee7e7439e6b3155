using System.CommandLine;
using System.CommandLine.Invocation;
using Npgsql;
using Timeline.Cli;
using Timeline.Store.Embedded;
using Timeline.Store.Projections;

var root = new RootCommand("""
    The archivist's tool of Timeline. It works on the database of ConnectionStrings__Timeline; where that is not set, on the
    data folder (TIMELINE_DATA), whether or not a service runs there.

    Exit codes: 0 done; 1 history is not as it was written; 2 it could not be done, and stderr says why in a sentence.
    """)
{
    TokenCommand.Create(),
    VerifyCommand.Create(),
    HistoryCommand.Create(),
    RebuildCommand.Create(),
};

var asked = root.Parse(args);
try
{
    if (asked.Action is not ParseErrorAction)
        return await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    // The last one names what nobody asked for; "required command was not provided" comes before it.
    var problem = asked.Errors[^1].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal);
    throw new FailedException($"{problem} See --help.");
}
catch (Exception error) when (error is FailedException or NewerReadModelsException or EmbeddedPostgresException or NpgsqlException or IOException)
{
    await Console.Error.WriteLineAsync(error.Message.ReplaceLineEndings(" "));
    return ExitCodes.Failed;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("Stopped.");
    return ExitCodes.Failed;
}
