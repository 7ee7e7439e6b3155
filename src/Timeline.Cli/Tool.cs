using System.CommandLine;
using System.CommandLine.Invocation;
using Npgsql;
using Timeline.Api.Http;
using Timeline.Cli.Archiving;
using Timeline.Cli.Frame;
using Timeline.Cli.Reading;
using Timeline.Cli.Recording;
using Timeline.Store.Archives;
using Timeline.Store.Embedded;
using Timeline.Store.Projections;
using Timeline.Store.Proof;

namespace Timeline.Cli;

/// <summary>The command line as a whole.</summary>
internal static class Tool
{
    // Once for all: to make a command is to set up options that several have in common, which another that comes meanwhile is read by.
    private static readonly RootCommand Root = new("""
        Read, record, take out, bring in and prove timelines. With --url a command speaks HTTP to a service; without it, it works
        on the database of ConnectionStrings__Timeline, or else on the data folder (TIMELINE_DATA), whether or not a service runs
        there. Results go to stdout, all else to stderr; without colour or bars where nobody watches.

        Exit codes: 0 done; 1 history is not as it was written; 2 it cannot be done as it was asked; 3 the database or the service
        cannot be reached; 130 stopped (Ctrl-C), with nothing half done. Of 2 and 3 stderr says why in a sentence.
        """)
    {
        StoriesCommand.Create(),
        ShowCommand.Create(),
        EntryCommand.Create(),
        FollowCommand.Create(),
        DiffCommand.Create(),
        RecordCommand.Create(),
        HistoryCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
        CheckpointCommand.Create(),
        VerifyCommand.Create(),
        RebuildCommand.Create(),
        TakeDownCommand.Create(),
        RestoredCommand.Create(),
        TokenCommand.Create(),
    };

    /// <summary>Carries a command out.</summary>
    /// <param name="args">The command.</param>
    /// <param name="output">Where its results go.</param>
    /// <param name="error">Where all else goes.</param>
    /// <returns>One of <see cref="ExitCodes"/>.</returns>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var asked = Root.Parse(args);
        try
        {
            if (asked.Action is not ParseErrorAction)
            {
                return await asked.InvokeAsync(new InvocationConfiguration
                {
                    EnableDefaultExceptionHandler = false,
                    Output = output,
                    Error = error,
                    // So long a command may take to leave nothing half done.
                    ProcessTerminationTimeout = TimeSpan.FromSeconds(20),
                });
            }

            if (args.Any(a => a is "--url" || a.StartsWith("--url=", StringComparison.Ordinal)) && asked.CommandResult.Command is var command && !Service.TakesUrl(command))
            {
                throw new FailedException($"'{command.Name}' works on the database itself, without --url: run it where ConnectionStrings__Timeline " +
                    "or TIMELINE_DATA leads to it. See --help.");
            }

            // The last one names what nobody asked for; "required command was not provided" comes before it.
            var problem = asked.Errors[^1].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal);
            throw new FailedException($"{problem} See --help.");
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync("Stopped.");
            return ExitCodes.Stopped;
        }
        catch (Exception failure) when (Code(failure) is not null)
        {
            await error.WriteLineAsync(failure.Message.ReplaceLineEndings(" "));
            return Code(failure)!.Value;
        }
    }

    private static int? Code(Exception error) => error switch
    {
        FailedException or DamagedArchiveException or ImportRefusedException or NewerReadModelsException or NotComparableException
            or ConfigurationException => ExitCodes.Failed,
        // What PostgreSQL says of the statement or of the right to send it, as against what it says of itself.
        PostgresException { SqlState: not (['0', '8', ..] or ['5', '3' or '7' or '8', ..]) } => ExitCodes.Failed,
        UnreachableException or EmbeddedPostgresException or NpgsqlException or HttpRequestException or HttpIOException => ExitCodes.Unreachable,
        IOException or UnauthorizedAccessException => ExitCodes.Failed,
        _ => null,
    };
}
