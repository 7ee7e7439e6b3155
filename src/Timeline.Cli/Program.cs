using System.CommandLine;
using System.CommandLine.Invocation;
using Npgsql;
using Timeline.Cli;
using Timeline.EventLog.Embedded;

var root = new RootCommand("""
    The archivist's tool of Timeline.

    Exit codes: 0 done; 2 it could not be done, and stderr says why in a sentence.
    """)
{
    TokenCommand.Create(),
};

var asked = root.Parse(args);
try
{
    if (asked.Action is not ParseErrorAction)
        return await asked.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    throw new FailedException($"{asked.Errors[0].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)} See --help.");
}
catch (Exception error) when (error is FailedException or EmbeddedPostgresException or NpgsqlException or IOException)
{
    await Console.Error.WriteLineAsync(error.Message);
    return ExitCodes.Failed;
}
