using System.Net;

namespace Timeline.Cli.Frame;

/// <summary>What a command tells a script. No code means two things.</summary>
internal static class ExitCodes
{
    public const int Done = 0;

    /// <summary>The answer is no: history is not as it was written, or as it was signed.</summary>
    public const int Broken = 1;

    /// <summary>It cannot be done as it was asked: a wrong argument, an unknown story, a refused command or file.</summary>
    public const int Failed = 2;

    /// <summary>The database or the service cannot be reached, or went away: the same may succeed later.</summary>
    public const int Unreachable = 3;

    /// <summary>Stopped by Ctrl-C, as shells say it (128 and the number of SIGINT); nothing is half done.</summary>
    public const int Stopped = 130;
}

/// <summary>What was asked for cannot be done; the message is one sentence for stderr.</summary>
internal sealed class FailedException(string message) : Exception(message)
{
    /// <summary>What a service has answered; null where none was asked.</summary>
    public HttpStatusCode? Status { get; init; }

    /// <summary>What sort of problem it says that is (RFC 9457, type); null where it says none.</summary>
    public string? Problem { get; init; }

    /// <summary>What it says of each field at fault.</summary>
    public IReadOnlyDictionary<string, string> Fields { get; init; } = new Dictionary<string, string>();

    /// <summary>Why: by the fields at fault, where it names any.</summary>
    public string Why => Fields.Count > 0 ? string.Join(' ', Fields.Select(f => $"{f.Key}: {f.Value}")) : Message;

    /// <summary>Whether somebody else has recorded what should be recorded, or changed what should be changed, since whoever asks looked.</summary>
    public bool IsLostRace => Status is HttpStatusCode.PreconditionFailed || Problem is "urn:timeline:problem:already-recorded";

    /// <summary>Whether a service has refused this one command, and others may go well.</summary>
    public bool IsRefusal =>
        BusyFor is not null
        || Status is HttpStatusCode.Conflict or HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest or HttpStatusCode.PreconditionFailed
            or HttpStatusCode.RequestEntityTooLarge;

    /// <summary>After how long a service that was too busy for this one command says to ask it again; null where it was not.</summary>
    public TimeSpan? BusyFor { get; init; }

    /// <summary>Whether it is not for whoever asks.</summary>
    public bool IsForbidden => Status is HttpStatusCode.Forbidden;

    /// <summary>Whether there is nothing of that name, or was nothing at that moment.</summary>
    public bool IsMissing => Status is HttpStatusCode.NotFound;
}

/// <summary>Whom the command speaks to is away; the message is one sentence for stderr.</summary>
internal sealed class UnreachableException(string message) : Exception(message);
