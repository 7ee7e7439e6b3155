namespace Timeline.Cli;

internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The answer is no: history is not as it was written.</summary>
    public const int Broken = 1;

    /// <summary>There is no answer.</summary>
    public const int Failed = 2;
}

/// <summary>What was asked for cannot be done; the message is one sentence for stderr.</summary>
internal sealed class FailedException(string message) : Exception(message);
