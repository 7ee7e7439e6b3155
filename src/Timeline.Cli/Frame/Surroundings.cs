namespace Timeline.Cli.Frame;

/// <summary>The variables that a command is run with: the process's, or those of whoever runs it inside a process of theirs.</summary>
internal static class Surroundings
{
    private static readonly AsyncLocal<IReadOnlyDictionary<string, string>?> Given = new();

    /// <summary>The names of all that are set.</summary>
    public static IEnumerable<string> Names =>
        Given.Value?.Keys ?? Environment.GetEnvironmentVariables().Keys.Cast<string>();

    /// <summary>The value of one; null where it is empty or not set.</summary>
    public static string? Of(string name) =>
        (Given.Value is { } given ? given.GetValueOrDefault(name) : Environment.GetEnvironmentVariable(name)) is { Length: > 0 } value ? value : null;

    /// <summary>For what follows in this flow of control, these and no others.</summary>
    public static void Set(IReadOnlyDictionary<string, string> variables) => Given.Value = variables;
}
