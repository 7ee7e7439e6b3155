using System.Text.RegularExpressions;
using Timeline.Api.Widget;

namespace Timeline.Api.Tests.Widget;

public sealed partial class WidgetManualTests
{
    private const string Begin = "<!-- The tables are made from the code; WidgetManualTests says when they are stale. -->\n\n";

    [Fact]
    public void Every_attribute_that_the_code_looks_at_is_in_the_manual() => Assert.Empty(
        WidgetManual.Observed.Except(WidgetManual.All.Where(m => m.Sort == "Attribute").Select(m => m.Name)));

    [Fact]
    public void What_it_says_is_among_the_words_of_the_languages() => Assert.DoesNotContain(
        WidgetModule.Files.SelectMany(file => Said().Matches(WidgetModule.Source($"{file}.js"))).Select(m => m.Groups[1].Value).Distinct(),
        key => Timeline.Domain.Languages.Language.Of("en").Find(key) is null);

    [Fact]
    public void The_manual_names_parts_and_the_custom_properties_of_the_look()
    {
        var parts = WidgetManual.All.Single(m => m.Sort == "Part").About.Split(", ").Concat(WidgetManual.All.Single(m => m.Sort == "Part").Values.Split(", "));
        Assert.Superset(new HashSet<string> { "title", "headline", "claimant", "overview", "remark", "reply" }, parts.ToHashSet());
        Assert.Superset(new HashSet<string> { "--timeline-paper", "--timeline-accent", "--timeline-serif", "--timeline-top" },
            WidgetManual.All.Where(m => m.Sort == "Custom property").Select(m => m.Name).ToHashSet());
    }

    /// <summary>With TIMELINE_WRITE set it writes them.</summary>
    [Fact]
    public async Task The_tables_in_the_docs_are_those_of_the_code()
    {
        var file = Path.Combine(Top(AppContext.BaseDirectory), "src/Timeline.Api/Widget/README.md");
        var text = await File.ReadAllTextAsync(file, Expect.Stop);
        var expected = text[..(text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length)] + WidgetManual.Markdown;
        if (Environment.GetEnvironmentVariable("TIMELINE_WRITE") is not null)
            await File.WriteAllTextAsync(file, expected, Expect.Stop);
        Assert.Equal(expected, await File.ReadAllTextAsync(file, Expect.Stop));
    }

    [GeneratedRegex(@"words\.say\('([a-z.-]+)'")]
    private static partial Regex Said();

    private static string Top(string folder) =>
        File.Exists(Path.Combine(folder, "Timeline.sln")) ? folder : Top(Path.GetDirectoryName(folder)!);
}
