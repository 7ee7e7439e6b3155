using System.CommandLine;
using System.Globalization;
using Spectre.Console;

namespace Timeline.Cli.Frame;

/// <summary>How commands speak: results on stdout, all else on stderr; colour and bars only where somebody watches.</summary>
internal static class Terminal
{
    // A line of a file is as long as it is; a terminal says how wide it is.
    private const int WidthOfFiles = 120;

    /// <summary>For scripts.</summary>
    public static Option<bool> Json { get; } = new("--json") { Description = "As JSON, for scripts." };

    /// <summary>A recorded moment of the past.</summary>
    public static Option<string?> AsOf { get; } = new("--as-of")
    {
        Description = "As it stood then: a public version of the story (12), an instant (2021-01-22T14:00:00Z), or a date of the " +
            "story's time zone (2021-01-22), which means its end.",
    };

    /// <summary>The ids of several stories. An option that is none would go for one of them.</summary>
    public static Argument<string[]> Stories(string description, ArgumentArity arity)
    {
        var stories = new Argument<string[]>("story") { Description = description, Arity = arity };
        stories.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(t => t.Value.StartsWith('-')) is { } option)
                result.AddError($"'{option.Value}' is neither an option nor the id of a story.");
        });
        return stories;
    }

    public static IAnsiConsole Out(TextWriter output) => Console(output, System.Console.IsOutputRedirected);

    public static IAnsiConsole Error() => Console(System.Console.Error, System.Console.IsErrorRedirected);

    /// <summary>A text that somebody else wrote, as Spectre's markup: nothing in it commands the terminal.</summary>
    public static string Plain(string? text) =>
        Markup.Escape(string.Concat((text ?? "").Select(c => char.IsControl(c) && c != '\n' ? ' ' : c)));

    /// <summary>The same as one line, and no markup.</summary>
    public static string Safe(string? text) => string.Concat((text ?? "").Select(c => char.IsControl(c) ? ' ' : c));

    /// <summary>How many of something there are, in words: <c>1 story</c>, <c>2 stories</c>.</summary>
    public static string Count(long number, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {(number == 1 ? one : many)}");

    private static IAnsiConsole Console(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
            Interactive = redirected ? InteractionSupport.No : InteractionSupport.Detect,
        });
        if (redirected)
            console.Profile.Width = WidthOfFiles;
        return console;
    }
}
