using System.Collections.Frozen;

namespace Timeline.Domain.Languages;

/// <summary>The file of one language; its name is the language's tag. Lines that begin with # are remarks.</summary>
internal sealed class LanguageFile
{
    private const string Folder = "Timeline.Domain.Languages.";
    private const string Ending = ".txt";

    private static readonly FrozenDictionary<string, LanguageFile> All = typeof(LanguageFile).Assembly.GetManifestResourceNames()
        .Where(n => n.StartsWith(Folder, StringComparison.Ordinal) && n.EndsWith(Ending, StringComparison.Ordinal))
        .Select(n => new LanguageFile(n)).ToFrozenDictionary(f => f.Tag);

    private readonly FrozenDictionary<string, string> texts;

    private LanguageFile(string resource)
    {
        Tag = resource[Folder.Length..^Ending.Length];
        using var stream = typeof(LanguageFile).Assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        texts = reader.ReadToEnd().Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#').Select(line => line.Split(" = ", 2))
            .ToFrozenDictionary(line => line[0], line => line[1]);
    }

    public static LanguageFile English => All["en"];

    public static IReadOnlyList<string> Tags { get; } = [.. All.Keys.Order(StringComparer.Ordinal)];

    public string Tag { get; }

    public IEnumerable<string> Keys => texts.Keys;

    /// <summary>The text for a key; null where the file has none.</summary>
    public string? this[string key] => texts.GetValueOrDefault(key);

    public static LanguageFile? Find(string tag) => All.GetValueOrDefault(tag);
}
