using System.Text.RegularExpressions;
using JasperFx.CodeGeneration;
using JasperFx.CodeGeneration.Model;
using Microsoft.Extensions.DependencyInjection;

namespace Timeline.Store.Tests;

public sealed partial class GeneratedCodeTests
{
    [Fact]
    public void The_code_that_Wolverine_wrote_beforehand_is_what_it_would_write_now()
    {
        using var host = GeneratedCode.CreateHost();
        var writer = new DynamicCodeBuilder(host.Services, host.Services.GetServices<ICodeFileCollection>().ToArray())
        {
            ServiceVariableSource = host.Services.GetService<IServiceVariableSource>(),
        };

        var now = Classes(writer.GenerateAllCode());
        var built = Classes(string.Concat(Directory.GetFiles(Folder, "*.cs", SearchOption.AllDirectories).Select(File.ReadAllText)));

        Assert.NotEmpty(now);
        Assert.True(now.SequenceEqual(built),
            "It is stale: run dotnet run --project src/Timeline.Api -- codegen write, and commit what it writes.");
    }

    private static string Folder => Path.Combine(
        typeof(GeneratedCodeTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>()
            .Single(a => a.Key == "GeneratedCode").Value!);

    private static IEnumerable<string> Classes(string code) =>
        Class().Matches(code).Select(m => Blanks().Replace(m.Value, " ")).Order(StringComparer.Ordinal);

    [GeneratedRegex(@"// START: (\w+).*?// END: \1", RegexOptions.Singleline)]
    private static partial Regex Class();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
