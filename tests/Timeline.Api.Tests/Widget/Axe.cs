using Deque.AxeCore.Commons;
using Microsoft.Playwright;

namespace Timeline.Api.Tests.Widget;

/// <summary>All rules of axe, held to a page as it stands now, with its shadow trees and frames.</summary>
internal static class Axe
{
    private static readonly string Script = new BundledAxeScriptProvider().GetScript();

    public static async Task FindsNothingAsync(IPage page)
    {
        foreach (var frame in page.Frames)
        {
            await frame.EvaluateAsync($"() => {{ {Script} }}");
            // To describe what keeps the rules would take axe longer than to check it.
            var violations = await frame.EvaluateAsync<string[]>(
                """
                async () => (await axe.run({ iframes: false, resultTypes: ['violations'] })).violations
                  .flatMap(rule => rule.nodes.map(node => `${rule.help}: ${node.html}`))
                """);
            Assert.True(violations.Length == 0, $"{frame.Url}: {string.Join("; ", violations)}");
        }
    }
}
